"""`flowrig outbox`: the messages of a run."""

import argparse

from app.cli.failing import FINE
from app.cli.sources import read_workspace
from app.cli.streams import print_json
from app.cli.tables import table
from engine.reports.outbox import body
from storage.outbox import outbox


def carry_out(chosen: argparse.Namespace) -> int:
    with read_workspace(chosen.workspace) as workspace:
        entry = workspace.runs.entry(chosen.run)
        zone = workspace.runs.zone(entry)
        messages = list(outbox(workspace, entry))
        flows = {name for name, _ in entry.flows} | {one.flow for one in workspace.runs.lives(entry.id)}
    if chosen.json:
        found = [
            {
                "at": zone.format(message.at),
                "customer": message.customer,
                "block": message.block,
                "channel": message.channel,
                "body": None if message.not_sent else body(message.parts),
                "result": message.not_sent or "sent",
            }
            for message in messages
        ]
        print_json(found)
        return FINE
    # A block's id says nothing where several flows have it.
    flow = len(flows) > 1
    rows = [
        (
            zone.words(message.at),
            message.customer,
            *([message.flow] if flow else []),
            message.block,
            message.channel,
            message.not_sent.replace("_", " ") if message.not_sent else "sent",
            next((text for _, text in message.parts if text), ""),
        )
        for message in messages
    ]
    header = ("at", "customer", *(["flow"] if flow else []), "block", "channel", "result", "message")
    print("\n".join(table(header, rows)))
    return FINE

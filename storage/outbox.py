"""The outbox of a stored run, rendered as it is read."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.reports.outbox import rendered
from storage.record import RunRecord
from storage.remaking import run_versions
from storage.runs import RunEntry
from storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message that a run sent, or could not send."""

    at: int
    customer: str
    flow: str
    block: str
    channel: str
    parts: tuple[tuple[str, str], ...]
    """(field, text): subject and body of an email; empty where it was not sent."""
    not_sent: str | None


def outbox(workspace: Workspace, entry: RunEntry, customer: str | None = None) -> Iterator[OutboxMessage]:
    """The messages of a run, or of one customer in it, in the order in which they went out."""
    flows = {(flow.flow.id, flow.version): flow.flow for flow in run_versions(workspace, entry)}
    for line in RunRecord(workspace, entry.id).outbox(customer):
        with workspace.connection.sound("a message"):
            flow = flows[line.flow, line.version]
            parts = rendered(flow, line.block, line.action, line.values) if line.not_sent is None else ()
        yield OutboxMessage(line.at, line.customer, line.flow, line.block, line.channel, parts, line.not_sent)

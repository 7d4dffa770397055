"""`flowrig launch`, `pause`, `resume`, `restore` and `delete-draft`: the life of a flow in a workspace
(F-15 to F-19)."""

import argparse

from app.cli.failing import CONTENT, FINE, USAGE, Stop, complain
from app.cli.sources import flow_entry, open_workspace, project_settings
from engine.life.statuses import WORDS
from storage.files import read_flow
from storage.launching import Unfinished, finished, launch
from storage.workspace import Workspace


def carry_out(chosen: argparse.Namespace) -> int:
    with open_workspace(chosen.workspace, write=True) as workspace:
        flow = flow_entry(chosen.flow, workspace).id
        match chosen.command:
            case "launch":
                _launch(flow, chosen, workspace)
            case "restore":
                _restore(flow, chosen, workspace)
            case "delete-draft":
                workspace.flows.drop_draft(flow)
                print(f"{flow}: its draft is deleted; version {workspace.flows.entry(flow).version} stays")
            case "resume":
                workspace.flows.resume(flow, project_settings(chosen.world, workspace))
                print(f"{flow}: {WORDS['active']}")
            case _:
                workspace.flows.pause(flow)
                print(f"{flow}: {WORDS['paused']}")
    return FINE


def _launch(flow: str, chosen: argparse.Namespace, workspace: Workspace) -> None:
    try:
        version, warnings = launch(workspace, flow, project_settings(chosen.world, workspace))
    except Unfinished as unfinished:
        raise Stop(CONTENT, *(f"{flow}: {problem}" for problem in unfinished.problems)) from None
    complain(f"{flow}: warning: {problem}" for problem in warnings)
    print(f"{flow}: version {version} is {WORDS['active']}")


def _restore(flow: str, chosen: argparse.Namespace, workspace: Workspace) -> None:
    flows = workspace.flows
    entry = flows.entry(flow)
    text = flows.text(flow, chosen.number)
    if entry.draft_status is not None:
        if not chosen.drop_draft:
            raise Stop(
                USAGE,
                f"the flow {flow!r} has a draft, and there is one at most: --drop-draft puts version "
                f"{chosen.number} in its place",
            )
    elif entry.version and text == flows.text(flow, entry.version):
        newest = "runs already" if entry.status == "active" else "is the newest one already"
        same = "" if chosen.number == entry.version else f"is the same as version {entry.version}, which "
        raise Stop(CONTENT, f"{flow}: version {chosen.number} {same}{newest}: nothing to restore")
    status = finished(read_flow(text, flow), project_settings(chosen.world, workspace))
    flows.restore(flow, chosen.number, status)
    print(f"{flow}: version {chosen.number} is the draft: {WORDS[status]}")

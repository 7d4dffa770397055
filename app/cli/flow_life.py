"""`flowrig draft`, `delete-draft`, `launch`, `pause`, `resume` and `restore`: the life of a flow in a
workspace (F-15 to F-19)."""

import argparse
from pathlib import Path

from app.cli.failing import CONTENT, FINE, USAGE, Stop, complain
from app.cli.sources import flow_entry, open_workspace, project_settings
from app.launching import Unfinished, finished, launch
from engine.flow.validation import validate
from engine.life.statuses import WORDS
from storage.files import dump_flow, flow_file, read_flow
from storage.flows import FlowEntry
from storage.workspace import Workspace


def carry_out(chosen: argparse.Namespace) -> int:
    with open_workspace(chosen.workspace, write=True) as workspace:
        if chosen.command == "draft":
            _draft(chosen, workspace)
            return FINE
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


def _draft(chosen: argparse.Namespace, workspace: Workspace) -> None:
    path = Path(chosen.file)
    file = flow_file(path)
    flow, flows = file.flow, workspace.flows
    settings = project_settings(chosen.world, workspace)
    text = dump_flow(flow)
    entry = next((one for one in flows.entries() if one.id == flow.id), None)
    if entry is not None:
        if not entry.version or entry.draft_status is not None:
            _refuse_second_draft(entry, str(path), chosen)
        elif text == flows.text(flow.id, entry.version):
            raise Stop(USAGE, f"{path}: it is the same as version {entry.version}: nothing to change")
    status = finished(flow, settings)
    flows.save_draft(flow.id, text, name=flow.name, folder=flow.folder, brand=flow.brand, status=status)
    complain(
        f"{file.place(problem.path)}: {problem.severity}: {problem}" for problem in validate(flow, settings)
    )
    new = "a new flow" if entry is None else "its draft"
    print(f"{flow.id}: {new}: {WORDS[status]}")


def _refuse_second_draft(entry: FlowEntry, new: str, chosen: argparse.Namespace) -> None:
    if not chosen.drop_draft:
        raise Stop(
            USAGE,
            f"the flow {entry.id!r} has a draft, and there is one at most: --drop-draft puts {new} in its "
            "place",
        )


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
        _refuse_second_draft(entry, f"version {chosen.number}", chosen)
    elif entry.version and text == flows.text(flow, entry.version):
        newest = "runs already" if entry.status == "active" else "is the newest one already"
        same = "" if chosen.number == entry.version else f"is the same as version {entry.version}, which "
        raise Stop(USAGE, f"{flow}: version {chosen.number} {same}{newest}: nothing to restore")
    status = finished(read_flow(text, flow), project_settings(chosen.world, workspace))
    flows.restore(flow, chosen.number, status)
    print(f"{flow}: version {chosen.number} is the draft: {WORDS[status]}")

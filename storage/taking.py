"""Taking files into a workspace: flows as drafts, worlds and scenarios under their names (F-17). What is
there already is only replaced where that is said."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from engine.flow.model import Flow
from engine.life.deeds import EditFlow
from engine.life.statuses import DraftStatus
from engine.world.settings import Settings
from engine.world.world import WorldState
from storage.files import dump_flow
from storage.given import Case, is_file_name
from storage.launching import finished
from storage.problems import shown
from storage.workspace import Workspace
from storage.yaml import read
from storage.yaml_writing import write


class TakenFlow(NamedTuple):
    """What became of a flow."""

    new: bool
    """Whether there was none of this id."""
    status: DraftStatus


def take_flow(
    workspace: Workspace, flow: Flow, settings: Settings, *, replace: bool = False
) -> TakenFlow | None:
    """Make a flow the draft of the one that has its id, or a new flow; None where it is the newest version.

    Raises WorkspaceProblem ("exists") where there is another draft, and it is not to be replaced.
    """
    flows = workspace.flows
    text = dump_flow(flow)
    entry = next((one for one in flows.entries() if one.id == flow.id), None)
    if entry is not None:
        beside = entry.draft_status is not None
        same = bool(entry.version) and text == flows.text(flow.id, entry.version)
        if same and not beside:
            return None
        if (beside or not entry.version) and not replace and text != flows.text(flow.id):
            raise workspace.connection.problem(
                "exists", f"the flow '{shown(flow.id)}' has a draft, and there is one at most"
            )
        if same:
            # A draft that says what runs already would be nothing to launch.
            flows.drop_draft(flow.id)
            return None
    status = finished(flow, settings)
    flows.save_draft(flow.id, text, name=flow.name, folder=flow.folder, brand=flow.brand, status=status)
    return TakenFlow(entry is None, status)


def take_world(workspace: Workspace, name: str, state: WorldState, *, replace: bool = False) -> None:
    """Keep a world under a name. Raises WorkspaceProblem ("exists") where another one has it."""
    worlds = workspace.worlds
    with workspace.connection.transaction():
        there = next((one for one in worlds.entries() if one.name == name), None)
        if there is not None and not replace and worlds.keep(state) != there.version:
            raise workspace.connection.problem("exists", f"there is another world '{shown(name)}' already")
        worlds.save(name, state)


def take_scenario(workspace: Workspace, case: Case, *, replace: bool = False) -> str:
    """Keep a scenario with its world and its flows; the world's name. Flows that are new are launched, as the
    scenario says; where there are others of their ids, theirs become drafts. What it names in the workspace
    stays as it is.

    Raises WorkspaceProblem ("exists") for what is not to be replaced.
    """
    name, world = case.scenario.scenario, world_name(case)
    text = kept_text(case, world)
    connection = workspace.connection
    with connection.transaction():
        if not replace and _other_scenario(workspace, name, text):
            raise connection.problem("exists", f"there is another scenario '{shown(name)}' already")
        if not _names_a_world(case):
            take_world(workspace, world, case.inputs.world(), replace=replace)
        settings = case.settings
        launched = set()
        for given, (flow, _) in zip(case.scenario.given.flows, case.inputs.flows, strict=True):
            launched.add(flow.id)
            if (isinstance(given, str) and not is_file_name(given)) or _runs(workspace, flow):
                continue
            taken = take_flow(workspace, flow, settings, replace=replace)
            if taken is not None and taken.new:
                workspace.flows.launch(flow.id, settings)
        for draft in case.inputs.drafts:
            # One beside a launched version is the scenario's alone: here it would be played in its place.
            if draft.id not in launched:
                take_flow(workspace, draft, settings, replace=replace)
        workspace.scenarios.save(name, text, world=world)
    return world


def _runs(workspace: Workspace, flow: Flow) -> bool:
    """Whether the newest version of the flow is this one, whatever draft is beside it."""
    entry = next((one for one in workspace.flows.entries() if one.id == flow.id), None)
    version = 0 if entry is None else entry.version
    return version > 0 and workspace.flows.text(flow.id, version) == dump_flow(flow)


def _other_scenario(workspace: Workspace, name: str, text: str) -> bool:
    there = any(entry.name == name for entry in workspace.scenarios.entries())
    return there and workspace.scenarios.text(name) != text


def _named_world(case: Case) -> str | None:
    """What the scenario calls its world: a file, or a name in the workspace."""
    given = case.document.data.get("given") or {}
    found: str | None = given.get("world") or case.document.data.get("world")
    return found


def _names_a_world(case: Case) -> bool:
    """Whether its world is one of the workspace, as it is."""
    named = _named_world(case)
    return named is not None and not is_file_name(named) and not _has_parts(case)


def _has_parts(case: Case) -> bool:
    return (case.document.data.get("given") or {}).get("parts") is not None


def world_name(case: Case) -> str:
    """The name under which a scenario's world is kept: the workspace's own, or that of its file; with parts
    of its own, or without a name, the scenario's."""
    named = _named_world(case)
    if named is None or _has_parts(case):
        return case.scenario.scenario
    return Path(named).stem if is_file_name(named) else named


def kept_text(case: Case, world: str) -> str:
    """The scenario as it is kept: with the values of its example, and naming what is in the workspace."""
    data: dict[str, Any] = {key: value for key, value in case.document.data.items() if key != "examples"}
    given: Mapping[str, Any] = data.pop("given", None) or {}
    kept = {key: given[key] for key in ("start", "seed", "until") if key in given}
    data["title"] = _title(case)
    data["given"] = {"world": world, **kept, "flows": [flow.flow.id for flow in case.inputs.flows]}
    if case.inputs.drafts:
        data["given"]["drafts"] = [_written_out(draft) for draft in case.inputs.drafts]
    if "when" in data:
        data["when"] = _with_drafts(data["when"], case)
    data.pop("world", None)
    order = ("flowrig", "scenario", "title", "rules", "note", "given", "when", "timeline", "then")
    return write({key: data[key] for key in order if data.get(key)})


def _with_drafts(when: list[dict[str, Any]], case: Case) -> list[dict[str, Any]]:
    """What happens, with the drafts that stand in files written out."""
    found = list(when)
    for entry in case.inputs.entries:
        if isinstance(entry.deed, EditFlow) and entry.deed.draft is not None:
            n = entry.place[-1]
            assert isinstance(n, int)
            said = {key: value for key, value in when[n].items() if key != "file"}
            found[n] = {**said, "draft": _written_out(entry.deed.draft)}
    return found


def _written_out(flow: Flow) -> dict[str, Any]:
    data: dict[str, Any] = read(dump_flow(flow), flow.id).data
    return data


def _title(case: Case) -> str:
    title = case.scenario.title or case.scenario.scenario
    example = case.name.removeprefix(case.scenario.scenario).strip()
    return f"{title} {example}".strip()

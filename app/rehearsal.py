"""A scenario file on the screen: a workspace for the time being, with its world, flows and changes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.life.deeds import EditFlow
from engine.life.statuses import DraftStatus
from engine.world.settings import Settings
from storage.files import dump_flow, scenario_file
from storage.given import Case, Library, cases
from storage.problems import BadFile, FileProblem
from storage.workspace import Workspace
from storage.yaml import read
from storage.yaml_writing import write

WORLD = "given"
"""The name under which the scenario's world is kept."""


@contextmanager
def rehearsal(path: Path, example: str | None) -> Iterator[tuple[Path, tuple[str, bool] | None]]:
    """A workspace made of a scenario file, with its first flow and whether that is the only one (None: it has
    no flow); where none is launched at the start, with its first draft. It is gone afterwards.

    Raises BadFile, and for an example that the scenario does not have.
    """
    case = _chosen(cases(scenario_file(path), path.parent, Library()), path, example)
    folder = Path(tempfile.mkdtemp(prefix="flowrig-"))
    try:
        workspace = folder / f"{path.stem}.flowrig"
        Workspace.make(workspace, lambda made: _fill(made, case)).close()
        names = [run_flow.flow.id for run_flow in case.inputs.flows]
        names = names or [draft.id for draft in case.inputs.drafts]
        yield workspace, (names[0], len(names) == 1) if names else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _chosen(found: list[Case], path: Path, example: str | None) -> Case:
    if example is None:
        return found[0]
    names = [case.name.rpartition(" [")[2].removesuffix("]") for case in found]
    for case, name in zip(found, names, strict=True):
        if name == example:
            return case
    sentence = f"there is no example {example!r}: choose one of {', '.join(names[:20])}"
    raise BadFile([FileProblem(str(path), 0, 0, sentence)])


def _fill(workspace: Workspace, case: Case) -> None:
    flows = [run_flow.flow for run_flow in case.inputs.flows]
    with workspace.connection.transaction():
        world = case.inputs.world()
        workspace.worlds.save(WORLD, world)
        workspace.scenarios.save(case.scenario.scenario, whole_text(case), world=WORLD)
        for flow in flows:
            workspace.flows.save_draft(
                flow.id,
                dump_flow(flow),
                name=flow.name,
                folder=flow.folder,
                brand=flow.brand,
                status="ready",
            )
            workspace.flows.launch(flow.id, world.settings)
        launched = {flow.id for flow in flows}
        for draft in case.inputs.drafts:
            # One beside a launched version is the run's alone: here it would be played in its place.
            if draft.id not in launched:
                workspace.flows.save_draft(
                    draft.id,
                    dump_flow(draft),
                    name=draft.name,
                    folder=draft.folder,
                    brand=draft.brand,
                    status=_status(draft, world.settings),
                )


def _status(draft: Flow, settings: Settings) -> DraftStatus:
    errors = (problem.severity == "error" for problem in validate(draft, settings))
    return "draft" if any(errors) else "ready"


def whole_text(case: Case) -> str:
    """The scenario as it is kept: with the values of its example, and naming what is in the workspace."""
    data: dict[str, Any] = {key: value for key, value in case.document.data.items() if key != "examples"}
    given = data.pop("given", None) or {}
    kept = {key: given[key] for key in ("start", "seed", "until") if key in given}
    data["title"] = _title(case)
    data["given"] = {"world": WORLD, **kept, "flows": [flow.flow.id for flow in case.inputs.flows]}
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

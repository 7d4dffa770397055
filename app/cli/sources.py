"""What the command line names: a file, or a name in the workspace."""

from dataclasses import dataclass
from pathlib import Path

from app.cli.failing import CONTENT, USAGE, Stop
from app.places import default_workspace
from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.simulation.flow_run import RunFlow
from engine.world.settings import Settings
from engine.world.world import WorldState
from storage.files import FlowFile, flow_file, read_flow
from storage.workspace import Workspace

UNSAVED = 0
"""The version of a flow that comes from a file or is a draft."""


def looks_like_a_file(name: str) -> bool:
    """Whether a word names a file rather than something in the workspace."""
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name or Path(name).is_file()


def open_workspace(path: str | None, *, write: bool) -> Workspace:
    """The workspace named, or the one that the app opens by itself."""
    if path is None:
        found = default_workspace()
        if not found.exists():
            from app.start import make_sample_workspace

            make_sample_workspace(found)
        return Workspace.open(found, write=write)
    return Workspace.open(path, create=write, write=write)


@dataclass(frozen=True, slots=True)
class Source:
    """A flow to be played, and where it came from."""

    flow: RunFlow
    file: FlowFile | None


def flow_source(name: str, workspace: Workspace | None) -> Source:
    """A flow by its file or its name."""
    if looks_like_a_file(name):
        file = flow_file(Path(name))
        return Source(RunFlow(file.flow, UNSAVED), file)
    if workspace is None:
        raise Stop(USAGE, f"{name}: no such file; a name needs --workspace")
    entry = workspace.flows.find(name)
    if entry is None:
        names = ", ".join(found.id for found in workspace.flows.entries()) or "none"
        raise Stop(USAGE, f"there is no flow {name!r} in {workspace.path}: it has {names}")
    number = entry.version or UNSAVED
    text = workspace.flows.text(entry.id, None if number == UNSAVED else number)
    return Source(RunFlow(read_flow(text, entry.id), number), None)


def refuse_unfinished(sources: list[Source], settings: Settings) -> None:
    """Stop where a flow has errors: only complete flows are played (F-25)."""
    lines = []
    for source in sources:
        for problem in validate(source.flow.flow, settings):
            if problem.severity == "error":
                where = source.file.place(problem.path) if source.file is not None else source.flow.flow.id
                lines.append(f"{where}: {problem}")
    if lines:
        raise Stop(CONTENT, *lines)


def world_of(
    name: str | None, scenario_world: str | None, workspace: Workspace, near: Path | None
) -> tuple[str, WorldState]:
    """The world asked for, the scenario's, or the only one there is; with its name."""
    from storage.files import world_file

    wanted = name or scenario_world
    if wanted is None:
        entries = workspace.worlds.entries()
        if len(entries) != 1:
            names = ", ".join(entry.name for entry in entries) or "none"
            raise Stop(
                USAGE, f"say which world: --world W, a file or a name in {workspace.path} (it has {names})"
            )
        wanted = entries[0].name
    if looks_like_a_file(wanted):
        path = Path(wanted)
        if name is None and near is not None:
            path = near.parent / wanted
        return path.stem, world_file(path)
    return wanted, workspace.worlds.load(wanted)


def single(flows: list[Flow]) -> None:
    """Stop where one flow is named twice."""
    seen: set[str] = set()
    for flow in flows:
        if flow.id in seen:
            raise Stop(USAGE, f"the flow {flow.id!r} is named twice")
        seen.add(flow.id)

"""What the command line names: a file, or a name in the workspace."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cli.failing import CONTENT, USAGE, Stop
from app.places import default_workspace
from app.text import visible
from engine.flow.model import Flow
from engine.flow.together import clashes
from engine.flow.validation import validate
from engine.simulation.flow_run import RunFlow
from engine.world.settings import Settings
from engine.world.world import WorldState
from storage.files import FlowFile, flow_file, read_flow
from storage.flows import FlowEntry
from storage.problems import BadFile, NotThere, WorkspaceProblem, shown
from storage.whole import check_place
from storage.workspace import Workspace

UNSAVED = 0
"""The version of a flow that comes from a file or is a draft."""


def looks_like_a_file(name: str) -> bool:
    """Whether a word names a file rather than something in the workspace."""
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name or _is_file(name)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def is_there(path: Path | str) -> bool:
    """Whether there is such a file or folder; no where nothing could have this name."""
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


@contextmanager
def open_workspace(path: str | None, *, write: bool, make: bool = False) -> Iterator[Workspace]:
    """The workspace named, or the one that the app opens by itself.

    With `make` one that does not exist is made, and removed again where the command fails before it has put
    anything in.
    """
    if path is None:
        found = default_workspace()
        if not is_there(found):
            from app.start import make_sample_workspace

            make_sample_workspace(found)
    else:
        found = Path(path)
    new = make and not is_there(found)
    workspace = _opened(found, write, make)
    try:
        with workspace:
            try:
                yield workspace
            except BaseException:
                new = new and _is_empty(workspace)
                raise
            new = False
    finally:
        if new:
            workspace.path.unlink(missing_ok=True)


@contextmanager
def read_workspace(path: str | None) -> Iterator[Workspace]:
    """The workspace named, for reading what stands in it at one moment, whatever the app does there
    meanwhile. What is found is printed afterwards: see `Workspace.reading`."""
    with open_workspace(path, write=False) as workspace, workspace.reading():
        yield workspace


def _opened(path: Path, write: bool, make: bool) -> Workspace:
    try:
        return Workspace.open(path, create=make, write=write)
    except WorkspaceProblem as problem:
        if problem.trouble != "older":
            raise
        older = problem
    # It is brought up to date by being opened for writing once.
    try:
        Workspace.open(path).close()
    except WorkspaceProblem as other:
        # Whoever only reads it is told how that can be done.
        raise older if other.trouble == "read_only" else other from None
    return Workspace.open(path, write=write)


def _is_empty(workspace: Workspace) -> bool:
    parts = (workspace.flows, workspace.worlds, workspace.scenarios, workspace.runs)
    return not any(part.entries() for part in parts)


@dataclass(frozen=True, slots=True)
class Source:
    """A flow to be played, and where it came from."""

    flow: RunFlow
    file: FlowFile | None


def flow_source(name: str, workspace: Workspace | None, version: int | None = None) -> Source:
    """A flow by its file or its name: this version of a flow in the workspace (F-19), or else the newest
    launched one, or else the draft. NAME@VERSION and NAME@draft say which, too."""
    if looks_like_a_file(name):
        if version is not None:
            raise Stop(USAGE, f"{shown(name)}: a file has no versions: name a flow of the workspace")
        file = flow_file(Path(name))
        return Source(RunFlow(file.flow, UNSAVED), file)
    if workspace is None:
        raise Stop(USAGE, f"{shown(name)}: no such file; a name needs --workspace")
    bare, at, wanted = name.rpartition("@")
    if at and workspace.flows.find(name) is None:
        if version is None:
            name, version = bare, _version(wanted)
        elif workspace.flows.find(bare) is not None:
            raise Stop(USAGE, f"{shown(name)} and --version: name the version once")
    entry = flow_entry(name, workspace)
    number = entry.version if version is None else version
    return Source(RunFlow(read_flow(workspace.flows.text(entry.id, number), entry.id), number), None)


def flow_entry(name: str, workspace: Workspace) -> FlowEntry:
    """A flow of the workspace by its id or its name."""
    return workspace.flows.named(name)


def _version(text: str) -> int:
    if text == "draft":
        return UNSAVED
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Stop(USAGE, f"@{shown(text, 60)}: name a version as NAME@NUMBER, or the draft as NAME@draft")
    return int(text)


def project_settings(name: str | None, workspace: Workspace | None) -> Settings:
    """Whose names and time zone count: of the world named, a file or a name in the workspace; else the
    project's, see `Workspace.project`; without a workspace bare ones."""
    if name is not None and looks_like_a_file(name):
        from storage.files import world_file

        return world_file(Path(name)).settings
    return Settings() if workspace is None else workspace.project(name)


def refuse_unfinished(sources: list[Source], settings: Settings) -> None:
    """Stop where a flow has errors: only complete flows are played (F-25), and only such as can be on
    together (E-48)."""
    lines = []
    beside = clashes([source.flow.flow for source in sources], settings)
    for source in sources:
        problems = [*validate(source.flow.flow, settings)]
        problems += [problem for flow, problem in beside if flow is source.flow.flow]
        for problem in problems:
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
            names = ", ".join(visible(entry.name) for entry in entries) or "none"
            where = visible(str(workspace.path))
            raise Stop(USAGE, f"say which world: --world W, a file or a name in {where} (it has {names})")
        wanted = entries[0].name
    if looks_like_a_file(wanted):
        path = Path(wanted)
        if name is None and near is not None:
            path = near.parent / wanted
        try:
            return path.stem, world_file(path)
        except NotThere as missing:
            # Where the scenario names it, the command line may be as it should be.
            raise (BadFile(missing.problems) if name is None else missing) from None
    return wanted, workspace.worlds.load(wanted)


def single(flows: list[Flow]) -> None:
    """Stop where one flow is named twice."""
    seen: set[str] = set()
    for flow in flows:
        if flow.id in seen:
            raise Stop(USAGE, f"the flow {flow.id!r} is named twice")
        seen.add(flow.id)


def refuse_to_replace(name: str, named: Iterable[Path]) -> None:
    """Stop where a file that is to be written is one that the command works with, or cannot be written."""
    path = Path(name)
    try:
        check_place(path)
    except BadFile as bad:
        raise Stop(USAGE, str(bad)) from None
    for other in named:
        if _is_same(path, other):
            raise Stop(USAGE, f"{shown(name)}: it would replace a file that is used here: give another name")


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.resolve() == other.resolve() or path.samefile(other)
    except (OSError, ValueError):
        return False

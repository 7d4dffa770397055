"""A scenario file on the screen: a workspace for the time being, with its world, flows and changes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.files import scenario_file
from storage.given import Case, Library, cases
from storage.problems import FileProblem, NotThere
from storage.taking import take_scenario
from storage.workspace import Workspace


@contextmanager
def staged(path: Path, example: str | None) -> Iterator[tuple[Path, tuple[str, bool] | None]]:
    """A workspace made of a scenario file, with its first flow and whether that is the only one (None: it has
    no flow); where none is launched at the start, with its first draft. It is gone afterwards.

    Raises BadFile, and for an example that the scenario does not have.
    """
    case = chosen(cases(scenario_file(path), path.parent, Library()), path, example)
    folder = Path(tempfile.mkdtemp(prefix="flowrig-"))
    try:
        workspace = folder / f"{path.stem}.flowrig"
        Workspace.make(workspace, lambda made: _fill(made, case)).close()
        names = [run_flow.flow.id for run_flow in case.inputs.flows]
        names = names or [draft.id for draft in case.inputs.drafts]
        yield workspace, (names[0], len(names) == 1) if names else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(workspace: Workspace, case: Case) -> None:
    take_scenario(workspace, case)


def chosen(found: list[Case], path: Path, example: str | None) -> Case:
    """The example of that name; the first without one. Raises NotThere."""
    if example is None:
        return found[0]
    if "examples" not in found[0].document.data:
        sentence = f"there is no example {example!r}: the scenario has no examples"
        raise NotThere([FileProblem(str(path), 0, 0, sentence)])
    names = [case.name.rpartition(" [")[2].removesuffix("]") for case in found]
    for case, name in zip(found, names, strict=True):
        if name == example:
            return case
    sentence = f"there is no example {example!r}: choose one of {', '.join(names[:20])}"
    raise NotThere([FileProblem(str(path), 0, 0, sentence)])

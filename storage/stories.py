"""Stories of the customers of a stored run, and why a flow did or did not start for them (R-2, R-3): the run
is played again from what was kept with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.reports.story import Reached, Story, Unwritten, tell
from engine.reports.why import Enquiry, enquire, tell_and_enquire
from engine.simulation.refusals import ChangeRefused
from storage.playing import again
from storage.workspace import Workspace


def story(workspace: Workspace, run: str, customer: str) -> Story:
    """What happened to a customer in a run, up to where the run stands now. Raises WorkspaceProblem."""
    entry = workspace.runs.entry(run)
    with _as_it_was(workspace):
        return tell(
            customer,
            lambda observer: again(workspace, entry, Unwritten(), until=entry.until, observer=observer),
            Reached(entry.clock, entry.wakes, entry.changes, entry.deeds),
        )


def why(workspace: Workspace, run: str, customer: str, flow: str) -> Enquiry:
    """All that could have let a customer into a flow of a run, up to where the run stands now, with the
    checks of the flow's trigger. Raises WorkspaceProblem."""
    entry = workspace.runs.entry(run)
    with _as_it_was(workspace):
        return enquire(
            customer,
            flow,
            lambda observer: again(workspace, entry, Unwritten(), until=entry.until, observer=observer),
            Reached(entry.clock, entry.wakes, entry.changes, entry.deeds),
        )


def story_and_why(workspace: Workspace, run: str, customer: str, flow: str) -> tuple[Story, Enquiry]:
    """Both for one customer and one flow. Raises WorkspaceProblem."""
    entry = workspace.runs.entry(run)
    with _as_it_was(workspace):
        return tell_and_enquire(
            customer,
            flow,
            lambda observer: again(workspace, entry, Unwritten(), until=entry.until, observer=observer),
            Reached(entry.clock, entry.wakes, entry.changes, entry.deeds),
        )


@contextmanager
def _as_it_was(workspace: Workspace) -> Iterator[None]:
    """What a run has played can be played again: where it is refused then, the file is damaged."""
    try:
        yield
    except ChangeRefused as refused:
        raise workspace.connection.damaged(f"a run cannot be played again: {refused}") from None

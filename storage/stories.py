"""Stories of the customers of a stored run, and why a flow did or did not start for them (R-2, R-3): the run
is played again from what was kept with it. Where another process may write to the workspace, the run's entry
is read and these are asked within one `Workspace.reading`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.reports.story import Story, tell
from engine.reports.why import Enquiry, enquire, tell_and_enquire
from engine.simulation.observer import Observer
from engine.simulation.reached import Reached
from engine.simulation.refusals import ChangeRefused
from engine.simulation.replay import Unwritten, come_to
from engine.simulation.simulation import Simulation
from storage.checkpoints import Checkpoints
from storage.remaking import again, taken_up
from storage.run_timelines import run_timeline
from storage.runs import RunEntry
from storage.workspace import Workspace

Again = Callable[[Observer], Simulation]


def story(workspace: Workspace, run: RunEntry, customer: str) -> Story:
    """What happened to a customer in a run, up to where the run stands now. Raises WorkspaceProblem."""
    with _as_it_was(workspace, run) as (replayed, until):
        return tell(customer, replayed, until)


def why(workspace: Workspace, run: RunEntry, customer: str, flow: str) -> Enquiry:
    """All that could have let a customer into a flow of a run, up to where the run stands now, with the
    checks of the flow's trigger. Raises WorkspaceProblem."""
    with _as_it_was(workspace, run) as (replayed, until):
        return enquire(customer, flow, replayed, until)


def story_and_why(workspace: Workspace, run: RunEntry, customer: str, flow: str) -> tuple[Story, Enquiry]:
    """Both for one customer and one flow. Raises WorkspaceProblem."""
    with _as_it_was(workspace, run) as (replayed, until):
        return tell_and_enquire(customer, flow, replayed, until)


def people(workspace: Workspace, run: RunEntry) -> dict[str, str]:
    """All customers of a run as it stands, by id: their names, empty for those who have none. Raises
    WorkspaceProblem."""
    checkpoint = Checkpoints(workspace, run.id).newest()
    if checkpoint is None:
        simulation = again(workspace, run, Unwritten(), until=run.until)
    else:
        timeline = run_timeline(workspace, run)
        simulation = taken_up(workspace, run, checkpoint.state, Unwritten(), timeline, run.until)
    with _sound(workspace):
        come_to(simulation, run.reached)
    customers = simulation.world.customers.values()
    return {one.id: f"{one.first_name} {one.last_name}".strip() for one in customers}


@contextmanager
def _as_it_was(workspace: Workspace, run: RunEntry) -> Iterator[tuple[Again, Reached]]:
    """How the run is made anew with an observer, and how far it has come. What it has played can be played
    again: where it is refused then, the file is damaged."""
    with _sound(workspace):
        yield (
            lambda observer: again(workspace, run, Unwritten(), until=run.until, observer=observer),
            run.reached,
        )


@contextmanager
def _sound(workspace: Workspace) -> Iterator[None]:
    try:
        yield
    except ChangeRefused as refused:
        raise workspace.connection.damaged(f"a run cannot be played again: {refused}") from None

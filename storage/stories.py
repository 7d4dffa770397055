"""Stories of the customers of a stored run (R-2, R-3): the run is played again from what was kept with it."""

from engine.reports.story import Story, Unwritten, tell
from storage.playing import again
from storage.workspace import Workspace


def story(workspace: Workspace, run: str, customer: str) -> Story:
    """What happened to a customer in a run, up to where the run stands now. Raises WorkspaceProblem."""
    entry = workspace.runs.entry(run)
    return tell(
        customer,
        lambda observer: again(workspace, entry, Unwritten(), until=entry.until, observer=observer),
        entry.clock,
        entry.wakes + 1,
        entry.changes,
    )

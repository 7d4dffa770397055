"""The rehearsal of a launch: both versions played on for some days, in a thread of its own (F-17, F-18)."""

from threading import Lock, Thread

from app.session.library import RUN
from app.session.living_requests import Fares, Rehearsing
from engine.flow.model import Flow
from engine.rehearsal.fares import elsewhere
from engine.rehearsal.playing import GivenUp
from engine.rehearsal.rehearsing import Rehearsal
from engine.simulation.checkpoint import dump
from engine.simulation.refusals import ChangeRefused
from engine.simulation.simulation import Simulation
from engine.world.world import Refused
from storage.problems import WorkspaceProblem
from storage.rehearsing import rehearse_state
from storage.workspace import Workspace

MOST_TOLD = 40
"""Groups of customers, and of what is counted, that are told."""


class Rehearser(Thread):
    """One rehearsal of the run that the screen plays. Neither the run nor the workspace is changed by it."""

    def __init__(
        self, workspace: Workspace, simulation: Simulation, draft: Flow, version: int, days: int
    ) -> None:
        """It is about the run as it stands now."""
        super().__init__(name="flowrig rehearsal", daemon=True)
        self._workspace = workspace
        self._run = dump(simulation)
        self._now = simulation.now
        self._draft = draft
        self._version = version
        self.days = days
        self._lock = Lock()
        self._state = Rehearsing(days)
        self._wanted = True
        self._crash: BaseException | None = None

    @property
    def state(self) -> Rehearsing:
        """How far it is, or what came of it."""
        if self._crash is not None:
            raise self._crash
        with self._lock:
            return self._state

    def give_up(self) -> None:
        """Nobody wants it any more; waits until it has ended."""
        self._wanted = False
        self.join()

    def run(self) -> None:
        try:
            with self._workspace.another() as workspace, workspace.reading():
                found = rehearse_state(
                    workspace,
                    workspace.runs.entry(RUN),
                    self._run,
                    self._now,
                    self._draft,
                    days=self.days,
                    version=self._version,
                    tick=self._tick,
                )
            self._tell(Rehearsing(self.days, 1.0, self._fares(found)))
        except GivenUp:
            pass
        except (Refused, ChangeRefused) as refused:
            self._tell(Rehearsing(self.days, 1.0, trouble=str(refused)))
        except WorkspaceProblem as problem:
            self._tell(Rehearsing(self.days, 1.0, trouble=problem.sentence))
        except BaseException as error:
            self._crash = error

    def _tick(self, done: float) -> bool:
        self._tell(Rehearsing(self.days, done))
        return self._wanted

    def _tell(self, state: Rehearsing) -> None:
        with self._lock:
            self._state = state

    def _fares(self, found: Rehearsal) -> Fares:
        names, flow = found.names, found.flow
        groups = tuple(
            (group.customers, group.examples, tuple(group.words(names, flow)))
            for group in found.groups[:MOST_TOLD]
        )
        totals = tuple(
            elsewhere(names, total.flow, flow) + total.words(names) for total in found.totals[:MOST_TOLD]
        )
        more = found.more_groups + len(found.groups) - len(groups)
        halt = None if found.halt is None else (found.halt.at, found.halt.sentence)
        return Fares(found.until, found.outlook(), groups, more, totals, halt)

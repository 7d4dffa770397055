"""Playing a run again up to where it had come: stories, enquiries and rehearsals begin so."""

from engine.simulation.reached import Reached
from engine.simulation.record import Batch
from engine.simulation.simulation import Simulation


def reached(simulation: Simulation) -> Reached:
    """How far this one has come."""
    return Reached(simulation.now, simulation.seq - 1, simulation.consumed, simulation.lived)


def come_to(simulation: Simulation, until: Reached) -> None:
    """Play a run on to where it had come. Raises ChangeRefused."""
    simulation.run(until.clock - 1)
    # At the clock's very instant only what had been played by then belongs to it.
    while any(is_ < was for is_, was in zip(reached(simulation)[1:], until[1:], strict=True)):
        if not simulation.step():
            break


class Unwritten:
    """A journal for a run that is played again: it is written already."""

    def write(self, batch: Batch) -> None:
        """Nothing to do."""

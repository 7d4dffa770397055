"""Where a run stands, to the thing: a simulation can be brought there again."""

from dataclasses import dataclass

from engine.simulation.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a simulation stood. It may be between two things of one second."""

    played: int
    lived: int
    now: int
    """An instant: the clock may have gone on since the last thing."""

    @classmethod
    def of(cls, simulation: Simulation) -> "Stood":
        return cls(simulation.played, simulation.lived, simulation.now)

    def bring(self, simulation: Simulation) -> None:
        """Play a simulation of the same run, which stands earlier, to here."""
        while simulation.played < self.played or simulation.lived < self.lived:
            # What is done by hand is one of those that are asked for, but is not among what was played.
            if simulation.run(self.now, max(1, self.played - simulation.played)):
                break
        simulation.world.now = max(simulation.now, self.now)

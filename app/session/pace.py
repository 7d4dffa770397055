"""How fast simulated time passes: where the clock shall be at a moment of wall time."""

SPEEDS: tuple[int, ...] = (60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400)
"""Seconds of simulated time in a second of wall time."""

SPEED_WORDS: dict[int, str] = {
    60: "1 min/s",
    600: "10 min/s",
    3_600: "1 h/s",
    6 * 3_600: "6 h/s",
    86_400: "1 day/s",
    7 * 86_400: "1 week/s",
}

USUAL = 6 * 3_600

_MOST_BEHIND = 0.5
"""Seconds of wall time that a slow machine may lag behind before the clock is set anew."""


class Pace:
    """The clock that the simulation follows. Wall times are seconds of any steady clock."""

    def __init__(self, speed: int = USUAL) -> None:
        self.speed = speed
        self._wall = 0.0
        self._clock = 0

    def start(self, clock: int, wall: float) -> None:
        """Play on from this instant at this moment."""
        self._clock = clock
        self._wall = wall

    def set_speed(self, speed: int, clock: int, wall: float) -> None:
        """Another speed, from here on."""
        self.speed = speed
        self.start(clock, wall)

    def target(self, wall: float) -> int:
        """Where the clock shall be now."""
        return self._clock + int((wall - self._wall) * self.speed)

    def came_to(self, clock: int, wall: float) -> None:
        """The simulation has come this far. Where it cannot keep up, what it owes is forgiven: no jump
        later."""
        if (self.target(wall) - clock) / self.speed > _MOST_BEHIND:
            self.start(clock, wall)


def faster(speed: int) -> int | None:
    """The next higher speed, if there is one."""
    return next((other for other in SPEEDS if other > speed), None)


def slower(speed: int) -> int | None:
    """The next lower speed, if there is one."""
    return next((other for other in reversed(SPEEDS) if other < speed), None)

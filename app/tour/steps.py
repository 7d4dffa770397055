"""The steps of the tour: what each says, what it points at, and when the person has done it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

PointsAt = Literal["canvas", "transport", "side", "footer", "nothing"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person has in front of them."""

    selected: str | None = None
    moved: bool = False
    """Whether the run has got anywhere."""
    panel: str = ""
    """The panel that has the focus; empty on the canvas."""
    blocks: int = 0
    dialog: str = ""
    """The kind of the screen that stands over the flow; empty where none does."""


Done = Callable[[Seen, Seen], bool]
"""Whether a step is done, from what was there when it began and what is there now."""


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    words: str
    points_at: PointsAt
    done: Done


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "A flow",
        "Each card is a block, and says what it does. Arrow keys go from card to card. Try it.",
        "canvas",
        lambda began, now: now.selected != began.selected,
    ),
    Step(
        "Time",
        "space plays simulated time: a day passes in a moment, customers move, the cards count them. "
        "space again pauses.",
        "transport",
        lambda began, now: now.moved,
    ),
    Step(
        "Who is inside",
        "d plays on to the next midnight: press it until a wait says that people are in it; that may be a "
        "week. Then select that wait, and press 2.",
        "side",
        lambda began, now: now.panel == "customers",
    ),
    Step(
        "A story",
        "enter on a customer tells their way through the flow, with the reason for every step.",
        "side",
        lambda began, now: now.panel == "story",
    ),
    Step(
        "Why not?",
        "w asks why the flow did not start for somebody: type a part of a name. esc closes it.",
        "canvas",
        lambda began, now: bool(now.dialog),
    ),
    Step(
        "A block more",
        "esc goes back to the canvas. There, a adds a block after the selected one: type what, and press "
        "enter. At the tour's end it is taken back.",
        "canvas",
        lambda began, now: now.blocks > began.blocks,
    ),
    Step(
        "Help",
        "F1 shows the keys of where you are; so does ? where no letters are typed. ctrl+p carries out any "
        "command by its name. The line at the bottom shows what can be done now.",
        "footer",
        lambda began, now: now.dialog == "HelpScreen",
    ),
    Step(
        "That was it",
        "Everything you saw happened on this machine only: no message ever leaves it. F3 closes this, and "
        "begins the tour again at any time.",
        "nothing",
        lambda began, now: False,
    ),
)


class Progress:
    """Where the person is in the tour."""

    def __init__(self, steps: tuple[Step, ...] = STEPS) -> None:
        self.steps = steps
        self.at = 0
        self._began: Seen | None = None

    @property
    def step(self) -> Step | None:
        """The present step; None once all are over."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    def look(self, now: Seen) -> bool:
        """Whether the present step is done; the first look is what it began with."""
        step = self.step
        if self._began is None:
            self._began = now
            return False
        return step is not None and step.done(self._began, now)

    def next(self) -> None:
        """On to the next step."""
        self.at += 1
        self._began = None

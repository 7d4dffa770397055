"""The launch page: what launching the draft will do, before it is done (F-16, F-17, F-18)."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from app.ask import BOX_CSS
from app.flow.launch_text import LaunchText, Part, fares_parts, plan_parts, problem_parts, removed_parts
from app.lines import Lines
from app.session.living_requests import (
    EndRehearsal,
    Launch,
    Launched,
    LaunchPlan,
    PlanLaunch,
    Rehearse,
    Rehearsing,
)
from app.session.session import Trouble
from app.signs import Signs
from app.text import visible
from app.words import count_of
from engine.flow.model import Flow
from engine.flow.validation import Problem
from engine.time.civil import Zone

if TYPE_CHECKING:
    from app.app import FlowrigApp

SEEN: Final = 0.3
"""Seconds of wall time for which "Launching" is seen at least: it takes no simulated time."""

AHEAD: Final = (14, 30, 90, 7)
"""For how many days both versions are played, in turn."""

LOOKS: Final = 0.15
"""Seconds of wall time between two looks at the rehearsal."""


class Button(Static):
    """Something to be clicked; its key does the same."""

    class Pressed(Message):
        def __init__(self, button: "Button") -> None:
            super().__init__()
            self.button = button

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Pressed(self))


class LaunchScreen(ModalScreen[Problem | Launched | None]):
    """The answer is the problem to go to, or what was launched, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,l", "leave", "Close", show=False),
        Binding("enter", "launch", "Launch", show=False),
        Binding("d", "days", "Further ahead", show=False),
    ]
    DEFAULT_CSS = (
        BOX_CSS.format(name="LaunchScreen")
        + """
    LaunchScreen > Vertical { width: 104; height: 80%; }
    LaunchScreen Lines { height: 1fr; }
    LaunchScreen #answer { height: auto; max-height: 4; padding: 0 1; display: none; }
    LaunchScreen #answer.-said { display: block; margin-top: 1; }
    LaunchScreen #answer.-wrong { color: $text-error; }
    LaunchScreen #answer.-doing { color: $text-accent; }
    LaunchScreen #buttons { height: 1; margin-top: 1; }
    LaunchScreen Button { width: auto; margin-right: 2; padding: 0 1; background: $panel; pointer: pointer; }
    LaunchScreen Button:hover { background: $accent 30%; }
    """
    )

    def __init__(self, flow: Flow, problems: Sequence[Problem], signs: Signs) -> None:
        super().__init__()
        self._flow = flow
        self._problems = problems
        self._errors = [problem for problem in problems if problem.severity == "error"]
        self._signs = signs
        self._plan: LaunchPlan | None = None
        self._ahead = 0
        self._rehearsing: Rehearsing | None = None
        self._busy = False

    @property
    def flowrig(self) -> "FlowrigApp":
        return cast("FlowrigApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(visible(f"Launch {self._flow.title}"))
            box.border_subtitle = "up, down, page up, page down, home, end: read on"
            yield Lines(LaunchText(), mark=self._signs.cursor)
            yield Static("", id="answer", markup=False)
            with Horizontal(id="buttons"):
                yield Button("", id="go", markup=False)
                yield Button("", id="days", markup=False)
                yield Button("", id="leave", markup=False)

    def on_mount(self) -> None:
        self._label("leave", "esc", "leave it")
        self.query_one("#days").display = False
        self.query_one(Lines).focus()
        if self._errors:
            self._label("go", "enter", "go to the problem")
            self._show_problems()
        else:
            self._label("go", "enter", "launch")
            self.run_worker(self._look(), group="planning")

    def _label(self, button: str, key: str, words: str) -> None:
        self.query_one(f"#{button}", Button).update(
            Content.assemble(Content.styled(key, "bold $footer-key-foreground"), Content(f" {words}"))
        )

    def _show_problems(self) -> None:
        errors = len(self._errors)
        lead: list[Part] = [
            (f"Not ready: {count_of(errors, 'problem')} to solve first.", "strong", None, 0),
            ("", "text", None, 0),
        ]
        parts = problem_parts(self._flow, self._errors, self._signs, jump=True)
        self.query_one(Lines).show(LaunchText([*lead, *parts]))

    async def _look(self) -> None:
        try:
            plan = await asyncio.wrap_future(self.flowrig.session.ask(PlanLaunch(self._flow.id)))
        except Trouble as trouble:
            self._say(str(trouble), "-wrong")
            return
        self._plan = plan
        self._label("go", "enter", f"launch version {plan.number}")
        self._show_plan()
        if plan.at is not None and not plan.refused:
            self._label_days()
            self.query_one("#days").display = True
            await self._rehearse()

    def _label_days(self) -> None:
        self._label("days", "d", f"{AHEAD[(self._ahead + 1) % len(AHEAD)]} days ahead")

    async def _rehearse(self) -> None:
        """Play both versions on in the background, and show how far that is."""
        while self.is_running and not self._busy:
            asked = Rehearse(self._flow.id, AHEAD[self._ahead])
            try:
                self._rehearsing = await asyncio.wrap_future(self.flowrig.session.ask(asked))
            except Trouble as trouble:
                self._rehearsing = Rehearsing(asked.days, trouble=str(trouble))
            self._show_plan()
            if self._rehearsing.over:
                return
            await asyncio.sleep(LOOKS)

    def action_days(self) -> None:
        """Play them on for another number of days."""
        if self._plan is not None and self.query_one("#days").display and not self._busy:
            self._ahead = (self._ahead + 1) % len(AHEAD)
            self._label_days()
            self.run_worker(self._rehearse(), group="planning", exclusive=True)

    def _show_plan(self) -> None:
        plan = self._plan
        assert plan is not None
        zone = Zone(self.flowrig.session.latest.zone)
        parts = plan_parts(plan, zone)
        if self._rehearsing is not None:
            parts += fares_parts(self._rehearsing, zone, self._signs)
        if self._problems:
            words = count_of(len(self._problems), "warning")
            words += "." if plan.refused else ": it can be launched all the same."
            parts += [("", "text", None, 0), (words, "warn", None, 0)]
            parts += problem_parts(self._flow, self._problems, self._signs, jump=False)
        self.query_one(Lines).show(LaunchText([*parts, *removed_parts(plan)]))

    def _say(self, text: str, kind: str) -> None:
        answer = self.query_one("#answer", Static)
        answer.set_class(bool(text), "-said")
        for known in ("-wrong", "-doing"):
            answer.set_class(known == kind, known)
        sign = f"{self._signs.no} " if kind == "-wrong" else ""
        answer.update(Content(sign + visible(text)))

    # What is asked of it.

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        if isinstance(event.key, Problem):
            self._leave(event.key)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "leave":
            self.action_leave()
        elif event.button.id == "days":
            self.action_days()
        elif self._errors:
            key = self.query_one(Lines).cursor_key
            if isinstance(key, Problem):
                self._leave(key)
        else:
            self.action_launch()

    def action_leave(self) -> None:
        if not self._busy:
            self._leave(None)

    def _leave(self, answer: Problem | Launched | None) -> None:
        # Nobody asks how far the rehearsal is any more: that would begin another one.
        self._busy = True
        self.flowrig.session.ask(EndRehearsal())
        self.dismiss(answer)

    def action_launch(self) -> None:
        """Launch it; what has been refused can be tried again."""
        if self._plan is not None and self._plan.refused:
            self._say(self._plan.refused, "-wrong")
        elif self._plan is not None and not self._busy:
            self._busy = True
            self._say("Launching …", "-doing")
            self.run_worker(self._launch(), group="launching")

    async def _launch(self) -> None:
        try:
            launched = await asyncio.wrap_future(self.flowrig.session.ask(Launch(self._flow.id)))
        except Trouble as trouble:
            self._say(str(trouble), "-wrong")
            self._busy = False
            if self._rehearsing is not None and not self._rehearsing.over:
                self.run_worker(self._rehearse(), group="planning", exclusive=True)
            return
        await asyncio.sleep(SEEN)
        self._leave(launched)

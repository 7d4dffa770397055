"""The launch page: what launching the draft will do, before it is done (F-16, F-17, F-18)."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
from app.lines import Line, Lines
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
from app.text import visible, wrap
from app.words import count_of, moment_words, number
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

BAR: Final = 24

MOST_ROWS: Final = 120
"""Of one text."""

Row = tuple[Line, object | None]
"""A line, and what it stands for."""


class LaunchText:
    """The page's text: rows as they are written for a width."""

    head: Line | None = None
    empty = "Looking at what it will do …"

    def __init__(self, parts: Sequence[tuple[str, str, object | None, int]] = ()) -> None:
        """`parts` are (text, style, what it stands for, indent); an empty text is an empty line."""
        self._parts = parts
        self._rows: list[Row] = []

    def lay_out(self, width: int) -> None:
        self._rows = []
        for text, style, key, indent in self._parts:
            if not text:
                self._rows.append(([], None))
            for n, row in enumerate(wrap(visible(text), max(width - indent, 8), MOST_ROWS) if text else ()):
                self._rows.append(([(" " * indent + row, style)], key if n == 0 else None))

    def __len__(self) -> int:
        return len(self._rows)

    def line(self, n: int) -> Line:
        return self._rows[n][0]

    def key(self, n: int) -> object | None:
        return self._rows[n][1]


Part = tuple[str, str, object | None, int]


def problem_parts(flow: Flow, problems: Iterable[Problem], signs: Signs, *, jump: bool) -> list[Part]:
    """Problems, each with its block above it; with `jump` they can be chosen."""
    parts: list[Part] = []
    for problem in problems:
        block = None if problem.block is None else flow.block(problem.block)
        where = "The flow" if block is None else block.name
        error = problem.severity == "error"
        sign, style = (signs.no, "bad") if error else (signs.warning, "warn")
        parts.append((f"{sign} {where}", style, problem if jump else None, 0))
        parts.append((problem.sentence, "text", None, 2))
    return parts


def plan_parts(plan: LaunchPlan, zone: Zone) -> list[Part]:
    """What will happen."""
    parts: list[Part] = []

    def put(text: str, style: str = "text", indent: int = 0) -> None:
        parts.append((text, style, None, indent))

    if plan.refused:
        put(plan.refused, "bad")
        put("")
    if plan.replaces is None:
        put("Version 1: this flow's first launch.", "strong")
    else:
        put(f"Version {plan.number} takes the place of version {plan.replaces}.", "strong")
        for words in plan.changes or ("nothing is different from it but where blocks stand",):
            put(words, "dim", 2)
    put("")
    if plan.at is None:
        if plan.paused:
            put("It is paused: the launch turns it on.")
        put("No run is under way: it is launched in the workspace. space or r then plays it.")
        return parts
    put(f"In the run, at {moment_words(zone, plan.at)}", "strong")
    if plan.joins:
        put("The run does not play this flow yet: from now on it does.", indent=2)
    if plan.tried_out:
        put("What it plays so far is the draft, tried out from the beginning.", indent=2)
    _put_inside(plan, parts)
    _put_schedule(plan, zone, parts)
    return parts


def _put_inside(plan: LaunchPlan, parts: list[Part]) -> None:
    if plan.inside:
        said = plan.inside[0].upper() + plan.inside[1:]
        parts.append((f"{said}.", "warn" if plan.removed else "text", None, 2))
    for gone in plan.removed:
        people = list(_people(gone.customers))
        more = gone.count - len(gone.customers)
        people += [f"and {number(more)} more"] if more else []
        parts.append((f"Removed from {gone.block}: {', '.join(people)}", "text", None, 4))


def _people(passages: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Customers by their names; by their ids, too, where two have one name."""
    times = Counter(passages)
    names = Counter(name for _, name in times)
    for (who, name), n in times.items():
        one = name if names[name] == 1 else f"{name} ({who})"
        yield one if n == 1 else f"{one} × {n}"


def fares_parts(state: Rehearsing, zone: Zone, signs: Signs) -> list[Part]:
    """Who fares differently, as far as that is known."""
    parts: list[Part] = [("", "text", None, 0)]
    fares = state.fares
    days = count_of(state.days, "day")
    if state.trouble:
        return [*parts, (f"Not rehearsed: {state.trouble}", "warn", None, 0)]
    if fares is None:
        full = round(BAR * state.done)
        bar = signs.full * full + signs.empty * (BAR - full)
        words = f"Playing both versions for {days}  {bar} {100 * state.done:.0f} %"
        return [*parts, (words, "accent", None, 0)]
    until = moment_words(zone, fares.until)
    parts.append((f"Rehearsed for {days}, until {until}: {fares.outlook}.", "strong", None, 0))
    if fares.halt is not None:
        at, why = fares.halt
        parts.append((f"The run cannot go on at {moment_words(zone, at)}: {why}", "warn", None, 2))
    for customers, examples, how in fares.groups:
        more = ", …" if customers > len(examples) else ""
        who = f"{count_of(customers, 'customer')} ({', '.join(examples)}{more})"
        parts.append((who, "accent", None, 2))
        parts += [(words, "text", None, 4) for words in how]
    if fares.more:
        parts.append((f"and {count_of(fares.more, 'further way')} to fare differently", "dim", None, 2))
    if fares.totals:
        parts += [("", "text", None, 0), ("All customers together", "strong", None, 2)]
        parts += [(words, "text", None, 4) for words in fares.totals]
    return parts


def _put_schedule(plan: LaunchPlan, zone: Zone, parts: list[Part]) -> None:
    assert plan.at is not None
    ahead = plan.start is not None and plan.start > plan.at
    said = _turned_on(plan, zone)
    if said and not ahead:
        parts.append((f"{said}: the launch turns it on.", "text", None, 2))
    if plan.moved:
        said = "Its start or end was moved (E): the launch replaces that by the draft's own schedule (s)."
        parts.append((said, "warn", None, 2))
    if plan.start is not None and ahead:
        parts.append(
            (f"It starts at {moment_words(zone, plan.start)}: nobody enters before.", "text", None, 2)
        )
    if plan.end is not None:
        parts.append((f"It ends at {moment_words(zone, plan.end)}.", "text", None, 2))
    if not plan.joins and plan.end != plan.running_end:
        was = "has no end" if plan.running_end is None else f"ends at {moment_words(zone, plan.running_end)}"
        parts.append((f"What runs now {was}.", "dim", None, 2))


def _turned_on(plan: LaunchPlan, zone: Zone) -> str:
    """Why what runs is off now; empty where it is on."""
    assert plan.at is not None
    if plan.paused:
        return "It is paused now"
    if plan.running_end is not None and plan.running_end <= plan.at:
        return f"It is off now, since its end at {moment_words(zone, plan.running_end)}"
    if plan.running_start is not None and plan.running_start > plan.at:
        return f"It is off now, until its start at {moment_words(zone, plan.running_start)}"
    return ""


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
        if self._problems:
            words = count_of(len(self._problems), "warning")
            words += "." if plan.refused else ": it can be launched all the same."
            parts += [("", "text", None, 0), (words, "warn", None, 0)]
            parts += problem_parts(self._flow, self._problems, self._signs, jump=False)
        if self._rehearsing is not None:
            parts += fares_parts(self._rehearsing, zone, self._signs)
        lines = self.query_one(Lines)
        lines.show(LaunchText(parts))

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

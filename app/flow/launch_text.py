"""The launch page's text: what will happen, who would fare differently, who is removed (F-17, F-18)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.lines import Line
from app.session.living_requests import LaunchPlan, Rehearsing
from app.signs import Signs
from app.text import visible, wrap
from app.words import count_of, moment_words, number
from engine.flow.model import Flow
from engine.flow.validation import Problem
from engine.time.civil import Zone

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


def removed_parts(plan: LaunchPlan) -> list[Part]:
    """Who is removed, by name; they may be many, so that this stands last."""
    parts: list[Part] = []
    for gone in plan.removed:
        people = list(_people(gone.customers))
        more = gone.count - len(gone.customers)
        people += [f"and {number(more)} more"] if more else []
        parts += [
            ("", "text", None, 0),
            (f"Removed from {gone.block}", "strong", None, 0),
            (", ".join(people), "text", None, 2),
        ]
    return parts


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
    if fares.totals:
        parts.append(("All customers together", "accent", None, 2))
        parts += [(words, "text", None, 4) for words in fares.totals]
    for customers, examples, how in fares.groups:
        more = ", …" if customers > len(examples) else ""
        who = f"{count_of(customers, 'customer')} ({', '.join(examples)}{more})"
        parts.append((who, "accent", None, 2))
        parts += [(words, "text", None, 4) for words in how]
    if fares.more:
        parts.append((f"and {count_of(fares.more, 'further way')} to fare differently", "dim", None, 2))
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

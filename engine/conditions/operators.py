"""The operators, by type of field (F-5). To add one, add an entry to its type's list.

A value that is not set fails every operator but the negative ones, `is_not`, `not_in`, `contains_not` and
`is_empty`; an empty set also passes `contains_none`. Text is compared without regard to upper and lower case;
names and choices exactly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from engine.conditions.base import Type, WholeDay
from engine.time.civil import DAY, Zone, day_number
from engine.time.durations import Duration
from engine.world.world import World

Test: TypeAlias = Callable[[Any], bool]

Asks = Literal["nothing", "one", "several", "two", "duration"]
"""What stands in `value`: nothing, one value, a list of them, [lowest, highest], a duration."""


@dataclass(frozen=True, slots=True)
class Operator:
    id: str
    words: str
    """How it reads in a form and in a story: "contains {}"; amounts are compared by signs, ">= {}"."""
    asks: Asks
    make: Callable[[Any, World], Test]
    """Once per condition: gives the test of a value. Dates come to the test as instants, those without a time
    as a WholeDay."""


def _is_empty(asked: Any, world: World) -> Test:
    return lambda value: value is None


def _is_filled(asked: Any, world: World) -> Test:
    return lambda value: value is not None


EMPTY = Operator("is_empty", "is not set", "nothing", _is_empty)
FILLED = Operator("is_filled", "is set", "nothing", _is_filled)


# Exact values: choices, numbers, money, yes or no.


def equals(asked: Any, world: World) -> Test:
    """Whether a value is exactly the one asked for."""
    return lambda value: bool(value == asked)


def _is_not(asked: Any, world: World) -> Test:
    return lambda value: bool(value != asked)


def _in(asked: Any, world: World) -> Test:
    wanted = frozenset(asked)
    return lambda value: value in wanted


def _not_in(asked: Any, world: World) -> Test:
    unwanted = frozenset(asked)
    return lambda value: value not in unwanted


def _at_least(asked: Any, world: World) -> Test:
    return lambda value: value is not None and value >= asked


def _at_most(asked: Any, world: World) -> Test:
    return lambda value: value is not None and value <= asked


def _more_than(asked: Any, world: World) -> Test:
    return lambda value: value is not None and value > asked


def _less_than(asked: Any, world: World) -> Test:
    return lambda value: value is not None and value < asked


def _between(asked: Any, world: World) -> Test:
    low, high = asked
    return lambda value: value is not None and low <= value <= high


# Text.


def _text_is(asked: Any, world: World) -> Test:
    wanted = asked.casefold()
    return lambda value: value is not None and value.casefold() == wanted


def _text_is_not(asked: Any, world: World) -> Test:
    wanted = asked.casefold()
    return lambda value: value is None or value.casefold() != wanted


def _text_in(asked: Any, world: World) -> Test:
    wanted = frozenset(text.casefold() for text in asked)
    return lambda value: value is not None and value.casefold() in wanted


def _text_not_in(asked: Any, world: World) -> Test:
    contains = _text_in(asked, world)
    return lambda value: not contains(value)


def _contains(asked: Any, world: World) -> Test:
    wanted = asked.casefold()
    return lambda value: value is not None and wanted in value.casefold()


def _starts_with(asked: Any, world: World) -> Test:
    wanted = asked.casefold()
    return lambda value: value is not None and value.casefold().startswith(wanted)


def _contains_not(asked: Any, world: World) -> Test:
    contains = _contains(asked, world)
    return lambda value: not contains(value)


def _ends_with(asked: Any, world: World) -> Test:
    wanted = asked.casefold()
    return lambda value: value is not None and value.casefold().endswith(wanted)


# Dates. A date without a time stands for its whole day in the project's zone.


def span(text: str, zone: Zone) -> tuple[int, int]:
    """The instants [begin, end) that a date stands for: its whole day, or, with a time, that second."""
    begin = zone.parse(text)
    if ":" in text:
        return begin, begin + 1
    return begin, zone.midnight(zone.add_days(begin, 1))


def _date_is(asked: Any, world: World) -> Test:
    begin, end = span(asked, world.zone)
    return lambda value: value is not None and begin <= value < end


def _date_is_not(asked: Any, world: World) -> Test:
    begin, end = span(asked, world.zone)
    return lambda value: value is None or not begin <= value < end


def _before(asked: Any, world: World) -> Test:
    begin, _ = span(asked, world.zone)
    return lambda value: value is not None and value < begin


def _after(asked: Any, world: World) -> Test:
    _, end = span(asked, world.zone)
    return lambda value: value is not None and value >= end


def _on_or_before(asked: Any, world: World) -> Test:
    _, end = span(asked, world.zone)
    return lambda value: value is not None and value < end


def _on_or_after(asked: Any, world: World) -> Test:
    begin, _ = span(asked, world.zone)
    return lambda value: value is not None and value >= begin


def _date_between(asked: Any, world: World) -> Test:
    begin, end = span(asked[0], world.zone)[0], span(asked[1], world.zone)[1]
    return lambda value: value is not None and begin <= value < end


def _last_second(zone: Zone) -> Callable[[int], int]:
    """The last second of what a field holds: of a date without a time its whole day's."""
    return lambda value: zone.midnight(zone.add_days(value, 1)) - 1 if type(value) is WholeDay else value


def _within_last(asked: Any, world: World) -> Test:
    """Both ends count, as in T-2; days are civil days (T-5). Of a whole day any part of it is enough."""
    before, zone, last = Duration.parse(asked).before, world.zone, _last_second(world.zone)

    def test(value: Any) -> bool:
        return value is not None and value <= (now := world.now) and last(value) >= before(now, zone)

    return test


def _older_than(asked: Any, world: World) -> Test:
    before, zone, last = Duration.parse(asked).before, world.zone, _last_second(world.zone)
    return lambda value: value is not None and last(value) < before(world.now, zone)


def _within_next(asked: Any, world: World) -> Test:
    after, zone, last = Duration.parse(asked).after, world.zone, _last_second(world.zone)

    def test(value: Any) -> bool:
        return value is not None and last(value) >= (now := world.now) and value <= after(now, zone)

    return test


def _later_than(asked: Any, world: World) -> Test:
    after, zone = Duration.parse(asked).after, world.zone
    return lambda value: value is not None and value > after(world.now, zone)


def _past(asked: Any, world: World) -> Test:
    last = _last_second(world.zone)
    return lambda value: value is not None and last(value) < world.now


def _future(asked: Any, world: World) -> Test:
    return lambda value: value is not None and value > world.now


# Days: what counts is the date on the calendar of the project's zone, not the time of day (T-5).


def _today(asked: Any, world: World) -> Test:
    day = _day_of(world.zone)
    return lambda value: value is not None and day(value) == day(world.now)


def _day_ago(asked: Any, world: World) -> Test:
    before, zone, day = Duration.parse(asked).before, world.zone, _day_of(world.zone)
    return lambda value: value is not None and day(value) == day(before(world.now, zone))


def _day_ahead(asked: Any, world: World) -> Test:
    after, zone, day = Duration.parse(asked).after, world.zone, _day_of(world.zone)
    return lambda value: value is not None and day(value) == day(after(world.now, zone))


def _same_day_of_year(asked: Any, world: World) -> Test:
    day = _day_of(world.zone)

    def test(value: Any) -> bool:
        today = day(world.now)
        return value is not None and _anniversary_between(day(value), today, today)

    return test


def _day_of_year(asked: Any, world: World) -> Test:
    """The year of the day asked for says only whether it has a 29 February."""
    day = _day_of(world.zone)
    wanted = day(world.zone.parse(asked))
    return lambda value: value is not None and _anniversary_between(day(value), wanted, wanted)


def _anniversary_within_next(asked: Any, world: World) -> Test:
    after, zone, day = Duration.parse(asked).after, world.zone, _day_of(world.zone)

    def test(value: Any) -> bool:
        return value is not None and _anniversary_between(
            day(value), day(world.now), day(after(world.now, zone))
        )

    return test


def _day_of(zone: Zone) -> Callable[[int], int]:
    """The number of an instant's day, counted from 0001-01-01 as 1; 0 for what no calendar shows."""
    first = day_number(1, 1, 1) - 1

    def day(instant: int) -> int:
        try:
            return zone.local(instant) // DAY - first
        except (ValueError, OverflowError):
            return 0

    return day


def _anniversary_between(day: int, first: int, last: int) -> bool:
    """Whether the month and day of a day come round between two days, both of which count.

    A 29 February falls on 28 February in years that have none.
    """
    if last - first >= 365:
        return True
    try:
        then = date.fromordinal(day)
        years = {date.fromordinal(first).year, date.fromordinal(last).year}
    except (ValueError, OverflowError):
        return False
    return any(first <= _on_day(then, year) <= last for year in years)


def _on_day(then: date, year: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    short = (then.month, then.day) == (2, 29) and not leap
    return date(year, then.month, 28 if short else then.day).toordinal()


# Sets of names.


def _contains_any(asked: Any, world: World) -> Test:
    wanted = tuple(asked)

    return lambda value: any(name in value for name in wanted)


def _contains_all(asked: Any, world: World) -> Test:
    wanted = tuple(asked)

    return lambda value: all(name in value for name in wanted)


def _contains_none(asked: Any, world: World) -> Test:
    contains = _contains_any(asked, world)
    return lambda value: not contains(value)


def _no_names(asked: Any, world: World) -> Test:
    return lambda value: not value


def _some_names(asked: Any, world: World) -> Test:
    return lambda value: bool(value)


_AMOUNTS = (
    Operator("is", "= {}", "one", equals),
    Operator("is_not", "is not {}", "one", _is_not),
    Operator("at_least", ">= {}", "one", _at_least),
    Operator("at_most", "<= {}", "one", _at_most),
    Operator("more_than", "> {}", "one", _more_than),
    Operator("less_than", "< {}", "one", _less_than),
    Operator("between", "between {}", "two", _between),
    Operator("in", "is one of {}", "several", _in),
    Operator("not_in", "is none of {}", "several", _not_in),
    EMPTY,
    FILLED,
)

_LISTS: dict[Type, tuple[Operator, ...]] = {
    "text": (
        Operator("is", "is {}", "one", _text_is),
        Operator("is_not", "is not {}", "one", _text_is_not),
        Operator("contains", "contains {}", "one", _contains),
        Operator("contains_not", "does not contain {}", "one", _contains_not),
        Operator("starts_with", "starts with {}", "one", _starts_with),
        Operator("ends_with", "ends with {}", "one", _ends_with),
        Operator("in", "is one of {}", "several", _text_in),
        Operator("not_in", "is none of {}", "several", _text_not_in),
        EMPTY,
        FILLED,
    ),
    "number": _AMOUNTS,
    "money": _AMOUNTS,
    "date": (
        Operator("is", "is {}", "one", _date_is),
        Operator("is_not", "is not {}", "one", _date_is_not),
        Operator("before", "is before {}", "one", _before),
        Operator("after", "is after {}", "one", _after),
        Operator("on_or_before", "is on or before {}", "one", _on_or_before),
        Operator("on_or_after", "is on or after {}", "one", _on_or_after),
        Operator("between", "is between {}", "two", _date_between),
        Operator("within_last", "is within the last {}", "duration", _within_last),
        Operator("older_than", "is older than {}", "duration", _older_than),
        Operator("within_next", "is within the next {}", "duration", _within_next),
        Operator("later_than", "is more than {} ahead", "duration", _later_than),
        Operator("past", "is in the past", "nothing", _past),
        Operator("future", "is in the future", "nothing", _future),
        Operator("today", "is today", "nothing", _today),
        Operator("day_ago", "is on the day {} ago", "duration", _day_ago),
        Operator("day_ahead", "is on the day {} ahead", "duration", _day_ahead),
        Operator("same_day_of_year", "has its anniversary today", "nothing", _same_day_of_year),
        Operator("day_of_year", "has its anniversary on {}", "one", _day_of_year),
        Operator(
            "anniversary_within_next",
            "has its anniversary within the next {}",
            "duration",
            _anniversary_within_next,
        ),
        EMPTY,
        FILLED,
    ),
    "choice": (
        Operator("is", "is {}", "one", equals),
        Operator("is_not", "is not {}", "one", _is_not),
        Operator("in", "is one of {}", "several", _in),
        Operator("not_in", "is none of {}", "several", _not_in),
        EMPTY,
        FILLED,
    ),
    "yes_no": (Operator("is", "is {}", "one", equals), EMPTY, FILLED),
    "names": (
        Operator("contains_any", "has any of {}", "several", _contains_any),
        Operator("contains_all", "has all of {}", "several", _contains_all),
        Operator("contains_none", "has none of {}", "several", _contains_none),
        Operator("is_empty", "is empty", "nothing", _no_names),
        Operator("is_filled", "is not empty", "nothing", _some_names),
    ),
}

OPERATORS: Final[dict[Type, dict[str, Operator]]] = {
    type_: {operator.id: operator for operator in operators} for type_, operators in _LISTS.items()
}
"""By type of field, then by id, in the order in which forms offer them."""

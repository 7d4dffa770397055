"""F-13: schedules against a plain reading of the calendar, cronsim, and other projects' cases."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.time.civil import DAY
from engine.time.clockface import WEEKDAYS
from engine.time.recurrence import Schedule, describe, firings, next_firing
from tests.engine.time.vectors import EPOCH, cases
from tests.engine.time.zones import plain_instant, plain_wall, zone_called, zones_and_instants

BERLIN = zone_called("Europe/Berlin")
UTC_ZONE = zone_called("UTC")


def schedule(**settings_: Any) -> Schedule:
    return Schedule.model_validate({"at": "09:00", **settings_})


def shown(shape: Schedule, after: str, n: int, name: str = "Europe/Berlin") -> list[str]:
    zone = zone_called(name)
    return [zone.format(at) for at in islice(firings(shape, zone, zone.parse(after)), n)]


TIMES = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
MONTHS = st.none() | st.lists(st.integers(1, 12), min_size=1)
MONTHLY = st.one_of(
    st.fixed_dictionaries({"dates": st.lists(st.integers(1, 31), min_size=1)}),
    st.just({"last_day": True}),
    st.fixed_dictionaries(
        {
            "weekday": st.sampled_from(WEEKDAYS),
            "which": st.sampled_from(["first", "second", "third", "fourth", "last"]),
        }
    ),
)


@st.composite
def schedules(draw: Any) -> Schedule:
    every = draw(st.sampled_from(["day", "week", "month"]))
    settings_: dict[str, Any] = {"every": every, "at": draw(TIMES)}
    if every == "week":
        settings_ |= {
            "days": draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1)),
            "weeks": draw(st.integers(1, 5)),
        }
    elif every == "month":
        settings_ |= {"months": draw(MONTHS), **draw(MONTHLY)}
        if max(settings_.get("dates") or [1]) > 28:
            settings_["months"] = None
    return Schedule.model_validate(settings_)


def plain_slot(shape: Schedule, day: date) -> bool:
    """Whether the schedule has a slot on this date, as the rule is worded; every week counts."""
    length = monthrange(day.year, day.month)[1]
    if shape.every == "day":
        return True
    if shape.every == "week":
        return WEEKDAYS[day.weekday()] in (shape.days or ())
    if shape.months is not None and day.month not in shape.months:
        return False
    if shape.last_day:
        return day.day == length
    if shape.dates is not None:
        return day.day in shape.dates
    if WEEKDAYS[day.weekday()] != shape.weekday:
        return False
    if shape.which == "last":
        return day.day + 7 > length
    return ("first", "second", "third", "fourth").index(str(shape.which)) == (day.day - 1) // 7


@pytest.mark.rule("F-13", "T-5")
@given(schedules(), zones_and_instants(since=1905))
@settings(max_examples=150, deadline=None)
def test_firings_are_those_of_the_calendar(shape: Schedule, where: tuple[str, int]) -> None:
    name, launch = where
    hour, minute = map(int, shape.at.split(":"))
    expected: list[int] = []
    first_monday: date | None = None
    day = plain_wall(launch, name).date() - timedelta(days=3)
    for _ in range(800):
        day += timedelta(days=1)
        if not plain_slot(shape, day):
            continue
        at = plain_instant(datetime(day.year, day.month, day.day, hour, minute), name)
        if at <= launch or at in expected:
            continue
        monday = day - timedelta(days=day.weekday())
        first_monday = first_monday or monday
        if (monday - first_monday).days // 7 % shape.weeks == 0:
            expected.append(at)
    got = list(islice(firings(shape, zone_called(name), launch), len(expected)))
    assert got == expected


@pytest.mark.rule("F-13")
@given(schedules(), zones_and_instants(since=1905), st.integers(0, 20))
@settings(deadline=None)
def test_taking_a_schedule_up_again_goes_on_where_it_was(
    shape: Schedule, where: tuple[str, int], seen: int
) -> None:
    zone, launch = zone_called(where[0]), where[1]
    whole = list(islice(firings(shape, zone, launch), seen + 5))
    assert all(one < other for one, other in pairwise(whole))
    if len(whole) > seen:
        assert next_firing(shape, zone, whole[seen] - 1, anchor=launch) == whole[seen]
        assert list(islice(firings(shape, zone, whole[seen], anchor=launch), 4)) == whole[seen + 1 :]
        assert next_firing(shape, zone, launch - 400 * DAY, anchor=launch) == whole[0]


@pytest.mark.rule("F-13")
@given(schedules(), st.integers(0, 4_000_000_000))
@settings(max_examples=150, deadline=None)
def test_cronsim_agrees_where_it_can_say_the_same(shape: Schedule, launch: int) -> None:
    hour, minute = map(int, shape.at.split(":"))
    months = "*" if shape.months is None else ",".join(map(str, shape.months))
    if shape.weeks > 1 or shape.which == "last":
        shape = schedule(every="day", at=shape.at)
        months = "*"
    dates = ",".join(map(str, shape.dates or ())) or ("L" if shape.last_day else "*")
    if shape.weekday is not None:
        nth = ("first", "second", "third", "fourth").index(str(shape.which)) + 1
        weekdays = f"{WEEKDAYS.index(shape.weekday) + 1}#{nth}"
    else:
        weekdays = ",".join(str(WEEKDAYS.index(day) + 1) for day in shape.days or ()) or "*"
    cron = CronSim(f"{minute} {hour} {dates} {months} {weekdays}", EPOCH + timedelta(seconds=launch))
    for at in islice(firings(shape, UTC_ZONE, launch), 10):
        assert EPOCH + timedelta(seconds=at) == next(cron)


@pytest.mark.rule("F-13")
def test_the_first_firing_is_the_next_slot_after_the_launch() -> None:
    daily = schedule(every="day")
    assert shown(daily, "2026-03-02 08:59:59", 1) == ["2026-03-02T09:00:00+01:00"]
    assert shown(daily, "2026-03-02 09:00", 1) == ["2026-03-03T09:00:00+01:00"]


@pytest.mark.rule("F-13")
def test_every_two_weeks_counts_from_the_week_of_the_first_slot() -> None:
    shape = schedule(every="week", days=["mon", "fri"], weeks=2)
    # Launched on a Saturday: the first slot is Monday's, and its week is the first.
    assert [text[:10] for text in shown(shape, "2026-03-07", 4)] == [
        "2026-03-09",
        "2026-03-13",
        "2026-03-23",
        "2026-03-27",
    ]
    # Launched on a Wednesday: the first slot is Friday's; Monday of the next week is in an odd week.
    assert [text[:10] for text in shown(shape, "2026-03-04", 3)] == ["2026-03-06", "2026-03-16", "2026-03-20"]


@pytest.mark.rule("F-13")
def test_dates_that_a_month_lacks_do_not_fire_and_the_last_day_does() -> None:
    assert [text[:10] for text in shown(schedule(every="month", dates=[31]), "2026-01-01", 4)] == [
        "2026-01-31",
        "2026-03-31",
        "2026-05-31",
        "2026-07-31",
    ]
    last = schedule(every="month", last_day=True, months=[2, 4])
    assert [text[:10] for text in shown(last, "2027-01-01", 4)] == [
        "2027-02-28",
        "2027-04-30",
        "2028-02-29",
        "2028-04-30",
    ]
    leap = schedule(every="month", dates=[29], months=[2])
    assert [text[:10] for text in shown(leap, "2090-01-01", 3)] == ["2092-02-29", "2096-02-29", "2104-02-29"]


@pytest.mark.rule("F-13", "T-5")
def test_each_slot_fires_once_when_the_clocks_change() -> None:
    half_past_two = schedule(every="day", at="02:30")
    assert shown(half_past_two, "2026-03-28 02:30", 2) == [
        "2026-03-29T03:30:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]
    assert shown(half_past_two, "2026-10-24 02:30", 2) == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-26T02:30:00+01:00",
    ]
    between = BERLIN.parse("2026-10-25T02:15+01:00")
    assert next_firing(half_past_two, BERLIN, between) == BERLIN.parse("2026-10-26 02:30")
    three = schedule(every="day", at="03:00")
    assert shown(three, "2026-03-28 03:00", 2) == ["2026-03-29T03:00:00+02:00", "2026-03-30T03:00:00+02:00"]
    midnight = schedule(every="day", at="00:00")
    assert shown(midnight, "2017-10-14 12:00", 2, "America/Sao_Paulo") == [
        "2017-10-15T01:00:00-02:00",
        "2017-10-16T00:00:00-02:00",
    ]
    last_minute = schedule(every="day", at="23:59")
    assert shown(last_minute, "2026-10-24 23:58", 2) == [
        "2026-10-24T23:59:00+02:00",
        "2026-10-25T23:59:00+01:00",
    ]


@pytest.mark.rule("F-13", "T-5")
def test_a_day_that_never_was_has_no_second_firing() -> None:
    assert shown(schedule(every="day"), "2011-12-28 12:00", 3, "Pacific/Apia") == [
        "2011-12-29T09:00:00-10:00",
        "2011-12-31T09:00:00+14:00",
        "2012-01-01T09:00:00+14:00",
    ]


@pytest.mark.rule("F-13", "T-5")
def test_a_slot_that_a_gap_moves_into_the_next_day_is_not_forgotten_there() -> None:
    # Toronto, 30 March 1919: 23:30 was followed by 0:30.
    late = schedule(every="week", days=["sun"], at="23:45")
    assert shown(late, "1919-03-31 00:35", 1, "America/Toronto") == ["1919-03-31T00:45:00-04:00"]
    fridays = schedule(every="week", days=["fri"])
    assert shown(fridays, "2011-12-31 00:00", 1, "Pacific/Apia") == ["2011-12-31T09:00:00+14:00"]


def test_firings_end_with_the_year_2200() -> None:
    assert shown(schedule(every="month", last_day=True), "2200-11-30 09:00", 3) == [
        "2200-12-31T09:00:00+01:00"
    ]
    yearly = schedule(every="month", dates=[29], months=[2])
    assert next_firing(yearly, BERLIN, BERLIN.parse("2197-01-01")) is None


@pytest.mark.rule("F-13")
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"every": "month", "dates": [30], "months": [2]}, "never fires"),
        ({"every": "month", "dates": [31], "months": [4, 6]}, "never fires"),
        ({"every": "month", "dates": []}, "never fires"),
        ({"every": "month", "months": [], "dates": [1]}, "never fires"),
        ({"every": "week", "days": []}, "at least one weekday"),
        ({"every": "week"}, "at least one weekday"),
        ({"every": "month"}, "exactly one of"),
        ({"every": "month", "dates": [1], "last_day": True}, "exactly one of"),
        ({"every": "month", "weekday": "mon"}, "belong together"),
        ({"every": "month", "which": "last", "dates": [1]}, "belong together"),
        ({"every": "month", "dates": [0]}, "greater than or equal to 1"),
        ({"every": "month", "dates": [32]}, "less than or equal to 31"),
        ({"every": "month", "dates": [1], "months": [13]}, "less than or equal to 12"),
        ({"every": "week", "days": ["mon"], "weeks": 0}, "greater than or equal to 1"),
        ({"every": "week", "days": ["mon"], "last_day": True}, "last_day has no meaning with every: week"),
        ({"every": "day", "days": ["mon"]}, "days has no meaning with every: day"),
        ({"every": "day", "weeks": 2}, "weeks has no meaning with every: day"),
        ({"every": "day", "at": "24:00"}, "write 00:00"),
        ({"every": "day", "at": None}, "valid string"),
        ({"every": "hour"}, "'day', 'week' or 'month'"),
        ({"every": "day", "cron": "* * * * *"}, "Extra inputs"),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        schedule(**data)


@given(schedules())
def test_a_schedule_survives_being_written_and_read(shape: Schedule) -> None:
    assert Schedule.model_validate(shape.model_dump(mode="json", exclude_defaults=True)) == shape
    assert Schedule.model_validate_json(shape.model_dump_json()) == shape


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (schedule(every="day"), "every day at 9:00"),
        (schedule(every="week", days=["fri", "mon"]), "every Mon, Fri at 9:00"),
        (schedule(every="week", days=["fri"]), "every Friday at 9:00"),
        (schedule(every="week", days=["mon"], weeks=2), "every 2 weeks on Monday at 9:00"),
        (schedule(every="week", days=["tue", "mon"], weeks=2), "every 2 weeks on Mon, Tue at 9:00"),
        (schedule(every="month", dates=[22, 1, 3, 11]), "the 1st, 3rd, 11th, 22nd of every month at 9:00"),
        (schedule(every="month", last_day=True, months=[12, 6]), "the last day of Jun, Dec at 9:00"),
        (schedule(every="month", weekday="fri", which="last"), "the last Friday of every month at 9:00"),
    ],
)
def test_a_schedule_in_words(shape: Schedule, words: str) -> None:
    assert describe(shape) == words


RRULE_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), WEEKDAYS, strict=True))
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def as_schedule(rule: dict[str, Any], start: datetime) -> Schedule | None:
    """An iCalendar rule in our words; None where our schedules cannot say it."""
    ours = {"freq", "count", "until", "interval", "bymonth", "bymonthday", "byweekday", "wkst"}
    if set(rule) - ours or rule["freq"] not in ("DAILY", "WEEKLY", "MONTHLY"):
        return None
    interval, freq = int(rule.get("interval", 1)), rule["freq"]
    months, dates, days = (rule.get(key) for key in ("bymonth", "bymonthday", "byweekday"))
    at = start.strftime("%H:%M")
    plain_days = all(day in RRULE_DAYS for day in days or ())
    if freq == "WEEKLY" or (freq == "DAILY" and days and interval == 1):
        if months or dates or not plain_days or (interval > 1 and rule.get("wkst", "MO") != "MO"):
            return None
        on = [RRULE_DAYS[day] for day in days] if days else [WEEKDAYS[start.weekday()]]
        return schedule(every="week", days=on, weeks=interval, at=at)
    if interval > 1:
        return None
    if freq == "DAILY" and not months and not dates:
        return schedule(every="day", at=at)
    if days:
        if len(days) > 1 or dates or "(" not in days[0]:
            return None
        day, nth = days[0].rstrip(")").split("(")
        if int(nth) not in NTH:
            return None
        return schedule(every="month", months=months, weekday=RRULE_DAYS[day], which=NTH[int(nth)], at=at)
    if dates == [-1]:
        return schedule(every="month", months=months, last_day=True, at=at)
    if dates and min(dates) < 1:
        return None
    dates = dates or (range(1, 32) if freq == "DAILY" else [start.day])
    return schedule(every="month", months=months, dates=list(dates), at=at)


def parsed_rule(text: str) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    for part in filter(None, text.split(";")):
        key, value = part.split("=")
        name = {"BYDAY": "byweekday"}.get(key, key.lower())
        if name in ("bymonth", "bymonthday"):
            rule[name] = [int(number) for number in value.split(",")]
        elif name == "byweekday":
            rule[name] = [d if d in RRULE_DAYS else f"{d[-2:]}({int(d[:-2])})" for d in value.split(",")]
        else:
            rule[name] = value
    return rule


def check_rule(rule: dict[str, Any], start: datetime, expected: list[datetime]) -> None:
    shape = as_schedule(rule, start)
    if shape is None:
        pytest.skip("our schedules cannot say this rule (F-13)")
    launch = plain_instant(start, "Europe/Berlin") - 1
    got = islice(firings(shape, BERLIN, launch), len(expected))
    assert [BERLIN.wall(at).replace(tzinfo=None) for at in got] == expected


@pytest.mark.rule("F-13")
@pytest.mark.parametrize("case", cases("schedules_dateutil_rrule"))
def test_rules_from_dateutil(case: dict[str, Any]) -> None:
    rule = dict(case["input"])
    start = datetime.fromisoformat(rule.pop("dtstart")).replace(microsecond=0)
    expected = [datetime.fromisoformat(text).replace(microsecond=0) for text in case["expected"]]
    check_rule(rule, start, expected)


@pytest.mark.rule("F-13")
@pytest.mark.parametrize("case", cases("schedules_libical_rfc5545"))
def test_rules_from_libical(case: dict[str, Any]) -> None:
    start = datetime.fromisoformat(case["input"]["dtstart"].rstrip("Z"))
    expected = [datetime.fromisoformat(text.rstrip("Z")) for text in case["expected"]]
    check_rule(parsed_rule(case["input"]["rrule"]), start, expected)


@pytest.mark.rule("F-13")
def test_enough_rules_from_elsewhere_can_be_said() -> None:
    """So that the two tests above cannot come to skip everything unseen."""
    start = datetime(1997, 9, 2, 9)
    for text in (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=15,30",
    ):
        assert as_schedule(parsed_rule(text), start) is not None
    loaded = [case.values[0] for case in cases("schedules_libical_rfc5545") if case.values[0]]
    said = [
        case
        for case in loaded
        if as_schedule(
            parsed_rule(case["input"]["rrule"]), datetime.fromisoformat(case["input"]["dtstart"].rstrip("Z"))
        )
    ]
    assert len(said) >= 12 or not loaded

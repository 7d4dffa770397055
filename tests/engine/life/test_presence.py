"""When a flow is on: against a model that writes down each second by itself."""

import json
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flow.model import FlowSchedule
from engine.life.presence import NEVER, Presence, stretch
from engine.time.civil import Zone


def on_in(presence: Presence, first: int, last: int) -> list[int]:
    """The seconds of [first, last] in which it was on."""
    return [at for at in range(first, last + 1) if presence.was_on(at)]


@pytest.mark.rule("F-20")
def test_it_is_on_from_its_start_up_to_its_end_and_not_at_it() -> None:
    presence = Presence(0, start=10, end=20)
    assert [presence.is_on(at) for at in (9, 10, 19, 20)] == [False, True, True, False]
    assert on_in(presence, 0, 30) == list(range(10, 20))
    assert [presence.has_ended(at) for at in (19, 20)] == [False, True]


@pytest.mark.rule("F-20")
def test_before_its_launch_it_was_not_on() -> None:
    assert on_in(Presence(5), 0, 8) == [5, 6, 7, 8]
    # Launched after its start: only from the launch on.
    assert on_in(Presence(15, start=10, end=20), 0, 30) == list(range(15, 20))


@pytest.mark.rule("F-21")
def test_paused_and_resumed_twice() -> None:
    presence = Presence(0)
    presence.pause(10)
    assert not presence.is_on(10)
    presence.resume(15)
    assert presence.is_on(15)
    presence.pause(20)
    presence.resume(22)
    assert on_in(presence, 0, 25) == [*range(10), *range(15, 20), *range(22, 26)]


@pytest.mark.rule("F-21")
def test_what_is_done_twice_counts_once() -> None:
    presence = Presence(0)
    for at in (10, 12):
        presence.pause(at)
    for at in (15, 16):
        presence.resume(at)
    assert on_in(presence, 0, 20) == [*range(10), *range(15, 21)]
    # Paused and resumed at one instant, it was never off.
    presence.pause(21)
    presence.resume(21)
    assert on_in(presence, 15, 25) == list(range(15, 26))


@pytest.mark.rule("F-20")
def test_an_end_moved_later_before_it_came_and_after() -> None:
    before = Presence(0, end=20)
    before.move(15, -NEVER, 30)
    assert on_in(before, 0, 40) == list(range(30))
    after = Presence(0, end=20)
    after.move(25, -NEVER, 30)
    # It lets the flow go on; it was off meanwhile all the same.
    assert on_in(after, 0, 40) == [*range(20), *range(25, 30)]


@pytest.mark.rule("F-20")
def test_an_end_moved_earlier_ends_it_now_at_the_earliest() -> None:
    still_to_come = Presence(0, end=30)
    still_to_come.move(10, -NEVER, 20)
    assert on_in(still_to_come, 0, 40) == list(range(20))
    gone_by = Presence(0, end=30)
    gone_by.move(10, -NEVER, 5)
    assert on_in(gone_by, 0, 40) == list(range(10))


@pytest.mark.rule("F-20", "F-21")
def test_its_end_passes_while_it_is_paused() -> None:
    presence = Presence(0, end=20)
    presence.pause(10)
    presence.resume(25)
    assert presence.has_ended(25)
    assert on_in(presence, 0, 30) == list(range(10))
    presence.move(28, -NEVER, NEVER)
    assert on_in(presence, 0, 30) == [*range(10), 28, 29, 30]


@pytest.mark.rule("F-20")
def test_a_start_moved_later_turns_it_off_until_then() -> None:
    presence = Presence(0, start=5)
    presence.move(10, 15, NEVER)
    assert on_in(presence, 0, 20) == [*range(5, 10), *range(15, 21)]


def test_always_on_is_what_was_never_touched() -> None:
    assert Presence(-NEVER).always
    for presence in (Presence(0), Presence(-NEVER, start=0), Presence(-NEVER, end=0)):
        assert not presence.always
    paused = Presence(-NEVER)
    paused.pause(3)
    assert not paused.always
    paused.resume(5)
    assert not paused.always
    assert not paused.was_on(4)
    assert paused.was_on(-(10**12))


def test_a_schedule_is_read_in_the_projects_zone() -> None:
    zone = Zone("Europe/Berlin")
    told = FlowSchedule(start="2026-03-29 00:00", end="2026-03-29 04:00")
    first, last = stretch(told, zone)
    # The night on which the clocks go forward is an hour shorter.
    assert (first, last - first) == (zone.parse("2026-03-28T23:00Z"), 3 * 3600)
    assert stretch(FlowSchedule(), zone) == (-NEVER, NEVER)
    with pytest.raises(ValueError, match="soon"):
        stretch(FlowSchedule(end="soon"), zone)


HORIZON = 40
INSTANTS = st.integers(-3, HORIZON)
STARTS = st.one_of(st.just(-NEVER), INSTANTS)
ENDS = st.one_of(st.just(NEVER), INSTANTS)
DONE = st.one_of(
    st.just(("pause",)), st.just(("resume",)), st.tuples(st.just("move"), STARTS, ENDS), st.just(("reload",))
)


@dataclass
class Seconds:
    """The obvious model: at the end of each second it writes down whether the flow was on in it."""

    launched: int
    start: int
    end: int
    paused: bool = False
    written: list[bool] = field(default_factory=list)

    def write(self, at: int) -> None:
        assert at == len(self.written)
        self.written.append(at >= self.launched and not self.paused and self.start <= at < self.end)


@pytest.mark.rule("F-20", "F-21")
@given(
    launched=st.integers(0, 10),
    start=STARTS,
    end=ENDS,
    done=st.lists(st.tuples(st.integers(0, HORIZON), DONE), max_size=8),
)
def test_every_second_is_as_it_was_written_down(
    launched: int, start: int, end: int, done: list[tuple[int, tuple[object, ...]]]
) -> None:
    presence, model = Presence(launched, start, end), Seconds(launched, start, end)
    for now in range(HORIZON + 1):
        # What is done at an instant comes before everything else of that instant (T-7).
        for _, what in (one for one in done if max(one[0], launched) == now):
            match what:
                case ("pause",):
                    presence.pause(now)
                    model.paused = True
                case ("resume",):
                    presence.resume(now)
                    model.paused = False
                case ("move", int(first), int(last)):
                    presence.move(now, first, last)
                    model.start, model.end = first, last
                case _:
                    presence = Presence.load(json.loads(json.dumps(presence.dump())))
        model.write(now)
        # The past never changes: all of it is asked anew each second.
        assert [presence.was_on(at) for at in range(now + 1)] == model.written
        if now >= launched:
            assert presence.is_on(now) == model.written[now]
            off = presence.off(launched, now)
            assert [at for first, last in off for at in range(first, now + 1 if last is None else last)] == [
                at for at in range(launched, now + 1) if not model.written[at]
            ]
            # What follows without a gap is one stretch; one that goes on has no end.
            assert all(a[1] is not None and a[1] < b[0] for a, b in pairwise(off))
            assert all(last is None or first < last <= now for first, last in off)
            assert presence.has_ended(now) == (now >= model.end)


@pytest.mark.rule("F-21")
def test_since_when_it_is_paused() -> None:
    presence = Presence(0)
    presence.pause(10)
    presence.pause(12)
    # An end that is moved meanwhile changes nothing about that.
    presence.move(15, -NEVER, 30)
    assert (presence.paused, presence.paused_at) == (True, 10)
    assert Presence.load(json.loads(json.dumps(presence.dump()))).paused_at == 10
    presence.resume(20)
    assert (presence.paused, presence.paused_at) == (False, None)

"""What the versions panel is told of the run that is loaded: pauses, ends that passed by themselves, counts
as they stood; and what is asked about what is not there any more (F-17 to F-20)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.flow.panels.version_lines import Removed, span_words
from app.flow.panels.versions import VersionsPanel
from app.flow.version_band import counts_words
from app.lines import Lines
from app.session import living_requests as life
from app.session import requests as ask
from app.session import version_requests as versions
from app.session.handlers import Handlers
from app.session.session import Trouble
from app.start import opening
from engine.time.civil import Zone
from tests.app.running import driving, open_greeting
from tests.app.small_shop import make_small_shop

ZONE = Zone("Europe/Berlin")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Handlers]:
    """The greeting, played for a day and launched then: three wait in it."""
    handlers = opening(make_small_shop(tmp_path / "small.flowrig"), lambda doing: None)
    try:
        a_day(handlers)
        handlers.answer(life.Launch("greeting"))
        yield handlers
    finally:
        handlers.close()


def a_day(handlers: Handlers, until: int | None = None) -> None:
    handlers.answer(ask.Play("greeting", "until", until))
    while handlers.player.busy:
        handlers.player.slice()


def now(handlers: Handlers) -> int:
    simulation = handlers.player.simulation
    assert simulation is not None
    return simulation.now


def edited(handlers: Handlers, **parts: Any) -> None:
    flow = handlers.library.load("greeting").flow
    handlers.library.save(flow.model_copy(update=parts))


def spans(handlers: Handlers) -> dict[int, str]:
    """What the panel's line says of each version that the run has played."""
    rows = handlers.answer(versions.ListVersions("greeting"))
    return {row.number: span_words(row.run, ZONE) for row in rows if row.run is not None}


@pytest.mark.rule("F-19", "F-20")
def test_an_end_that_passed_by_itself_is_not_forgotten(rig: Handlers) -> None:
    rig.answer(life.MoveSchedule("greeting", "end", now(rig) + 3600))
    a_day(rig)
    assert spans(rig)[1] == (
        "in the run: from Tue 2026-03-03 00:00, past its end from Tue 2026-03-03 01:00, 0 customers entered"
    )
    rig.answer(life.MoveSchedule("greeting", "end", None))
    assert spans(rig)[1] == (
        "in the run: from Tue 2026-03-03 00:00, past its end Tue 2026-03-03 01:00 – Wed 2026-03-04 00:00, "
        "0 customers entered"
    )
    rig.answer(life.MoveSchedule("greeting", "end", now(rig) + 3600))
    a_day(rig)
    edited(rig, note="another one")
    rig.answer(life.Launch("greeting"))
    assert spans(rig)[1] == (
        "in the run: from Tue 2026-03-03 00:00 to Thu 2026-03-05 00:00, past its end "
        "Tue 2026-03-03 01:00 – Wed 2026-03-04 00:00, past its end from Wed 2026-03-04 01:00, "
        "0 customers entered"
    )
    assert spans(rig)[2] == "in the run: from Thu 2026-03-05 00:00, 0 customers entered"
    rows = rig.answer(versions.ListVersions("greeting"))
    assert [(row.number, row.status) for row in rows] == [(2, "active"), (1, "replaced")]


@pytest.mark.rule("F-19", "F-21")
def test_a_version_that_was_paused_before_it_was_replaced_tells_both_moments(rig: Handlers) -> None:
    rig.answer(life.Turn("greeting", False))
    a_day(rig, now(rig) + 8 * 3600)
    flow = rig.library.load("greeting").flow
    kept = [block for block in flow.blocks if block.id != "pause"]
    wires = [one for one in flow.connections if "pause" not in (one.source, one.target)]
    rig.library.save(flow.model_copy(update={"blocks": tuple(kept), "connections": tuple(wires)}))
    rig.answer(life.Launch("greeting"))
    a_day(rig)
    opened = rig.answer(versions.OpenVersion("greeting", 1))
    said = counts_words(opened.row.run, ZONE, loaded=True)
    assert said == "as they stood when version 2 was launched in the run (Tue 2026-03-03 08:00)"
    # What the launch did itself is none of what it found.
    assert opened.counts is not None
    assert (opened.counts.entered, opened.counts.inside) == (3, 3)
    assert opened.counts.stopped == {}
    assert opened.counts.blocks["pause"].inside == 3
    assert spans(rig)[1] == (
        "in the run: from Tue 2026-03-03 00:00 to Tue 2026-03-03 08:00, paused from Tue 2026-03-03 00:00, "
        "0 customers entered"
    )
    removed = rig.answer(versions.WhoWasRemoved("greeting", 2))
    assert [row.customer for row in removed] == ["c1", "c2", "c3"]


GONE: dict[str, Callable[[], Any]] = {
    "open": lambda: versions.OpenVersion("greeting", 7),
    "open of a flow": lambda: versions.OpenVersion("nobody", 1),
    "list": lambda: versions.ListVersions("nobody"),
    "removed by no version": lambda: versions.WhoWasRemoved("greeting", 7),
    "removed by what the run began with": lambda: versions.WhoWasRemoved("greeting", 0),
    "removed in no flow": lambda: versions.WhoWasRemoved("nobody", 1),
    "version": lambda: life.ReadVersion("greeting", 7),
    "story of nobody": lambda: ask.TellStory("nobody", "greeting"),
    "story in no flow": lambda: ask.TellStory("c1", "nobody"),
    "inside of no flow": lambda: ask.WhoIsInside("nobody", None),
    "inside no block": lambda: ask.WhoIsInside("greeting", "nothing"),
    "messages of no flow": lambda: ask.ReadOutbox("nobody"),
    "no message": lambda: ask.ReadMessage("greeting", 99),
    "refused in no flow": lambda: ask.WhoDidNotEnter("nobody"),
}
"""Questions about what is not there, as they may be on their way while it goes."""


@pytest.mark.rule("F-19")
@pytest.mark.parametrize("about", GONE)
def test_a_question_about_what_is_gone_is_answered_or_refused_in_a_sentence(
    rig: Handlers, about: str
) -> None:
    assert_sound(rig, GONE[about]())
    rig.player.drop()
    assert_sound(rig, GONE[about]())


@pytest.mark.rule("F-19")
def test_a_question_about_a_run_that_is_gone_is_refused_in_a_sentence(rig: Handlers) -> None:
    edited(rig, note="another one")
    rig.answer(life.Launch("greeting"))
    asked: list[ask.Request[Any]] = [versions.WhoWasRemoved("greeting", 2), ask.TellStory("c1", "greeting")]
    for request in asked:
        rig.answer(request)
    rig.player.drop()
    for request in asked:
        with pytest.raises(Trouble, match="no run is loaded"):
            rig.answer(request)
    a_day(rig)
    # Another run, which began with version 2.
    with pytest.raises(Trouble, match="the run that is loaded has not launched version 2"):
        rig.answer(asked[0])


def assert_sound(rig: Handlers, request: ask.Request[Any]) -> None:
    said = "answered"
    try:
        rig.answer(request)
    except Trouble as trouble:
        said = str(trouble)
    assert said.strip()
    assert "\n" not in said


@pytest.mark.rule("F-18")
async def test_enter_on_a_launch_that_is_gone_says_so(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        flow = await open_greeting(driver)
        await driver.press("7")
        await driver.sees("Ready for launch")
        lines = flow.query_one(VersionsPanel).query_one(Lines)
        lines.post_message(Lines.Chosen(lines, Removed(2)))
        await driver.said("no run is loaded: space begins one")
        await driver.press("d")
        await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
        lines.post_message(Lines.Chosen(lines, Removed(2)))
        await driver.said("the run that is loaded has not launched version 2")

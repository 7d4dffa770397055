"""Typing: what is searched for is found, and no letter is lost or goes elsewhere."""

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from app.forms.inputs import LineInput
from tests.app.forms.projects import BLOCKS, flow_with
from tests.app.forms.screens import showing
from tests.app.running import driving, open_greeting
from tests.app.small_shop import make_small_shop

EMPTY_STEPS = {"kind": "steps", "actions": []}


@pytest.mark.rule("F-6")
async def test_an_action_is_found_by_its_name_in_files() -> None:
    async with showing(flow_with(EMPTY_STEPS)) as screen:
        await screen.go_to("actions")
        await screen.press("enter")
        await screen.pilot.pause()
        assert screen.shows("Email send_email")
        await screen.press("escape", "down")
        await screen.pilot.pause()
        assert screen.shows("Email send_email")
        await screen.press(*"send")
        await screen.pilot.pause()
        assert screen.shows("Email send_email")
        assert not screen.shows("award_points")
        assert not screen.shows("✗")
        await screen.press("enter")
        await screen.pilot.pause()
        assert screen.at("actions", 0, "do").startswith("send_")


async def test_what_matches_nothing_stays_and_is_told() -> None:
    async with showing(flow_with(EMPTY_STEPS)) as screen:
        await screen.go_to("actions")
        await screen.press(*"xyz")
        await screen.pilot.pause()
        assert screen.shows("✗ no match for 'xyz': choose one from the list")
        await screen.press("enter")
        await screen.pilot.pause()
        assert screen.shows("✗ no match for 'xyz'")
        focused = screen.app.focused
        assert isinstance(focused, Input)
        assert focused.value == "xyz"
        await screen.press("down")
        await screen.pilot.pause()
        assert screen.shows("Email send_email")


async def test_a_free_name_that_matches_nothing_is_told_while_it_is_typed() -> None:
    async with showing(flow_with(BLOCKS["daily"]), size=(80, 50)) as screen:
        await screen.go_to("trigger", "segment")
        await screen.type("some")
        await screen.pilot.pause()
        assert screen.shows("no match for 'some'")
        await screen.press("tab")
        assert screen.at("trigger", "segment") == "some"


@pytest.mark.rule("F-16")
async def test_of_what_does_not_fit_no_beginning_is_kept() -> None:
    async with showing(flow_with(BLOCKS["fixed wait"])) as screen:
        await screen.go_to("duration")
        before = screen.at("duration")
        await screen.type("3 d")
        await screen.pilot.pause()
        assert screen.at("duration") == "3 days"
        await screen.add("ys")
        await screen.pilot.pause()
        assert screen.shows("✗ write a duration")
        assert screen.at("duration") == before
        await screen.press("backspace", "backspace")
        await screen.add("ays")
        await screen.pilot.pause()
        assert screen.at("duration") == "3 days"
        assert not screen.shows("✗")
        await screen.add("x")
        await screen.pilot.pause()
        assert screen.at("duration") == before


async def test_no_letter_is_lost_as_an_error_comes_and_goes() -> None:
    async with showing(flow_with(BLOCKS["fixed wait"])) as screen:
        await screen.go_to("duration")
        field = screen.app.focused
        assert isinstance(field, LineInput)
        await screen.press(*["backspace"] * 5)
        await screen.add("2 dayz")
        await screen.pilot.pause()
        assert screen.shows("✗ write a duration")
        # The focus may go and come back meanwhile: nothing is selected then.
        screen.app.screen.set_focus(None)
        await screen.pilot.pause()
        screen.app.screen.set_focus(field)
        await screen.pilot.pause()
        await screen.press("backspace", "s")
        assert screen.app.focused is field
        assert field.value == screen.at("duration") == "2 days"
        assert not screen.shows("✗")


async def test_none_ticked_is_every_day() -> None:
    async with showing(flow_with(BLOCKS["fixed wait"]), size=(80, 50)) as screen:
        await screen.go_to("window", "days")
        assert screen.shows("none ticked: every day")


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_keys_typed_before_the_form_is_there_reach_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig"), size) as driver:
        flow = await open_greeting(driver)
        flow.canvas.select("pause")
        await driver.pilot.pause()
        driver.app.post_message(events.Key("enter", None))
        await driver.until(lambda: driver.app.focused is not flow.canvas)
        for key, letter in (("g", "g"), ("space", " "), ("a", "a"), ("1", "1")):
            driver.app.post_message(events.Key(key, letter))
            await asyncio.sleep(0)
        await driver.until(lambda: isinstance(driver.app.focused, LineInput))
        field = driver.app.focused
        assert isinstance(field, LineInput)
        await driver.until(lambda: field.value == "g a1")
        assert driver.app.screen is flow
        assert not flow.playing
        await driver.press("escape")
        assert flow.canvas.has_focus

"""What starts a flow, chosen by typing."""

import pytest

from engine.blocks.launch import EventTrigger, LaunchBlock, no_such_event
from tests.app.forms.projects import SETTINGS, flow_with
from tests.app.forms.screens import showing


@pytest.mark.rule("F-1")
async def test_an_event_is_chosen_by_a_list_at_once() -> None:
    async with showing(flow_with({"kind": "launch"}), size=(100, 50)) as screen:
        await screen.go_to("trigger")
        assert "▌" in screen.row_of_focus()
        await screen.press(*"cart")
        await screen.pilot.pause()
        assert screen.shows("Product added to a list")
        assert not screen.shows("no match")
        await screen.press(*" added", "enter")
        await screen.pilot.pause()
        assert screen.at("trigger", "event") == "product_added_to_list"


@pytest.mark.rule("F-16")
@pytest.mark.parametrize("typed", ["", "an event"])
async def test_what_is_chosen_already_may_be_chosen_again(typed: str) -> None:
    trigger = {"event": "order_created"}
    async with showing(flow_with({"kind": "launch", "trigger": trigger}), size=(100, 50)) as screen:
        before = screen.editor.flow
        await screen.go_to("trigger")
        if typed:
            await screen.type(typed)
        else:
            await screen.press("enter")
        await screen.pilot.pause()
        await screen.press("enter")
        await screen.pilot.pause()
        assert screen.editor.flow == before
        assert screen.shows("New order")
        assert not screen.shows("✗")


async def test_an_unknown_event_is_told_and_not_stored() -> None:
    block = {"kind": "launch", "trigger": {"event": "order_created"}}
    async with showing(flow_with(block), size=(100, 50)) as screen:
        await screen.go_to("trigger", "event")
        await screen.type("xyzzy")
        await screen.press("enter")
        await screen.pilot.pause()
        assert screen.shows("there is no such event")
        assert screen.at("trigger", "event") == "order_created"


def test_an_event_that_is_not_chosen_yet_is_not_set() -> None:
    block = LaunchBlock(id="start", trigger=EventTrigger(event=""))
    assert block.words(SETTINGS) == "not set yet"


def test_an_unknown_event_is_told_with_one_that_is_alike() -> None:
    assert no_such_event("order_creatd") == (
        "there is no event 'order_creatd': did you mean order_created (New order)?"
    )
    assert len(no_such_event("zzz")) < 80

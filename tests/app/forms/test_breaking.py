"""What another trigger breaks is named before it is done."""

from typing import Any

import pytest

from app.editing import FlowEditor
from app.forms.base import inside
from app.forms.breaking import broken_by, place_words
from app.forms.filling import Filling
from app.forms.search import NameInput
from app.forms.subjects import BlockSubject
from engine.flow.model import Flow
from tests.app.forms.projects import SETTINGS
from tests.app.forms.screens import Screen, showing

TALL = (90, 45)


def shop_flow() -> Flow:
    """A flow on an order, each of whose blocks needs the order."""
    blocks: list[dict[str, Any]] = [
        {"id": "it", "kind": "launch", "trigger": {"event": "order_created"}},
        {
            "id": "big",
            "kind": "condition",
            "title": "A big order?",
            "condition": {"field": "order.total", "op": "at_least", "value": 5000},
        },
        {
            "id": "rest",
            "kind": "wait",
            "title": "Rest",
            "mode": "dynamic",
            "until": {"field": "order.created_at", "direction": "after", "offset": "3 days"},
        },
        {
            "id": "thanks",
            "kind": "steps",
            "title": "Thanks",
            "actions": [{"do": "send_email", "subject": "Hello", "body": "No. {{ Order.Id }}"}],
        },
    ]
    connections = [
        {"from": "it", "output": "next", "to": "big"},
        {"from": "big", "output": "yes", "to": "rest"},
        {"from": "rest", "output": "next", "to": "thanks"},
    ]
    return Flow.model_validate({"id": "flow", "blocks": blocks, "connections": connections})


def with_trigger(flow: Flow, trigger: dict[str, Any] | None) -> Flow:
    data = flow.model_dump(mode="json", by_alias=True)
    data["blocks"][0]["trigger"] = trigger
    return Flow.model_validate(data)


@pytest.mark.rule("F-16")
def test_conditions_waits_and_templates_are_named() -> None:
    flow = shop_flow()
    assert broken_by(flow, flow, SETTINGS) == ()
    broken = broken_by(flow, with_trigger(flow, {"event": "customer_left_site"}), SETTINGS)
    assert [(one.block, one.name, one.place) for one in broken] == [
        ("big", "A big order?", "condition"),
        ("rest", "Rest", "until"),
        ("thanks", "Thanks", "action 1, body"),
    ]
    assert all(one.sentence for one in broken)


def test_what_was_wrong_before_is_not_named() -> None:
    flow = with_trigger(shop_flow(), {"event": "customer_left_site"})
    assert broken_by(flow, with_trigger(flow, None), SETTINGS) == ()
    assert broken_by(flow, with_trigger(flow, {"event": "order_created"}), SETTINGS) == ()


def test_only_another_trigger_breaks_anything() -> None:
    editor = FlowEditor(shop_flow(), SETTINGS)
    filling = Filling(editor, BlockSubject(editor, "it"))
    event = next(field for field in inside(filling.fields()) if field.path == ("trigger", "event"))
    assert len(filling.breaks(event, "customer_left_site")) == 3
    assert filling.breaks(event, "order_created") == ()
    title = next(field for field in inside(filling.fields()) if field.path == ("title",))
    assert filling.breaks(title, "Begin") == ()


def test_places_in_words() -> None:
    assert place_words(("actions", 1, "text")) == "action 2, text"
    assert place_words(("condition", "all", 0, "field")) == "condition"
    assert place_words(()) == ""


async def choose_event(screen: Screen, text: str) -> None:
    await screen.go_to("trigger", "event")
    await screen.type(text)
    await screen.press("enter")
    await screen.pilot.pause()


@pytest.mark.rule("F-16")
@pytest.mark.parametrize("size", [TALL, (80, 24)])
async def test_the_question_is_asked_and_left(size: tuple[int, int]) -> None:
    async with showing(shop_flow(), size=size) as screen:
        flow = screen.editor.flow
        await choose_event(screen, "left the site")
        assert screen.shows("These will need mending: 3 places")
        assert screen.shows("A big order?, condition: ")
        assert screen.shows("Thanks, action 1, body: ")
        assert screen.editor.flow == flow
        await screen.press("enter")
        await screen.pilot.pause()
        assert screen.editor.flow == flow
        entry = next(e for e in screen.app.query(NameInput) if e.field.path == ("trigger", "event"))
        assert entry.input.has_focus
        assert entry.input.value == entry.field.show("order_created")
        await choose_event(screen, "left the site")
        await screen.press("escape")
        await screen.pilot.pause()
        assert screen.editor.flow == flow
        assert screen.editor.undo_label is None


@pytest.mark.rule("F-16")
async def test_the_question_is_asked_and_done() -> None:
    async with showing(shop_flow(), size=TALL) as screen:
        await choose_event(screen, "left the site")
        await screen.press("down", "enter")
        await screen.pilot.pause()
        assert screen.at("trigger", "event") == "customer_left_site"
        assert not screen.shows("need mending")
        screen.editor.undo()
        await screen.pilot.pause()
        assert screen.at("trigger", "event") == "order_created"
        # What breaks nothing is not asked about.
        await choose_event(screen, "order created")
        assert not screen.shows("need mending")


async def test_the_question_by_mouse() -> None:
    async with showing(shop_flow(), size=TALL) as screen:
        await choose_event(screen, "left the site")
        line = next(n for n, text in enumerate(screen.lines()) if "Do it" in text)
        place = (screen.lines()[line].index("Do it"), line)
        await screen.pilot.click(offset=place)
        await screen.pilot.click(offset=place)
        await screen.pilot.pause()
        assert screen.at("trigger", "event") == "customer_left_site"


@pytest.mark.rule("F-14", "F-16")
async def test_the_catalogue_stands_by_family_and_tells_about_the_event() -> None:
    async with showing(shop_flow(), size=TALL) as screen:
        assert screen.shows("Conditions ask about: customer, order")
        assert screen.shows("Waits reckon from: ")
        assert screen.shows("Messages print: Customer, Order")
        await screen.go_to("trigger", "event")
        await screen.press("backspace", "down")
        for _ in range(3):
            await screen.press("up")
        await screen.pilot.pause()
        lines = screen.lines()
        assert any(line.strip(" ▌") == "Orders" or "Loyalty" in line for line in lines)

"""A click reaches what it was meant for, whatever the field that loses the keyboard shows or hides."""

from typing import Any

from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from app.forms.message_text import TemplateInput
from app.forms.rows import Row
from app.forms.search import NameInput, Opener
from tests.app.forms.projects import BLOCKS, flow_with
from tests.app.forms.screens import Screen, showing

MAIL = {"kind": "steps", "actions": [{"do": "send_email", "subject": "Hello", "body": "Text"}]}


async def press_and_let_go(screen: Screen, widget: Widget, *, moves: bool = False) -> None:
    """Press, let the form answer that, then let go where the mouse still is; `moves`: once it has moved."""
    before = widget.region
    at = widget.region.offset + Offset(min(2, widget.region.width - 1), 0)
    given: dict[str, Any] = {
        "widget": None, "x": at.x, "y": at.y, "delta_x": 0, "delta_y": 0, "button": 1, "shift": False,
        "meta": False, "ctrl": False, "screen_x": at.x, "screen_y": at.y,
    }  # fmt: skip
    await screen.app.on_event(events.MouseDown(**given))
    await screen.pilot.pause(0.3)
    for _ in range(100):
        if not moves or widget.region != before:
            break
        await screen.pilot.pause(0.05)
    await screen.app.on_event(events.MouseUp(**given))
    await screen.pilot.pause(0.05)


def more_of(screen: Screen) -> Row:
    return next(row for row in screen.form.query(Row) if row.row.text.startswith("more"))


async def to_a_text(screen: Screen) -> None:
    for row in list(screen.form.query(Row)):
        if row.row.text.startswith("1"):
            row.action_ask("open")
    await screen.pilot.pause(0.05)
    screen.form.query(TemplateInput).first().focus()
    await screen.pilot.pause(0.05)


async def test_leaving_a_text_moves_nothing() -> None:
    async with showing(flow_with(MAIL), size=(80, 60)) as screen:
        await to_a_text(screen)
        before = more_of(screen).region
        screen.app.screen.set_focus(None)
        await screen.pilot.pause(0.05)
        assert more_of(screen).region == before


async def test_a_click_on_more_is_never_lost_while_a_text_has_the_keyboard() -> None:
    async with showing(flow_with(MAIL), size=(80, 60)) as screen:
        await to_a_text(screen)
        await press_and_let_go(screen, more_of(screen))
        assert more_of(screen).path in screen.form.opened


async def test_a_click_counts_where_the_button_went_down() -> None:
    async with showing(flow_with(BLOCKS["daily"]), size=(80, 70)) as screen:
        await screen.go_to("trigger", "schedule", "every")
        # Leaving the field takes the month, which asks for more above the row that was pressed.
        await screen.type("mont")
        more = more_of(screen)
        before = more.region
        await press_and_let_go(screen, more, moves=True)
        assert more.region != before
        assert more.path in screen.form.opened


def opener_of(screen: Screen, *path: str | int) -> Opener:
    return next(
        each for each in screen.form.query(Opener) if each.query_ancestor(NameInput).field.path == path
    )


async def test_a_press_on_the_sign_of_a_choice_counts_where_the_button_went_down() -> None:
    """Leaving the field above it takes the month, which asks for more between the two."""
    async with showing(flow_with(BLOCKS["daily"]), size=(80, 70)) as screen:
        await screen.go_to("trigger", "schedule", "every")
        await screen.type("mont")
        sign = opener_of(screen, "trigger", "segment")
        await press_and_let_go(screen, sign)
        entry = sign.query_ancestor(NameInput)
        assert entry.opened
        assert entry.input.has_focus
        await press_and_let_go(screen, sign)
        assert not entry.opened


async def test_a_press_on_the_line_of_a_choice_counts_where_the_button_went_down() -> None:
    async with showing(flow_with(BLOCKS["daily"]), size=(80, 70)) as screen:
        await screen.go_to("trigger", "schedule", "every")
        await screen.type("mont")
        entry = opener_of(screen, "trigger", "segment").query_ancestor(NameInput)
        await press_and_let_go(screen, entry.input, moves=True)
        assert entry.opened

"""What each form looks like, as a page and beside the canvas; `pytest --snapshot-update` after a change that
is meant."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from app.editing import FlowEditor
from app.forms import BlockForm, FlowForm, Form
from app.forms.outcomes import Seen
from app.themes import DARK
from engine.reports.counts import BlockCounts, FlowCounts
from engine.time.civil import Zone
from tests.app.forms.projects import BLOCKS, SETTINGS, flow_with
from tests.app.forms.test_breaking import shop_flow

Compare = Callable[..., bool]

ZONE = Zone("Europe/Berlin")
SEEN = Seen(
    ZONE,
    ZONE.parse("2026-03-04 10:20"),
    ZONE.parse("2026-03-02 09:00"),
    FlowCounts(1, blocks={"it": BlockCounts("limit", left={"within": 4200})}),
)

SIZES = {"page": (80, 24), "side": (46, 36)}

FORMS: dict[str, dict[str, Any] | None] = {
    "launch on an event": BLOCKS["on product_added_to_list"],
    "launch on a schedule": BLOCKS["weekly"],
    "condition": BLOCKS["yes or no"],
    "steps": {
        "kind": "steps",
        "actions": [
            {"do": "send_sms", "text": "Hello"},
            {"do": "award_points", "account": "points", "amount": 5},
        ],
    },
    "wait": {
        "kind": "wait",
        "duration": "1 day",
        "window": {"start": "08:00", "end": "20:00", "days": ["mon", "tue", "wed", "thu", "fri"]},
    },
    "dynamic wait": BLOCKS["dynamic wait"],
    "split": BLOCKS["split"],
    "A-B test": BLOCKS["test"],
    "limit": {"kind": "limit", "cap": 10_000},
    "calendar limit": BLOCKS["calendar limit"],
    "flow": None,
}


class Page(App[None]):
    """A form with the colours of the app."""

    AUTO_FOCUS = None

    def __init__(self, form: Callable[[], Form], *, ascii: bool = False) -> None:
        super().__init__()
        self.ascii = ascii
        self.animation_level = "none"
        self._form = form
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield self._form()


def page_of(name: str, *, ascii: bool = False) -> Page:
    block = FORMS[name]
    flow = flow_with(block, limit={"mode": "periodically", "period": "7 days"})
    editor = FlowEditor(flow, SETTINGS)
    if block is None:
        return Page(lambda: FlowForm(editor, SEEN), ascii=ascii)
    return Page(lambda: BlockForm(editor, "it", SEEN), ascii=ascii)


def after(*keys: str, at: tuple[str | int, ...] = ()) -> Callable[[Pilot[Any]], Awaitable[None]]:
    async def before(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        form = pilot.app.query_one(Form)
        if at:
            await form.focus_field(at)
        else:
            form.focus_first()
        await pilot.pause()
        await pilot.press(*keys)
        for blinking in pilot.app.screen.query("Input"):
            blinking.cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause(0.2)

    return before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", FORMS)
def test_form(snap_compare: Compare, name: str, size: str) -> None:
    assert snap_compare(page_of(name), terminal_size=SIZES[size], run_before=after())


def test_form_in_ascii(snap_compare: Compare) -> None:
    assert snap_compare(page_of("wait", ascii=True), terminal_size=(80, 24), run_before=after())


def test_what_is_folded_away(snap_compare: Compare) -> None:
    before = after(at=("title",))
    assert snap_compare(page_of("A-B test"), terminal_size=(80, 40), run_before=before)


def test_the_catalogue(snap_compare: Compare) -> None:
    before = after("backspace", "down", at=("trigger", "event"))
    assert snap_compare(page_of("launch on an event"), terminal_size=(80, 24), run_before=before)


def test_what_will_need_mending(snap_compare: Compare) -> None:
    editor = FlowEditor(shop_flow(), SETTINGS)
    page = Page(lambda: BlockForm(editor, "it", SEEN))
    before = after("ctrl+shift+a", *"left", "space", *"the", "enter", at=("trigger", "event"))
    assert snap_compare(page, terminal_size=(80, 24), run_before=before)


def test_a_name_that_can_be_created(snap_compare: Compare) -> None:
    before = after("ctrl+shift+a", *"owls", at=("trigger", "segment"))
    assert snap_compare(page_of("launch on a schedule"), terminal_size=(80, 24), run_before=before)

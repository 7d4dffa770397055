"""A form in the whole app: it opens at its top, and what belongs together is in sight together."""

from pathlib import Path
from typing import Any

from app.flow.screen import FlowScreen
from app.forms import BlockForm
from app.forms.message_preview import PreviewView
from app.forms.message_text import TemplateInput
from app.forms.toggles import Toggles
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop
from tests.kit import flow, launch, mail

BRANCHES: dict[str, Any] = {
    "id": "branches",
    "kind": "condition",
    "branching": {
        "field": "customer.field.tier",
        "branches": [{"id": "one", "values": ["silver"]}],
        "other": True,
    },
}


def shop(tmp_path: Path) -> Path:
    wires = "start.next>hello hello.next>branches"
    one = flow(launch(), mail("hello"), BRANCHES, wires=wires, id="greeting", name="Greeting")
    return make_small_shop(tmp_path / "shop.flowrig", one)


async def editing(driver: Driver, block: str) -> tuple[FlowScreen, BlockForm]:
    """The form of a block, once it is there."""
    screen = await open_greeting(driver)
    screen.canvas.select(block)
    await driver.pilot.pause()
    await driver.press("enter")
    await driver.until(lambda: any(form.is_mounted for form in screen.query(BlockForm)))
    await driver.pilot.pause(0.4)
    return screen, screen.query_one(BlockForm)


async def test_a_form_opens_at_its_top(tmp_path: Path) -> None:
    """Also where a scroll bar appears with it, and what has the keyboard stands at the very left."""
    async with driving(shop(tmp_path), size=(80, 24)) as driver:
        _, form = await editing(driver, "branches")
        assert isinstance(driver.app.focused, Toggles)
        assert form.max_scroll_y > 0
        assert form.scroll_y == 0


async def test_what_comes_of_a_text_is_in_sight_while_that_is_typed(tmp_path: Path) -> None:
    async with driving(shop(tmp_path), size=(80, 24)) as driver:
        screen, form = await editing(driver, "hello")
        await form.focus_field(("actions", 0, "subject"))
        await driver.until(lambda: isinstance(driver.app.focused, TemplateInput))
        await driver.press("end", *" {{Nope}}", "tab", *"Hi")
        await driver.sees("there is no parameter Nope", "mend what is underlined", "For Anna Berg")
        text = driver.app.focused
        assert isinstance(text, TemplateInput)
        assert screen.can_view_entire(text)
        await driver.until(lambda: screen.can_view_entire(form.query_one(PreviewView)))

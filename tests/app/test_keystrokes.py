"""How few keys a flow takes: the abandoned-cart sample flow from an empty canvas; each key can be found."""

from pathlib import Path
from typing import Any

from app.commands import COMMANDS, commands_of
from app.flow.screen import FlowScreen
from engine.flow.model import Flow
from sample_data import shop
from storage.files import dump_flow, read_flow, read_world
from storage.workspace import Workspace
from tests.app.building.same import from_the_start
from tests.app.running import Driver, driving

MOST_KEYS = 80
"""What the issue allows; a letter that is typed is a key."""

ABANDONED_CART = (
    ("a", *"add cart", "enter"),  # what starts it: a product is added to the list "cart"
    ("a", *"reach", "enter"),  # only customers whom an email reaches
    ("a", *"once 7d", "enter"),  # how often for each customer
    ("a", *"4h 9-21", "enter"),  # Wait 4 hours, then 9:00 to 21:00
    ("a", *"left", "enter"),  # Cart left behind?
    ("a", *"word", "enter"),  # an A/B test with a control, two mails, a Limit, and a Wait for all of them
    ("a", *"mean", "enter"),  # Ordered meanwhile? Else, at most 2 a week, a last word
    ("slash", *"some", "escape", "enter", "8", "escape"),  # not 100 codes: 8
)
"""The keys, one step a line. The texts of messages are those of the ready pieces."""

TEXTS = {"title", "note", "subject", "body", "heading", "text", "topic", "consent"}
"""What is said in words, and to whom it may be said, is nothing that is drawn."""
FINE_PRINT = {"secondary_metric", "expected_lift"}
"""What only the report of the test looks at."""


def empty_canvas(path: Path) -> None:
    """The sample shop's world, and a flow with nothing but launch settings."""
    sample = shop()
    flow = Flow.model_validate({"id": "new", "name": "New", "blocks": [{"id": "start", "kind": "launch"}]})
    with Workspace.open(path, create=True) as workspace:
        workspace.worlds.save("shop", read_world(sample.world, "world.yaml"))
        workspace.flows.save_draft(flow.id, dump_flow(flow), name=flow.name)


def drawn(flow: Flow) -> tuple[list[Any], set[tuple[int, str, int]]]:
    """What a flow does, whatever its blocks are called: settings along the ways from the start, and ways."""
    order, targets = from_the_start(flow), flow.targets()
    blocks = [flow.block(at) for at in order]
    settings = [_bare(block.model_dump(mode="json")) for block in blocks if block is not None]
    ways = {
        (order.index(source), output, order.index(target)) for (source, output), target in targets.items()
    }
    return settings, ways


def _bare(data: Any) -> Any:
    if isinstance(data, dict):
        left = {key: _bare(part) for key, part in data.items() if key not in TEXTS | FINE_PRINT}
        return {key: part for key, part in left.items() if not ("kind" in data and key == "id")}
    return [_bare(part) for part in data] if isinstance(data, list) else data


async def open_canvas(driver: Driver) -> FlowScreen:
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor is not None)
    return driver.flow


async def test_the_abandoned_cart_in_few_keys(tmp_path: Path) -> None:
    path = tmp_path / "w.flowrig"
    empty_canvas(path)
    count = sum(map(len, ABANDONED_CART))
    assert count <= MOST_KEYS
    async with driving(path) as driver:
        flow = await open_canvas(driver)
        for step in ABANDONED_CART:
            await driver.press(*step)
            await driver.until(lambda: driver.app.screen is flow and flow.canvas.has_focus)
        assert flow.editor is not None
        built = flow.editor.flow
        assert flow.editor.problems == []
    sample = read_flow(shop().flows["abandoned-cart"], "abandoned-cart.yaml")
    assert drawn(built) == drawn(sample)
    assert built.limit == sample.limit
    print(f"{count} keys")


def test_every_key_of_it_is_in_the_footer_or_in_the_help() -> None:
    listed = {key for command in commands_of("flow", "canvas", "anywhere") for key in command.keys}
    assert {key for step in ABANDONED_CART for key in step if len(key) > 1} <= listed
    assert "a" in {key for command in COMMANDS.values() if command.footer for key in command.keys}

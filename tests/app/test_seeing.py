"""Finding, following, jumping, choosing, zooming and tidying on the flow screen, by keys."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.canvas.picture import Level
from app.flow.finding import found_blocks
from engine.flow.model import Flow
from engine.world.settings import Settings
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop


@pytest.fixture
async def driver(tmp_path: Path) -> AsyncIterator[Driver]:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as found:
        await open_greeting(found)
        yield found


def flow() -> Flow:
    return Flow.model_validate(
        {
            "id": "f",
            "name": "F",
            "blocks": [
                {"id": "start", "kind": "launch"},
                {"id": "w", "kind": "wait", "title": "Sleep on it", "mode": "fixed", "duration": "3 days"},
                {
                    "id": "m",
                    "kind": "steps",
                    "note": "Ask Mina first",
                    "actions": [{"do": "send_email", "subject": "Your cart", "body": "Hello cyclists"}],
                },
                {
                    "id": "c",
                    "kind": "condition",
                    "condition": {"field": "customer.email", "op": "filled"},
                },
            ],
            "connections": [],
        }
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("sleep", ["w"]),
        ("WAIT", ["w"]),
        ("3 days", ["w"]),
        ("cyclists", ["m"]),
        ("mina", ["m"]),
        ("your cart email", ["m"]),
        ("customer.email", ["c"]),
        ("condition", ["c"]),
        ("filled", ["c"]),
        ("nowhere to be found", []),
        ("   ", []),
    ],
)
def test_what_is_found(asked: str, found: list[str]) -> None:
    assert found_blocks(flow(), Settings(), asked) == found


async def test_finding(driver: Driver) -> None:
    canvas = driver.flow.canvas
    first = canvas.selected
    await driver.press("slash", *"wait")
    await driver.sees("/ find", "1 of")
    assert canvas.selected == "pause"
    assert canvas.selected != first
    await driver.press(*"xyz")
    await driver.sees("nothing found")
    assert canvas.selected == "pause"
    await driver.press("escape")
    await driver.until(lambda: canvas.has_focus)
    assert canvas.selected == "pause"
    assert "esc end" not in driver.text()


async def test_going_through_what_was_found(driver: Driver) -> None:
    canvas = driver.flow.canvas
    await driver.press("slash", "e")
    await driver.sees("1 of")
    seen = [canvas.selected]
    for key in ("enter", "down", "up"):
        await driver.press(key)
        seen.append(canvas.selected)
    assert seen[1] != seen[0]
    assert seen[3] == seen[1]


async def test_following_downstream_and_upstream(driver: Driver) -> None:
    canvas = driver.flow.canvas
    canvas.select("pause")
    await driver.press("right_square_bracket")
    await driver.until(lambda: "on the ways on from" in driver.note)
    assert "┃" in driver.text(), "the way is thick"
    await driver.press("left_square_bracket")
    assert "on the ways to" in driver.note
    await driver.press("backslash")
    assert "┃" not in driver.text().replace("┏", "")
    await driver.press("backslash")
    assert "nothing is dim" in driver.note
    await driver.press("right_square_bracket", "escape")
    assert driver.flow.is_current, "escape ends the following first"


async def test_jumping(driver: Driver) -> None:
    await driver.press("j")
    await driver.sees("[a]")
    await driver.press("s")
    assert "[a]" not in driver.text()
    assert driver.flow.canvas.selected is not None


async def test_zooming_through_three_levels(driver: Driver) -> None:
    canvas = driver.flow.canvas
    seen = []
    for _ in range(3):
        await driver.press("z")
        seen.append(canvas.level)
    assert seen == [Level.LINE, Level.OVERVIEW, Level.FULL]


async def test_choosing_and_moving_together_and_tidying(driver: Driver) -> None:
    editor = driver.flow.editor
    assert editor is not None
    before = driver.flow.canvas.positions()
    await driver.press("ctrl+a", "shift+right")
    assert "chosen" in driver.note or driver.flow.canvas.marked
    assert all(block.at is not None for block in editor.flow.blocks)
    await driver.press("escape", "T")
    assert all(block.at is None for block in editor.flow.blocks)
    assert driver.flow.canvas.positions() == before
    await driver.press("ctrl+z")
    assert all(block.at is not None for block in editor.flow.blocks)
    await driver.press("ctrl+z")
    assert all(block.at is None for block in editor.flow.blocks), "one step for all of them"
    await driver.press("v", "down", "v")
    assert len(driver.flow.canvas.chosen) == 2

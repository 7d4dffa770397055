"""The abandoned cart as it looks, small and large."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from app.canvas.picture import Level, Token
from app.canvas.reach import reach
from tests.app.canvas.demo import Demo
from tests.app.canvas.graphs import abandoned_cart, random_flow

Compare = Callable[..., bool]


async def with_tokens(pilot: Pilot[Any]) -> None:
    """Three down, and somebody on the way."""
    await pilot.press("down", "down", "down")
    assert isinstance(pilot.app, Demo)
    pilot.app.canvas.set_tokens([Token(("test", "a"), 0.5), Token(("test", "b"), 0.5, 12)])
    await pilot.pause()


async def fitted(pilot: Pilot[Any]) -> None:
    """Everything in sight."""
    assert isinstance(pilot.app, Demo)
    pilot.app.canvas.fit()
    await pilot.pause()


def at_level(level: Level) -> Callable[[Pilot[Any]], Any]:
    """One of the three levels of zoom, somebody chosen and something long in sight."""

    async def zoomed(pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, Demo)
        canvas = pilot.app.canvas
        canvas.zoom(level)
        canvas.select("b12")
        canvas.choose(["b12", "b13"])
        await pilot.pause()

    return zoomed


async def followed(pilot: Pilot[Any]) -> None:
    """The ways on from a block."""
    await fitted(pilot)
    assert isinstance(pilot.app, Demo)
    canvas = pilot.app.canvas
    cards, links = reach(canvas.graph, "test", "downstream")
    canvas.set_trail(links, cards)
    await pilot.pause()


def test_80x24(snap_compare: Compare) -> None:
    assert snap_compare(Demo(abandoned_cart()), terminal_size=(80, 24), run_before=with_tokens)


def test_120x40(snap_compare: Compare) -> None:
    assert snap_compare(Demo(abandoned_cart()), terminal_size=(120, 40), run_before=with_tokens)


def test_fitted_in_ascii(snap_compare: Compare) -> None:
    assert snap_compare(Demo(abandoned_cart(), ascii=True), terminal_size=(80, 32), run_before=fitted)


def test_followed_in_ascii(snap_compare: Compare) -> None:
    assert snap_compare(Demo(abandoned_cart(), ascii=True), terminal_size=(80, 36), run_before=followed)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("level", Level, ids=lambda level: level.value)
def test_levels_of_zoom(snap_compare: Compare, level: Level, size: tuple[int, int]) -> None:
    assert snap_compare(Demo(random_flow(60, 80, 4)), terminal_size=size, run_before=at_level(level))

"""The abandoned cart as it looks, small and large."""

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from app.canvas.picture import Token
from tests.app.canvas.demo import Demo
from tests.app.canvas.graphs import abandoned_cart

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


def test_80x24(snap_compare: Compare) -> None:
    assert snap_compare(Demo(abandoned_cart()), terminal_size=(80, 24), run_before=with_tokens)


def test_120x40(snap_compare: Compare) -> None:
    assert snap_compare(Demo(abandoned_cart()), terminal_size=(120, 40), run_before=with_tokens)


def test_fitted_in_ascii(snap_compare: Compare) -> None:
    assert snap_compare(Demo(abandoned_cart(), ascii=True), terminal_size=(80, 32), run_before=fitted)

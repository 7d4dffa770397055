"""The garbage collector waits until the person rests."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.collecting import IN_ANY_CASE, REST, WORTH_IT, Collecting
from tests.app.running import driving
from tests.app.small_shop import make_small_shop


class Ring:
    """Refers to itself: only the collector finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(scope="module", autouse=True)
def nothing_is_put_away() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def collecting() -> Iterator[Collecting]:
    found = Collecting()
    found.begin()
    try:
        yield found
    finally:
        found.end()


def enough_to_do(monkeypatch: pytest.MonkeyPatch, times: int = WORTH_IT) -> None:
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, times))


def rest(collecting: Collecting) -> None:
    collecting._touched -= REST


def test_rings_are_found_at_rest_only(collecting: Collecting, monkeypatch: pytest.MonkeyPatch) -> None:
    enough_to_do(monkeypatch)
    left = weakref.ref(Ring())
    collecting.touched()
    collecting.look()
    assert left() is not None
    rest(collecting)
    collecting.look()
    assert left() is None


def test_long_pauses_are_few(collecting: Collecting, monkeypatch: pytest.MonkeyPatch) -> None:
    enough_to_do(monkeypatch)
    rest(collecting)
    collecting.look()
    left = weakref.ref(Ring())
    collecting.look()
    assert left() is not None
    collecting._not_before = 0.0
    collecting.look()
    assert left() is None


def test_a_little_is_not_worth_a_pause(collecting: Collecting, monkeypatch: pytest.MonkeyPatch) -> None:
    enough_to_do(monkeypatch, WORTH_IT - 1)
    left = weakref.ref(Ring())
    rest(collecting)
    collecting.look()
    assert left() is not None


def test_what_stays_is_put_away_again_after_somebody_has_taken_it_out(collecting: Collecting) -> None:
    gc.unfreeze()
    rest(collecting)
    collecting.look()
    assert gc.get_freeze_count() > 0


def test_nothing_is_left_behind() -> None:
    before = gc.get_threshold()
    collecting = Collecting()
    collecting.begin()
    collecting.begin()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == (*before[:2], IN_ANY_CASE)
    collecting.end()
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before


def test_what_others_have_put_away_is_left_to_them() -> None:
    gc.freeze()
    collecting = Collecting()
    collecting.begin()
    put_away = gc.get_freeze_count()
    collecting.end()
    assert gc.get_freeze_count() == put_away > 0
    gc.unfreeze()


async def test_the_app_puts_away_what_stays_until_it_is_left(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        await driver.until(gc.get_freeze_count, "what is there to be put away")
        touched = driver.app._collecting._touched
        await driver.press("down")
        assert driver.app._collecting._touched > touched
    assert gc.get_freeze_count() == 0

"""A disk that is full while time plays: the screen says so, and goes on from what was written down."""

from pathlib import Path

import pytest

from engine.simulation.record import Batch
from storage.journal import SqliteJournal
from storage.problems import WorkspaceProblem
from tests.app.running import driving, open_greeting
from tests.app.small_shop import make_small_shop

FULL = "the disk is full: make room and try again (nothing is half written)"


class Disk:
    """Whether there is room on it."""

    full = False


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk, write = Disk(), SqliteJournal.write

    def written(journal: SqliteJournal, batch: Batch) -> None:
        if disk.full:
            raise WorkspaceProblem("shop.flowrig", "full", FULL)
        write(journal, batch)

    monkeypatch.setattr(SqliteJournal, "write", written)
    return disk


@pytest.mark.rule("T-6")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_time_stands_still_and_goes_on_once_there_is_room(
    tmp_path: Path, disk: Disk, size: tuple[int, int]
) -> None:
    async with driving(make_small_shop(tmp_path / "shop.flowrig"), size) as driver:
        flow = await open_greeting(driver)
        await driver.press("n", "n")
        await driver.until(lambda: flow.shown.loaded and flow.shown.flows["greeting"].entered == 2)
        stood = flow.shown.now
        disk.full = True
        await driver.press("d")
        await driver.said("the disk is full")
        await driver.until(lambda: flow.shown.state == "paused")
        await driver.said("space goes on")
        # Still no room: nothing happens, and it says why.
        driver.flow.say("")
        await driver.press("n")
        await driver.said("the disk is full")
        disk.full = False
        await driver.press("n")
        await driver.until(lambda: flow.shown.trouble is None and flow.shown.now > stood)
        # From where it stood, the next thing: not what was played in vain.
        assert flow.shown.now == stood + 3600
        await driver.press("d", "d", "d", "d", "d", "d")
        await driver.sees("All played")
        assert flow.shown.flows["greeting"].entered == 3


async def test_leaving_with_a_full_disk_loses_no_more_than_was_not_written(
    tmp_path: Path, disk: Disk
) -> None:
    shop = make_small_shop(tmp_path / "shop.flowrig")
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("n", "n")
        await driver.until(lambda: flow.shown.loaded and flow.shown.flows["greeting"].entered == 2)
        stood = flow.shown.now
        disk.full = True
        await driver.press("d")
        await driver.said("the disk is full")
        await driver.press("ctrl+q")
    assert driver.app.session.crash is None
    disk.full = False
    async with driving(shop) as driver:
        await driver.until(lambda: driver.app.session.latest.loaded)
        assert driver.app.session.latest.now == stood


async def test_a_run_that_cannot_be_taken_up_yet_waits_for_room(tmp_path: Path, disk: Disk) -> None:
    shop = make_small_shop(tmp_path / "shop.flowrig")
    async with driving(shop) as driver:
        flow = await open_greeting(driver)
        await driver.press("n", "n")
        await driver.until(lambda: flow.shown.loaded and flow.shown.flows["greeting"].entered == 2)
        stood = flow.shown.now
        # As after a kill: what was played is written in the journal alone.
        disk.full = True
        await driver.press("d")
        await driver.said("the disk is full")
        await driver.press("ctrl+q")
    async with driving(shop, (80, 24)) as driver:
        await driver.said("the disk is full")
        flow = await open_greeting(driver)
        await driver.sees("The last run waits: space takes it up.")
        await driver.press("space")
        await driver.said("the disk is full")
        disk.full = False
        await driver.press("n")
        await driver.until(lambda: flow.shown.loaded and flow.shown.now == stood + 3600)
        assert flow.shown.flows["greeting"].entered == 3

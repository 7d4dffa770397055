"""What screens say where no run is loaded: examples begin with the scenario; new flows; tabs."""

from pathlib import Path

import pytest

from app.flow.screen import FlowScreen
from app.flow.tabs import PanelTabs
from app.forms import BlockForm
from app.session.library import Library
from storage.workspace import Workspace
from tests.app.running import driving, open_greeting
from tests.app.small_shop import make_small_shop


async def test_examples_begin_with_the_scenario_and_not_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def today() -> float:
        raise AssertionError("the wall clock was asked")

    monkeypatch.setattr("app.flow.panels.block.time", today)
    async with driving(make_small_shop(tmp_path / "shop.flowrig")) as driver:
        screen = await open_greeting(driver)
        moment = screen.moment()
        assert moment is not None
        assert moment.begins is not None
        assert moment.zone.format(moment.begins).startswith("2026-03-02T09:00")
        screen.carry_out("edit")
        await driver.until(lambda: screen.query(BlockForm), "the form")


def test_a_new_flow_has_the_first_free_number(tmp_path: Path) -> None:
    path = make_small_shop(tmp_path / "shop.flowrig")
    with Workspace.open(path) as workspace:
        library = Library(workspace)
        assert [library.new("Birthday"), library.new("Friday letter")] == ["flow-1", "flow-2"]
        unnamed = library.new()
        assert (unnamed, library.load(unnamed).flow.name) == ("flow-3", "New flow 1")
        second = library.new()
        assert library.load(second).flow.name == "New flow 2"
        library.deleted.append(unnamed)
        third = library.new()
        assert (third, library.load(third).flow.name) == ("flow-5", "New flow 1")


async def test_the_tabs_stand_closer_before_they_take_another_row(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "shop.flowrig"), (120, 40)) as driver:
        screen: FlowScreen = await open_greeting(driver)
        tabs = screen.query_one(PanelTabs)
        assert tabs.content_size.height == 2
        # The last one of a row needs no blank behind it.
        tabs.label("problems", "Problems ✗1")
        await driver.until(lambda: " 6 Problems ✗1  7 Versions" in driver.text())
        assert tabs.content_size.height == 2
        tabs.label("problems", "Problems ✗1000 !2000")
        await driver.until(lambda: tabs.content_size.height == 3)

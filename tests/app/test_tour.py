"""The tour: offered once, each step waits until it was done or passed over, esc ends it."""

from pathlib import Path

import pytest
from textual.geometry import Region, Size

from app.flow.guided import Guided
from app.preferences import Preferences
from app.tour.box import WIDTH, place_for
from app.tour.steps import STEPS, Progress, Seen
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop


def test_a_step_waits_until_it_was_done() -> None:
    progress = Progress()
    began = Seen(selected="start")
    assert not progress.look(began)
    assert not progress.look(began)
    assert progress.look(Seen(selected="mail"))
    progress.next()
    assert progress.step is STEPS[1]
    assert not progress.look(Seen(selected="start"))
    assert progress.look(Seen(selected="start", moved=True))


def test_the_last_step_waits_for_the_key() -> None:
    progress = Progress()
    for _ in STEPS[:-1]:
        progress.next()
    everything = Seen("x", True, "story", 99, "HelpScreen")
    assert not progress.look(everything)
    assert not progress.look(everything)
    progress.next()
    assert progress.step is None


@pytest.mark.parametrize("points_at", ["canvas", "transport", "side", "footer", "nothing"])
@pytest.mark.parametrize("screen", [(80, 24), (120, 40), (200, 60)])
def test_the_box_stays_on_the_screen(points_at: str, screen: tuple[int, int]) -> None:
    width, height = screen
    region = {
        "transport": Region(0, 1, width, 1),
        "footer": Region(0, height - 1, width, 1),
        "side": Region(width - 46, 2, 46, height - 4),
    }.get(points_at, Region(0, 2, width - 46, height - 4))
    at = place_for(points_at, region, 7, Size(*screen))  # type: ignore[arg-type]
    assert Region(0, 0, width, height).contains_region(Region(at.x, at.y, WIDTH, 7))
    if points_at in ("transport", "footer"):
        assert not Region(at.x, at.y, WIDTH, 7).overlaps(region)


async def at_step(driver: Driver, number: int) -> None:
    await driver.sees(f"{number} of {len(STEPS)}")


async def test_the_whole_tour_by_doing_what_it_says(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        await driver.press("f3")
        await driver.until(lambda: isinstance(driver.app.screen, Guided))
        await driver.until(lambda: driver.flow.editor is not None)
        await at_step(driver, 1)
        # A slow machine may still be on its way to the canvas when the first key comes.
        await driver.until(lambda: driver.flow.canvas.has_focus)
        for _ in range(20):
            if "2 of 8" in driver.text():
                break
            await driver.press("down")
            await driver.pilot.pause(0.3)
        await at_step(driver, 2)
        await driver.press("d")
        await at_step(driver, 3)
        driver.flow.canvas.select("pause")
        await driver.press("2")
        await driver.sees("Anna Berg")
        await at_step(driver, 4)
        await driver.press("enter")
        await at_step(driver, 5)
        box = driver.flow.tour_box
        assert box is not None
        await driver.press("w")
        await driver.until(lambda: box.ticked)
        await driver.press("escape")
        await at_step(driver, 6)
        await driver.press("escape", "a")
        await driver.pilot.pause(0.3)
        await driver.press("enter")
        await at_step(driver, 7)
        # The wait that was added asks how long: its form is open.
        await driver.press("f1")
        await driver.until(lambda: box.ticked, "the help step to be done")
        await driver.press("escape")
        await at_step(driver, 8)
        editor = driver.flow.editor
        assert editor is not None
        assert editor.position == 1
        await driver.press("f3")
        await driver.until(lambda: driver.flow.tour_box is None)
        await driver.said("is taken back")
        assert (editor.position, len(editor.flow.blocks)) == (0, 5)


async def test_what_was_edited_before_the_tour_stays(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        flow = await open_greeting(driver)
        flow.canvas.select("silver")
        await driver.press("a", *"2h", "enter")
        await driver.until(lambda: flow.saves)
        await driver.press("escape", "escape", "f3")
        await driver.until(lambda: isinstance(driver.app.screen, Guided) and driver.flow.editor is not None)
        await at_step(driver, 1)
        await driver.until(lambda: driver.flow.canvas.has_focus)
        await driver.press("escape")
        await driver.said("The tour is over. F3")
        assert driver.flow.editor is not None
        assert driver.flow.editor.position == 1


async def test_enter_goes_on_from_the_first_card_and_opens_no_form(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        await open_greeting(driver)
        await driver.press("f3")
        await at_step(driver, 1)
        await driver.sees("enter, F3: next")
        await driver.press("enter")
        await at_step(driver, 2)
        assert driver.flow.places() == ("canvas", "flow")
        assert driver.flow.canvas.has_focus


async def test_f3_passes_steps_over_and_esc_ends_the_tour(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig")) as driver:
        await open_greeting(driver)
        await driver.press("f3", "f3")
        await at_step(driver, 2)
        await driver.press("escape")
        await driver.until(lambda: driver.flow.tour_box is None)
        await driver.said("The tour is over")
        await driver.press("escape")
        await driver.until(lambda: not isinstance(driver.app.screen, Guided))


async def test_it_is_offered_on_the_first_start_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWRIG_HOME", str(tmp_path / "home"))
    path = make_small_shop(tmp_path / "small.flowrig")
    async with driving(path, preferences=Preferences.read()) as driver:
        await driver.said("F3 shows you around")
    async with driving(path, preferences=Preferences.read()) as driver:
        await driver.pilot.pause(0.5)
        assert "F3" not in driver.note

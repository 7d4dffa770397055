"""A name that does not exist yet is created from within a form."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.forms.messages import Wanted
from app.forms.search import NameInput
from engine.world.naming import called, can_be_named, name_fault, with_name
from engine.world.settings import Settings
from storage.workspace import Workspace
from tests.app.forms.projects import BLOCKS, SETTINGS, flow_with
from tests.app.forms.screens import FormApp, showing
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import make_small_shop


@pytest.mark.rule("W-1")
def test_every_kind_of_name_can_be_added() -> None:
    for what in ("segments", "lists", "order_statuses", "topics", "promo_pools", "points_accounts", "zones"):
        assert can_be_named(what)
        more = with_name(SETTINGS, what, "fresh")
        assert "fresh" in getattr(more, what)
        assert "fresh" not in getattr(SETTINGS, what)
        assert called(what)
    assert not can_be_named("channels")
    assert not can_be_named("events")


@pytest.mark.rule("W-1")
@pytest.mark.parametrize("name", ["", " vip", "vip\n", "a\x1b[2J", "x" * 121, "vip", "\u202eb"])
def test_bad_names_are_refused(name: str) -> None:
    assert name_fault(SETTINGS.segments, "segments", name) is not None
    with pytest.raises(ValueError, match=r"name|already"):
        with_name(SETTINGS, "segments", name)


def test_levels_hold_no_slash() -> None:
    assert name_fault((), "topics", "a/b") is not None
    assert name_fault((), "segments", "a/b") is None


@cache
def _adapter() -> TypeAdapter[Settings]:
    return TypeAdapter(Settings)


@settings(deadline=None)
@given(st.text(max_size=130))
def test_what_is_accepted_makes_settings_that_are_read_back(name: str) -> None:
    adapter = _adapter()
    if name_fault(SETTINGS.topics, "topics", name) is None:
        more = with_name(SETTINGS, "topics", name)
        assert adapter.validate_json(adapter.dump_json(more)) == more


async def test_creating_is_offered_last_and_marked_where_nothing_else_is_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted: list[str] = []

    def note(self: FormApp, event: Wanted) -> None:
        wanted.append(event.name)

    monkeypatch.setattr(FormApp, "on_form_wanted", note, raising=False)
    async with showing(flow_with(BLOCKS["daily"]), size=(80, 45)) as screen:
        await screen.go_to("trigger", "segment")
        await screen.type("ver")
        await screen.pilot.pause()
        assert screen.shows("Very important")
        assert screen.shows("+ create the segment 'ver'")
        await screen.type("vip")
        await screen.pilot.pause()
        assert not screen.shows("create the segment")
        await screen.type("fresh")
        await screen.pilot.pause()
        assert screen.shows("+ create the segment 'fresh'")
        await screen.press("enter")
        await screen.pilot.pause()
        assert wanted == ["fresh"]
        assert screen.at("trigger", "segment") == "vip"
        # Who leaves the field has chosen nothing: what was typed is taken as it is.
        await screen.go_to("trigger", "segment")
        await screen.type("fresh")
        await screen.press("tab")
        await screen.pilot.pause()
        assert screen.at("trigger", "segment") == "fresh"
        assert screen.shows("! there is no segment 'fresh'")


async def to_segment(driver: Driver) -> None:
    """Open the form of the launch settings, on a schedule, at its segment."""
    from app.editing.settings import SetField

    flow = await open_greeting(driver)
    assert flow.editor is not None
    flow.canvas.select("start")
    await driver.pilot.pause()
    trigger = {"schedule": {"every": "day", "at": "09:00"}}
    flow.editor.do(SetField("start", ("trigger",), trigger))
    await driver.press("enter")
    await driver.until(lambda: driver.app.screen.query(NameInput))
    entry = next(e for e in driver.app.screen.query(NameInput) if e.field.path == ("trigger", "segment"))
    entry.input.focus()
    await driver.pilot.pause()


@pytest.mark.rule("W-1", "F-16")
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_segment_is_created_in_the_world(tmp_path: Path, size: tuple[int, int]) -> None:
    path = make_small_shop(tmp_path / "small.flowrig")
    async with driving(path, size) as driver:
        await to_segment(driver)
        editor = driver.flow.editor
        assert editor is not None
        assert "night owls" not in editor.settings.segments
        await driver.press(*"night owls".replace(" ", "_"))
        await driver.pilot.pause()
        await driver.press("down", "enter")
        await driver.said("Created the segment night_owls in the world")
        launch = editor.flow.launch
        assert launch is not None
        assert launch.trigger.segment == "night_owls"  # type: ignore[union-attr]
        assert "night_owls" in editor.settings.segments
        assert not any("no segment" in problem.sentence for problem in editor.problems)
    with Workspace.open(path) as workspace:
        world = workspace.worlds.entries()[0].name
        assert "night_owls" in workspace.worlds.load(world).settings.segments

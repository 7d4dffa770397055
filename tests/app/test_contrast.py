"""Text can be read in every theme: 4.5 : 1 on its ground, 7 : 1 in the theme of high contrast."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from rich.color import Color
from rich.style import Style
from textual.screen import ModalScreen

from app.canvas.styles import component_classes
from app.canvas.view import CanvasView
from app.forms.message_text import TemplateInput
from app.forms.rows import Row
from app.themes import CONTRAST, THEMES
from tests.app.running import Driver, driving, open_greeting
from tests.app.small_shop import broken, greeting, make_small_shop

Script = Callable[[Driver], Awaitable[None]]


def _light(colour: tuple[int, int, int]) -> float:
    """Relative luminance, as WCAG 2 has it."""
    parts = [c / 255 for c in colour]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _rgb(colour: Color | None) -> tuple[int, int, int] | None:
    if colour is None or colour.is_default:
        return None
    found = colour.triplet or colour.get_truecolor()
    return (found.red, found.green, found.blue)


def unreadable(driver: Driver, least: float) -> Iterator[str]:
    """Texts on the screen whose contrast is less; what lies behind a dialog is dim on purpose."""
    screen = driver.app.screen
    shown = screen.children[0].region if isinstance(screen, ModalScreen) else screen.region
    for y, strip in enumerate(screen._compositor.render_strips()):
        if not shown.y <= y < shown.bottom:
            continue
        for segment in strip.crop(shown.x, shown.right):
            if not any(sign.isalnum() for sign in segment.text):
                continue
            style = segment.style or Style()
            front, ground = _rgb(style.color), _rgb(style.bgcolor)
            if style.reverse:
                front, ground = ground, front
            assert front is not None, (y, segment)
            assert ground is not None, (y, segment)
            if style.dim:
                front = tuple((2 * f + g) // 3 for f, g in zip(front, ground, strict=True))  # type: ignore[assignment]
            found = contrast(front, ground)
            if found < least:
                yield f"{found:.2f} line {y}: {segment.text!r} {front} on {ground}"


async def at_home(driver: Driver) -> None:
    await driver.sees("Greeting")


async def on_the_canvas(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.sees("Sleep on it", "Not begun")


async def in_the_run(driver: Driver) -> None:
    flow = await open_greeting(driver)
    await driver.press("d")
    await driver.until(lambda: flow.shown.loaded and flow.shown.state == "paused")
    await driver.sees("Tue 2026-03-03 00:00:00")


async def following(driver: Driver) -> None:
    await in_the_run(driver)
    await driver.press("down", "down", "right_square_bracket")


async def a_story(driver: Driver) -> None:
    await in_the_run(driver)
    driver.flow.canvas.select("pause")
    await driver.press("2")
    await driver.sees("Anna Berg")
    await driver.press("enter")
    await driver.sees("Hello")


async def the_outbox(driver: Driver) -> None:
    await in_the_run(driver)
    await driver.press("4")
    await driver.sees("Anna Berg")


async def who_did_not_enter(driver: Driver) -> None:
    await in_the_run(driver)
    await driver.press("5")
    await driver.sees("Dora")


async def a_form(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.press("down", "down", "enter")
    await driver.sees("How long")


async def a_condition(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.press("down", "down", "down", "enter")
    await driver.pilot.pause(0.5)


async def a_message(driver: Driver) -> None:
    flow = await open_greeting(driver)
    flow.canvas.select("hello")
    await driver.press("enter")
    await driver.until(lambda: flow.query(Row))
    for row in list(flow.query(Row))[:1]:
        row.action_ask("open")
    await driver.until(lambda: flow.query(TemplateInput))
    entry = flow.query(TemplateInput).first()
    entry.focus()
    await driver.press(*"{{fir")
    await driver.until(lambda: entry.owner.opened)
    await driver.press("escape", "tab")
    await driver.pilot.pause(0.4)


async def the_help(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.press("question_mark")
    await driver.sees("you are here")


async def adding(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.press("a")
    await driver.pilot.pause(0.5)


async def the_palette(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.press("ctrl+p")
    await driver.pilot.pause(0.8)


async def problems(driver: Driver) -> None:
    await driver.press("down")
    await open_greeting(driver)
    await driver.press("6")
    await driver.sees("the flow cannot be played yet")


async def the_tour(driver: Driver) -> None:
    await open_greeting(driver)
    await driver.press("f3")
    await driver.sees("1 of 8")


async def test_borders_and_connections_are_seen_in_high_contrast(tmp_path: Path) -> None:
    async with driving(make_small_shop(tmp_path / "small.flowrig", greeting())) as driver:
        flow = await open_greeting(driver)
        driver.app.theme = CONTRAST.name
        await driver.pilot.pause(0.2)
        view = flow.query_one(CanvasView)
        weak = {}
        for name in sorted(component_classes()):
            if "border" in name or name == "canvas--line":
                style = view.get_component_rich_style(name)
                front, ground = _rgb(style.color), _rgb(style.bgcolor)
                assert front is not None
                assert ground is not None
                if (found := contrast(front, ground)) < 4.5:
                    weak[name] = round(found, 2)
        assert not weak


SCRIPTS: list[Script] = [
    at_home,
    on_the_canvas,
    in_the_run,
    following,
    a_story,
    the_outbox,
    who_did_not_enter,
    a_form,
    a_condition,
    a_message,
    the_help,
    adding,
    the_palette,
    problems,
    the_tour,
]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
async def test_all_text_can_be_read(tmp_path: Path, script: Script) -> None:
    path = make_small_shop(tmp_path / "small.flowrig", greeting(), broken())
    async with driving(path) as driver:
        await script(driver)
        painted = set()
        for theme in THEMES:
            driver.app.theme = theme.name
            await driver.pilot.pause(0.2)
            painted.add(tuple(map(tuple, driver.app.screen._compositor.render_strips())))
            found = list(unreadable(driver, 7 if theme is CONTRAST else 4.5))
            assert not found, f"{theme.name}:\n" + "\n".join(found)
        assert len(painted) == len(THEMES), "a theme was not yet to be seen"

"""Driving the whole app through its real thread: keys in, text on the screen out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from app.app import FlowrigApp
from app.flow.screen import FlowScreen
from app.home.screen import HomeScreen
from app.lines import Lines
from app.preferences import Preferences
from app.screens import CommandScreen, NoteLine
from app.session.session import Session
from app.start import opening

SECONDS = 20


class Driver:
    """The app under a pilot."""

    def __init__(self, app: FlowrigApp, pilot: Pilot[str]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def flow(self) -> FlowScreen:
        screen = self.app.screen
        assert isinstance(screen, FlowScreen)
        return screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def until(self, holds: Callable[[], object], what: str = "") -> None:
        """Wait until something holds; fails after a while."""
        for _ in range(SECONDS * 40):
            if holds():
                return
            await self.pilot.pause(0.025)
        raise AssertionError(f"it never came about: {what or holds}\n{self.text()}")

    async def sees(self, *texts: str) -> None:
        """Wait until all these texts are on the screen."""
        await self.until(lambda: all(text in self.text() for text in texts), f"to see {texts}")

    async def said(self, text: str) -> None:
        """Wait until the note line of the screen in front says it."""
        await self.until(
            lambda: isinstance(self.app.screen, CommandScreen) and text in self.note, f"to be told {text!r}"
        )

    def text(self) -> str:
        """What the screen shows, line by line."""
        return "\n".join(
            "".join(segment.text for segment in strip)
            for strip in self.app.screen._compositor.render_strips()
        )

    def lines(self) -> list[str]:
        """All lines of the list that has the focus, also those out of sight."""
        focused = self.app.focused
        assert isinstance(focused, Lines)
        source = focused.source
        return ["".join(text for text, _ in source.line(n)) for n in range(len(source))]

    @property
    def note(self) -> str:
        return self.app.screen.query_one(NoteLine).text

    @property
    def header(self) -> str:
        return str(self.app.screen.query_one("#header", Static).render())


@asynccontextmanager
async def driving(
    path: Path,
    size: tuple[int, int] = (120, 40),
    *,
    ascii: bool = False,
    preferences: Preferences | None = None,
) -> AsyncIterator[Driver]:
    """The app on this workspace, its flows listed."""
    session = Session(lambda say: opening(path, say))
    app = FlowrigApp(session, ascii=ascii, animate=False, preferences=preferences)
    try:
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.until(lambda: isinstance(app.screen, HomeScreen) and app.screen.shelf is not None)
            yield driver
    finally:
        session.close()


async def open_greeting(driver: Driver) -> FlowScreen:
    """Open the first flow and wait until it is on its canvas."""
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, FlowScreen) and driver.flow.editor is not None)
    return driver.flow

"""Pictures of the whole app on a workspace; `pytest --snapshot-update` after a change that is meant."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from app.app import FlowrigApp
from app.forms.message_text import TemplateInput
from app.home.screen import HomeScreen
from app.session.session import Session
from app.start import opening
from tests.app.running import Driver

Size = tuple[int, int]
SIZES: list[Size] = [(80, 24), (120, 40)]
Compare = Callable[..., bool]
Script = Callable[[Driver], Awaitable[None]]

AT_REST = 0.5
"""Seconds after the last key until the picture is taken."""


def named(size: Size) -> str:
    """A size, as it stands in the name of a picture."""
    return f"{size[0]}x{size[1]}"


def looks(snap_compare: Compare, path: Path, size: Size, script: Script, *, ascii: bool = False) -> bool:
    """Whether the app looks as it did, after the script has been played on this workspace."""
    session = Session(lambda say: opening(path, say))
    app = FlowrigApp(session, animate=False, ascii=ascii)

    async def before(pilot: Pilot[Any]) -> None:
        driver = Driver(app, pilot)
        await driver.until(lambda: isinstance(app.screen, HomeScreen) and app.screen.shelf is not None)
        await script(driver)
        for line in (*app.screen.query(Input), *app.screen.query(TemplateInput)):
            line.cursor_blink = False
        await pilot.pause(AT_REST)

    try:
        return snap_compare(app, terminal_size=size, run_before=before)
    finally:
        session.close()

"""A small app that shows one form, and what tests read off its screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from app.editing import FlowEditor
from app.forms import BlockForm, FlowForm, Form
from app.forms.base import Path
from app.forms.inputs import LongInput
from engine.flow.model import Flow
from tests.app.forms.projects import SETTINGS


class FormApp(App[None]):
    """A form on a page of its own; `ascii` as in the app itself."""

    def __init__(self, flow: Flow, block: str | None = "it", *, ascii: bool = False) -> None:
        super().__init__()
        self.animation_level = "none"
        self.ascii = ascii
        self.editor = FlowEditor(flow, SETTINGS)
        self.block = block
        self.changed: list[Path] = []

    def compose(self) -> ComposeResult:
        yield FlowForm(self.editor) if self.block is None else BlockForm(self.editor, self.block)

    def on_form_changed(self, changed: Form.Changed) -> None:
        self.changed.append(changed.path)


class Screen:
    """What a person sees and does."""

    def __init__(self, app: FormApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.editor = app.editor

    @property
    def form(self) -> Form:
        return self.app.query_one(Form)

    def lines(self) -> list[str]:
        """The screen's lines as text."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    def shows(self, text: str) -> bool:
        return text in "\n".join(self.lines())

    def at(self, *path: str | int) -> Any:
        """What the flow holds at this place of the form's plain data."""
        found: Any = self.form.filling.subject.data()
        for key in path:
            found = found[key]
        return found

    def row_of_focus(self) -> str:
        focused = self.app.screen.focused
        assert focused is not None
        return self.lines()[focused.region.y]

    async def go_to(self, *path: str | int) -> None:
        await self.form.focus_field(path)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type over what stands in the field; long text is pasted."""
        several_lines = isinstance(self.app.screen.focused, LongInput)
        await self.press("f7" if several_lines else "ctrl+shift+a")
        if not text:
            await self.press("backspace")
        await self.add(text)

    async def add(self, text: str) -> None:
        if len(text) > 20:
            focused = self.app.screen.focused
            assert focused is not None
            focused.post_message(events.Paste(text))
            await self.pilot.pause()
        else:
            await self.press(*(NAMED.get(letter, letter) for letter in text))


NAMED = {
    " ": "space", ".": "full_stop", ":": "colon", "-": "minus", "_": "underscore", "?": "question_mark",
}  # fmt: skip


@asynccontextmanager
async def showing(
    flow: Flow, block: str | None = "it", *, size: tuple[int, int] = (80, 24), ascii: bool = False
) -> AsyncIterator[Screen]:
    app = FormApp(flow, block, ascii=ascii)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Screen(app, pilot)

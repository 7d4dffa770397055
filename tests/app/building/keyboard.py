"""The hand on the keyboard: keys alone."""

from textual.widget import Widget
from textual.widgets import Input, TextArea

from app.commands import COMMANDS
from app.flow.adding import AddingScreen
from app.forms.focusing import identity
from app.forms.form import Form
from app.forms.rows import Row
from app.forms.toggles import Toggles
from app.lines import Lines
from tests.app.building.hands import MOST_TURNS, Hand


class Keyboard(Hand):
    """Keys alone."""

    async def press(self, *keys: str) -> None:
        self.keys += len(keys)
        await self.driver.press(*keys)

    async def command(self, name: str) -> None:
        await self.press(COMMANDS[name].keys[0])

    async def select(self, block: str) -> None:
        canvas = self.driver.flow.canvas
        if canvas.selected == block:
            return
        await self.press("j")
        gesture = canvas._gesture
        letters = next(typed for typed, id in getattr(gesture, "labels", {}).items() if id == block)
        await self.press(*letters)

    async def open(self, block: str) -> None:
        await self.press("enter")

    async def go_to(self, stop: Widget) -> None:
        screen = self.driver.app.screen
        wanted = identity(stop)
        stops = [identity(widget) for widget in screen.query_one(Form).query("*") if widget.focusable]
        here = identity(screen.focused)
        back = here in stops and stops.index(wanted) < stops.index(here)
        for _ in range(MOST_TURNS):
            if identity(screen.focused) == wanted:
                return
            await self.press("shift+tab" if back else "tab")
        raise AssertionError(f"{stop} cannot be reached\n{self.driver.text()}")

    async def open_row(self, row: Widget) -> None:
        await self.go_to(row)
        await self.press("enter")

    async def deed(self, row: Row, what: str) -> None:
        await self.go_to(row)
        await self.press(next(deed.keys[0] for deed in row.deeds if deed.what == what))

    async def clear(self) -> None:
        focused = self.driver.app.focused
        if isinstance(focused, Input) and focused.value and focused.selected_text != focused.value:
            await self.press("home", "shift+end")
        elif isinstance(focused, TextArea) and focused.text:
            await self.press("f7")

    async def take(self, choice: str) -> None:
        await self.clear()
        await self.type(choice)
        await self.press("enter")

    async def tick(self, toggles: Toggles, box: int) -> None:
        await self.go_to(toggles)
        await self.press(*(["right"] * ((box - toggles._at) % len(toggles._boxes))), "space")

    async def way_out(self, output: int) -> None:
        screen = self.driver.app.screen
        assert isinstance(screen, AddingScreen)
        while screen._at != output:
            await self.press("tab")

    async def take_line(self) -> None:
        await self.press("enter")

    async def leave_form(self) -> None:
        await self.press("escape")
        if not self.driver.flow.canvas.has_focus:
            await self.press("escape")

    async def finish_name(self) -> None:
        await self.press("enter")

    async def connect(self, source: str, output: str, target: str) -> None:
        await self.select(source)
        await self.press("c")
        canvas = self.driver.flow.canvas
        if canvas.connecting is None:
            await self.driver.until(lambda: isinstance(self.driver.app.focused, Lines))
            lines = self.driver.app.focused
            assert isinstance(lines, Lines)
            while lines.cursor_key != output:
                await self.press("down")
            await self.press("enter")
            await self.driver.until(lambda: canvas.connecting == (source, output))
        # The letters of the target are enough.
        await self.select_target(target)

    async def select_target(self, target: str) -> None:
        """While a connection is drawn: the letters of the block where it should lead."""
        canvas = self.driver.flow.canvas
        await self.press("j")
        labels = getattr(canvas._gesture, "labels", {})
        await self.press(*next(typed for typed, id in labels.items() if id == target))

"""A person who builds a flow: what they do, in their words, whichever hand does it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

from textual.widget import Widget
from textual.widgets import Input

from app.editing.editor import FlowEditor
from app.flow.adding import AddingScreen
from app.flow.screen import FlowScreen
from app.forms.form import Form
from app.forms.inputs import LineInput, LongInput
from app.forms.rows import Press, Row
from app.forms.search import SearchInput
from app.forms.toggles import Toggles
from app.forms.views import FieldView
from app.home.gallery import GalleryScreen
from sample_data import shop
from storage.files import read_flow, read_world
from storage.workspace import Workspace
from tests.app.building.hands import Hand
from tests.app.building.same import meaning, sample
from tests.app.running import Driver, driving

SIZE = (160, 50)
LABELS = {
    "subject": "Subject",
    "body": "Text",
    "heading": "Heading",
    "text": "Text",
    "url": "URL",
    "payload": "Payload",
}
"""What the parts of a message are called."""


class Person:
    """Somebody with one hand on the app."""

    def __init__(self, driver: Driver, hand: Hand, path: Path) -> None:
        self.driver = driver
        self.path = path
        self.hand = hand

    @property
    def flow(self) -> FlowScreen:
        return self.driver.flow

    @property
    def editor(self) -> FlowEditor:
        editor = self.flow.editor
        assert editor is not None
        return editor

    # On the canvas.

    async def new_flow(self, name: str) -> None:
        """A blank flow."""
        await self.hand.command("new_flow")
        await self.driver.until(lambda: isinstance(self.driver.app.screen, GalleryScreen))
        await self.hand.type(name)
        await self.hand.take_line()
        await self.driver.until(
            lambda: isinstance(self.driver.app.screen, FlowScreen) and self.flow.editor is not None
        )
        await self.driver.until(lambda: self.flow.canvas.has_focus)

    async def add(self, what: str, after: str = "", way: int | None = None) -> str:
        """Add what the palette finds first; gives the id of the block that is selected then."""
        if after:
            await self.hand.select(after)
        count = len(self.editor.steps)
        await self.hand.command("add")
        await self.driver.until(lambda: isinstance(self.driver.app.screen, AddingScreen))
        if way is not None:
            await self.hand.way_out(way)
        await self.hand.type(what)
        await self.hand.take_line()
        await self.driver.until(
            lambda: isinstance(self.driver.app.screen, FlowScreen) and len(self.editor.steps) > count,
            f"{what} to be added",
        )
        await self.driver.pilot.pause()
        selected = self.flow.canvas.selected
        assert selected is not None
        return selected

    async def open(self, block: str) -> None:
        """Open the form of a block."""
        if isinstance(self.driver.app.screen, FlowScreen) and self.flow.canvas.selected != block:
            await self.hand.select(block)
        if not self.in_form:
            await self.hand.open(block)
        await self.driver.until(lambda: self.in_form, "to be in the form")
        await self.driver.pilot.pause()

    async def open_settings(self) -> None:
        """Open the form of the flow itself."""
        await self.hand.command("settings")
        await self.driver.until(lambda: self.in_form, "to be in the form")
        await self.driver.pilot.pause()

    async def done(self) -> None:
        """Leave the form."""
        await self.hand.leave_form()
        await self.driver.until(lambda: self.flow.canvas.has_focus, "to be on the canvas")

    async def connect(self, source: str, output: str, target: str) -> None:
        await self.hand.connect(source, output, target)
        await self.driver.until(
            lambda: self.editor.flow.targets().get((source, output)) == target, "to be connected"
        )

    # In a form.

    @property
    def in_form(self) -> bool:
        focused = self.driver.app.focused
        return focused is not None and any(isinstance(above, Form) for above in focused.ancestors)

    def stops(self) -> list[Widget]:
        """Where one can be in the form, from top to bottom."""
        form = self.driver.app.screen.query_one(Form)
        kinds = (LineInput, LongInput, SearchInput, Toggles, Row)
        return [widget for widget in form.query("*") if isinstance(widget, kinds) and widget.region]

    def stop(self, label: str) -> Widget:
        """The next place with this label, from where one is on; else the first one."""
        stops = self.stops()
        focused = self.driver.app.focused
        at = stops.index(focused) if focused in stops else 0
        for stop in (*stops[at:], *stops[:at]):
            if called(stop) == label:
                return stop
        raise AssertionError(
            f"no {label!r} among {[called(stop) for stop in self.stops()]}\n{self.driver.text()}"
        )

    async def fill(self, label: str, text: str) -> None:
        """Type into a field, over what stands there."""
        stop = self.stop(label)
        await self.hand.go_to(stop)
        await self.hand.clear()
        await self.hand.type(text)
        await self.driver.pilot.pause()

    async def choose(self, label: str, choice: str) -> None:
        """Choose one of what a field offers."""
        stop = self.stop(label)
        await self.hand.go_to(stop)
        await self.hand.take(choice)
        await self.driver.pilot.pause()

    async def tick(self, label: str, *boxes: str) -> None:
        """Tick boxes."""
        for box in boxes or (label,):
            toggles = self.stop(label)
            assert isinstance(toggles, Toggles)
            labels = [each.label for each in toggles._boxes]
            await self.hand.tick(toggles, labels.index(box) if boxes else 0)
            await self.driver.pilot.pause()

    async def press(self, label: str) -> None:
        """Do what a row is for: open it, or add something."""
        await self.hand.open_row(self.stop(label))
        await self.driver.pilot.pause()

    def rows(self) -> list[Row]:
        """The lines of the lists and conditions of the form."""
        return [stop for stop in self.stops() if isinstance(stop, Row) and stop.deeds]

    async def deed(self, row: int, what: str) -> None:
        """Do something with a line: "add" beside it, move it "up"."""
        await self.hand.deed(self.rows()[row], what)
        await self.driver.pilot.pause()

    async def title_of(self, n: int, title: str) -> None:
        """Give one of several branches a title."""
        fields = [stop for stop in self.stops() if called(stop) == "Title"]
        await self.hand.go_to(fields[n])
        await self.hand.clear()
        await self.hand.type(title)
        await self.driver.pilot.pause()

    async def turn(self, row: int) -> None:
        """Turn "all of these" into "any of these"."""
        await self.hand.open_row(self.rows()[row])
        await self.driver.pilot.pause()

    async def more(self) -> None:
        """Unfold what is optional, the next from where one is."""
        await self.hand.open_row(self.stop("more"))
        await self.driver.pilot.pause()

    async def write(self, texts: dict[str, str], topic: str = "", consent: str = "") -> None:
        """Write a message: what it says, and to whom it may go."""
        for part, text in texts.items():
            await self.fill(LABELS[part], text)
        if topic or consent:
            await self.more()
            if topic:
                await self.choose("Topic", topic)
            if consent:
                await self.choose("Consent", consent)

    async def compare(self, field: str, operator: str, value: str = "", within: str = "") -> None:
        """Fill in the comparison that is open."""
        await self.choose("Field", field)
        if within:
            await self.fill("Within the last", within)
        await self.choose("Operator", operator)
        if value:
            await self.enter("Value", value)

    async def enter(self, label: str, value: str) -> None:
        """Give a field a value: chosen where it offers some, else typed."""
        stop = self.stop(label)
        if isinstance(stop, SearchInput) and stop.owner.field.choices:
            await self.choose(label, value)
        elif isinstance(stop, Toggles):
            await self.tick(label)
        else:
            await self.fill(label, value)

    async def kept(self, name: str) -> None:
        """The workspace holds the flow as it is, once the app has been left."""
        flow = self.editor.flow
        await self.hand.command("quit")
        await self.driver.until(lambda: not self.driver.app.is_running, "to leave the app")
        with Workspace.open(self.path) as workspace:
            held = read_flow(workspace.flows.text(flow.id), name)
        assert meaning(held) == meaning(sample(name))

    async def rename(self, title: str) -> None:
        """Give the selected block a title."""
        await self.hand.command("rename")
        await self.driver.until(lambda: isinstance(self.driver.app.focused, Input))
        await self.hand.clear()
        await self.hand.type(title)
        await self.hand.finish_name()


def called(stop: Widget) -> str:
    """The words by which somebody knows a place in a form."""
    if isinstance(stop, Press):
        return stop.row.text[2:]
    if isinstance(stop, Row):
        return "more" if stop.row.text.startswith("more:") else stop.row.text
    view = next((above for above in stop.ancestors if isinstance(above, FieldView)), None)
    return view.field.title if view is not None else ""


@asynccontextmanager
async def building(path: Path, hand: type[Hand]) -> AsyncIterator[Person]:
    """A person before the app, on a workspace with the sample shop's world and no flows."""
    with Workspace.open(path, create=True) as workspace:
        workspace.worlds.save("shop", read_world(shop().world, "world.yaml"))
    async with driving(path, SIZE) as driver:
        # The form need not wait for the fingers of somebody whose fingers are that quick.
        with patch("app.forms.live.PAUSE", 0.001):
            yield Person(driver, hand(driver), path)


Build = Callable[[Person], Awaitable[None]]
"""How a flow is built."""

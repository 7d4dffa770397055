"""The hand on the mouse: clicks, drags and the wheel; only letters are typed."""

from textual import events
from textual.geometry import Offset, Region
from textual.widget import Widget
from textual.widgets import Input

from app.command_bar import CommandBar
from app.flow.adding import WayOut
from app.forms.form import Form
from app.forms.rows import Row
from app.forms.search import SearchInput, Suggestions
from app.forms.toggles import Toggles
from app.help import HelpScreen, HelpText
from app.lines import Lines
from tests.app.building.hands import MOST_TURNS, Hand

LONG_LIST = 24
"""In a longer list nobody looks for something by the wheel: the field is there to type into."""


class Mouse(Hand):
    """The mouse alone, but for letters."""

    async def click(self, at: Offset, times: int = 1) -> None:
        self.clicks += times
        await self.driver.pilot.click(offset=at, times=times)

    async def drag(self, start: Offset, end: Offset) -> None:
        self.drags += 1
        pilot = self.driver.pilot
        await pilot.mouse_down(offset=start)
        await pilot.hover(offset=end)
        await pilot.mouse_up(offset=end)

    async def turn(self, over: Widget, down: bool, *, across: bool = False) -> None:
        """One notch of the wheel."""
        self.notches += 1
        kind = events.MouseScrollDown if down else events.MouseScrollUp
        region = over.region
        at = (region.x + region.width // 2, region.y + region.height // 2)
        await self.driver.pilot._post_mouse_events([kind], offset=at, shift=across)

    async def click_text(self, text: str, within: Widget | None = None) -> None:
        """Click where this text stands."""
        region = within.region if within is not None else self.driver.app.screen.region
        for y, line in enumerate(self.driver.text().splitlines()):
            x = line.find(text, region.x)
            if y in range(region.y, region.bottom) and 0 <= x < region.right:
                await self.click(Offset(x + 1, y))
                return
        raise AssertionError(f"{text!r} is not on the screen\n{self.driver.text()}")

    async def command(self, name: str) -> None:
        bar = self.driver.app.screen.query_one(CommandBar)
        for first, _, command in bar._items:
            if command.id == name:
                await self.click(Offset(bar.region.x + first, bar.region.y))
                return
        await self.help_command(name)

    async def help_command(self, name: str) -> None:
        """Find a command in the help, which is in the footer always, and click it there."""
        await self.command("help")
        await self.driver.until(lambda: isinstance(self.driver.app.screen, HelpScreen))
        lines = self.driver.app.screen.query_one(Lines)
        for _ in range(MOST_TURNS):
            source = lines.source
            assert isinstance(source, HelpText)
            at = next(n for n in range(len(source)) if source.command(n) == name)
            y = at - lines.scroll_offset.y
            if 0 <= y < lines.size.height:
                await self.click(lines.content_region.offset + Offset(3, y))
                return
            await self.turn(lines, y > 0)
        raise AssertionError(f"{name} is not to be found\n{self.driver.text()}")

    async def place_of(self, block: str) -> Region:
        """Where a card is, once it has been brought into sight by the wheel."""
        canvas = self.driver.flow.canvas
        for _ in range(MOST_TURNS):
            place = canvas.place_of(block)
            assert place is not None
            room = canvas.region
            if room.contains_region(place):
                return place
            across = place.x < room.x or place.right > room.right
            down = place.right > room.right if across else place.bottom > room.bottom
            await self.turn(canvas, down, across=across)
        raise AssertionError(f"the wheel does not bring {block} into sight\n{self.driver.text()}")

    async def select(self, block: str) -> None:
        place = await self.place_of(block)
        await self.click(Offset(place.x + 2, place.y + 1))

    async def open(self, block: str) -> None:
        place = await self.place_of(block)
        await self.click(Offset(place.x + 2, place.y + 1), times=2)

    async def go_to(self, stop: Widget) -> None:
        await self.in_sight(stop)
        if self.driver.app.focused is not stop:
            await self.click(stop.region.offset)

    async def in_sight(self, stop: Widget) -> None:
        """Bring something in a form into sight by the wheel."""
        form = self.driver.app.screen.query_one(Form)
        for _ in range(MOST_TURNS):
            await self.still()
            at = stop.region.offset
            seen = form.region.contains_point(at) and self.driver.app.get_widget_at(*at)[0]
            if seen in (stop, *stop.query("*")):
                return
            head = form.query_one("#head")
            await self.turn(form, stop.region.y >= head.region.bottom)
        raise AssertionError(f"the wheel does not bring {stop} into sight\n{self.driver.text()}")

    async def still(self) -> None:
        """Wait until what the form finds out has been told: it moves what stands below."""
        workers = self.driver.app.workers
        await self.driver.pilot.pause()
        await self.driver.until(lambda: not any(w.group == "trying" and not w.is_finished for w in workers))
        await self.driver.pilot.pause()

    async def open_row(self, row: Widget) -> None:
        await self.in_sight(row)
        await self.click(row.region.offset + Offset(1, 0))

    async def deed(self, row: Row, what: str) -> None:
        await self.in_sight(row)
        await self.driver.pilot.hover(offset=row.region.offset + Offset(1, 0))
        begin = next(begin for begin, deed in row._signs() if deed.what == what)
        await self.click(row.region.offset + Offset(begin, 0))

    async def clear(self) -> None:
        focused = self.driver.app.focused
        assert focused is not None
        text = focused.value if isinstance(focused, Input) else getattr(focused, "text", "")
        if text:
            region = focused.content_region
            end = Offset(region.right - 1, region.bottom - 1)
            await self.drag(region.offset, end)

    async def take(self, choice: str) -> None:
        focused = self.driver.app.focused
        assert isinstance(focused, SearchInput)
        owner = focused.owner
        suggestions = owner.query_one(Suggestions)
        if not owner.opened:
            await self.click(focused.region.offset)
        if suggestions.option_count > LONG_LIST:
            await self.clear()
            await self.type(choice)
            await self.driver.pilot.pause()
            assert suggestions.highlighted is not None, self.driver.text()
            await self.click(suggestions.region.offset + Offset(2, suggestions.highlighted))
            return
        for _ in range(MOST_TURNS):
            rows = self.driver.text().splitlines()
            region = suggestions.region
            for y in range(region.y, region.bottom):
                shown = rows[y][region.x : region.right].casefold()
                if all(word in shown for word in choice.casefold().split()):
                    await self.click(Offset(region.x + 2, y))
                    return
            await self.turn(suggestions, True)
            await self.driver.pilot.pause()
        raise AssertionError(f"{choice!r} is not among the suggestions\n{self.driver.text()}")

    async def tick(self, toggles: Toggles, box: int) -> None:
        await self.in_sight(toggles)
        for y, line in enumerate(toggles._lines(toggles.size.width)):
            x = 0
            for n in line:
                if n == box:
                    await self.click(toggles.content_region.offset + Offset(x + 1, y))
                    return
                x += toggles._width(toggles._boxes[n])

    async def way_out(self, output: int) -> None:
        ways = list(self.driver.app.screen.query(WayOut))
        if not ways[output].has_class("-current"):
            await self.click(ways[output].region.offset + Offset(1, 0))

    async def take_line(self) -> None:
        await self.click(self.driver.app.screen.query_one(Lines).region.offset + Offset(3, 0), times=2)

    async def leave_form(self) -> None:
        await self.command("back")

    async def finish_name(self) -> None:
        # Elsewhere.
        await self.click(Offset(4, self.driver.app.screen.region.bottom - 6))

    async def connect(self, source: str, output: str, target: str) -> None:
        canvas = self.driver.flow.canvas
        start = canvas._scene.ports[source, output]
        await self.place_of(source)
        end = await self.place_of(target)
        pad = canvas.region.offset - canvas.scroll_offset + canvas._pad
        await self.drag(Offset(*start) + pad, end.offset + Offset(3, 1))

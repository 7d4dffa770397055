"""The home screen: the flows with their status, folder, brand and customers inside. Typing searches, enter
opens."""

import asyncio
from time import time
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from app.command_bar import CommandBar
from app.commands import bindings
from app.home.rows import matching, ordered, said_of, table
from app.home.shelving import SORTS, Shelving
from app.lines import Lines, Nothing
from app.screens import NoteLine
from app.session.requests import ListFlows, Shelf, TakeUp
from app.session.session import Trouble
from app.text import visible

REFRESH = 0.5
"""Seconds between two looks at a run that goes on."""

SHELVING = {
    "new_flow", "duplicate_flow", "rename_flow", "move_flow", "delete_flow", "restore_flow", "sort_flows",
    "import_flow", "export_flow",
}  # fmt: skip


class HomeScreen(Shelving):
    """What the app opens with: its frame at once, the flows as soon as the workspace is open."""

    PLACES = ("home",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("home", "anywhere")

    def __init__(self) -> None:
        super().__init__()
        self.shelf: Shelf | None = None
        self.searched = ""
        self._serial = -1
        self._wanted: str | None = None
        """The flow that the cursor goes to as soon as the list is read again."""
        self._before: str | None = None
        """The flow that was selected when the search was begun."""

    def compose(self) -> ComposeResult:
        yield Static("flowrig", id="title", markup=False)
        yield Static("", id="search", markup=False)
        yield Lines(Nothing("Opening the workspace …"), id="flows")
        yield NoteLine()
        yield CommandBar()

    def on_mount(self) -> None:
        self._draw_search()
        self.query_one(Lines).focus()
        self.set_interval(REFRESH, self._look)

    def on_screen_resume(self) -> None:
        if self.shelf is not None:
            self.fill()

    def fill(self, select: str | None = None) -> None:
        """Read the flows again, and put the cursor on one if it is named."""
        self._wanted = select if select is not None else self._wanted
        self.run_worker(self._fill(), exclusive=True, group="flows")

    async def first_fill(self) -> None:
        """Fill the frame as soon as the workspace is open, then with what the run that was left holds."""
        await self._fill()
        if self.shelf is None:
            return
        try:
            await asyncio.wrap_future(self.flowrig.session.ask(TakeUp()))
        except Trouble as trouble:
            self.say(str(trouble), warning=True)
        await self._fill()

    async def _fill(self) -> None:
        try:
            shelf = await asyncio.wrap_future(self.flowrig.session.ask(ListFlows()))
        except Trouble as trouble:
            self.say(str(trouble), warning=True)
            return
        first = self.shelf is None
        self.shelf = shelf
        self._draw()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.query_one("#flows", Lines).put_cursor(wanted)
        if first and shelf.read_only is not None:
            self.say(shelf.read_only, warning=True)

    def _look(self) -> None:
        if self.shelf is None:
            self.query_one("#flows", Lines).show(Nothing(self.flowrig.session.doing))
            return
        latest = self.flowrig.session.latest
        if self.app.screen is self and latest.serial != self._serial and latest.state == "playing":
            self._serial = latest.serial
            self.fill()

    def _draw(self) -> None:
        shelf = self.shelf
        if shelf is None:
            return
        said = said_of(shelf)
        found = matching(ordered(shelf.flows, said, SORTS[self.sort]), said, self.searched)
        if not shelf.flows and self.flowrig.scenario:
            empty = "This scenario begins without a flow: flowrig test plays it, flowrig run --scenario too."
        elif not shelf.flows:
            empty = "There are no flows yet. ctrl+n makes a new one."
        else:
            empty = (
                f"No flow has “{self.searched}” in its name, folder, brand or status. esc shows all of them."
            )
        source = table(found, said, brands=shelf.brands > 1, now=int(time()), empty=empty)
        self.query_one("#flows", Lines).show(source)
        self.query_one("#title", Static).update(
            Content.assemble(
                Content.styled("flowrig", "bold $text-accent"),
                Content.styled("   " + visible(self.flowrig.scenario or shelf.workspace), "bold"),
                Content.styled(f"   {visible(shelf.world)}", "$foreground-muted"),
            )
        )
        self._draw_search()
        self.refresh_commands()

    def _draw_search(self) -> None:
        search = self.query_one("#search", Static)
        search.set_class(bool(self.searched), "-active")
        if self.searched:
            shelf = self.shelf
            count = len(matching(shelf.flows, said_of(shelf), self.searched)) if shelf else 0
            words = f"   {count} of {len(shelf.flows) if shelf else 0}"
            search.update(
                Content.assemble(
                    Content("Search  "),
                    Content.styled(visible(self.searched) + "▏", "bold"),
                    Content.styled(words, "$foreground-muted"),
                )
            )
        else:
            search.update(Content("Type to search"))

    # Searching.

    def on_key(self, event: events.Key) -> None:
        if event.key == "backspace" and self.searched:
            self._search(self.searched[:-1])
            event.stop()
        elif event.key == "question_mark":
            # It opens the help, as it does everywhere but in a field.
            return
        elif event.is_printable and event.character is not None and (event.character != " " or self.searched):
            self._search(self.searched + event.character)
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        self._search(self.searched + " ".join(event.text.split()))
        event.stop()

    def _search(self, text: str) -> None:
        lines = self.query_one("#flows", Lines)
        if not self.searched:
            self._before = None if lines.cursor_key is None else str(lines.cursor_key)
        self.searched = text[:80]
        chosen = lines.cursor_key
        self._draw()
        self._draw_search()
        if self.searched:
            # The first one is what comes nearest.
            lines.action_edge(-1)
        elif (stay := chosen if chosen is not None else self._before) is not None:
            lines.put_cursor(stay)

    # Commands.

    def why_not(self, command: str) -> str | None:
        if self.shelf is None:
            return "the workspace is still being opened"
        if command in SHELVING:
            return self.why_not_shelve(command)
        if command == "open" and self.query_one("#flows", Lines).cursor_key is None:
            return "no flow is selected"
        return None

    def do_open(self) -> None:
        key = self.query_one("#flows", Lines).cursor_key
        if key is not None:
            self.show_flow(str(key))

    def show_flow(self, flow: str) -> None:
        """Show the flow; whoever comes back from it sees all flows again, and this one selected."""
        self.searched = ""
        self._wanted = flow
        self.flowrig.open_flow(flow)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.carry_out("open")

    def do_all_flows(self) -> None:
        if self.searched:
            self._search("")

    def do_search(self) -> None:
        self.say("Type what you look for; esc shows all flows again.")

"""The versions panel: the draft and all that was launched; enter opens one as it was. While two are compared,
what is different between them."""

from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from app.ask import Choose
from app.commands import bindings
from app.flow.panels.base import Moment, Panel, progress_of
from app.flow.panels.customers import CustomersPanel
from app.flow.panels.version_lines import At, DifferenceLines, Removed, VersionLines
from app.lines import Lines, Nothing
from app.screens import CommandScreen
from app.session.version_requests import ListVersions, RemovedRow, VersionRow, WhoWasRemoved
from app.words import count_of, moment_words
from engine.time.civil import Zone


class VersionsPanel(Panel):
    title: ClassVar[str] = "Versions"
    PERIOD = 1.5
    BINDINGS: ClassVar[list[BindingType]] = bindings("versions")

    class Wanted(Message):
        """A version is to be opened."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class Sought(Message):
        """A block that differs is to be shown."""

        def __init__(self, block: str | None, there: bool) -> None:
            super().__init__()
            self.block = block
            """None: the flow itself."""
            self.there = there
            """Whether the keyboard goes there too."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[VersionRow, ...] = ()
        self._drawn: tuple[Any, ...] | None = None
        self._number: int | None = None
        """The version on which the cursor stood last."""

    def compose(self) -> ComposeResult:
        yield Static("", classes="panel-title", markup=False)
        yield Lines(Nothing("Looking it up …"))

    def about(self, moment: Moment) -> tuple[Any, ...] | None:
        standing = (moment.flow_id, moment.standing, moment.saves, moment.version)
        return standing, moment.shown.lives.get(moment.flow_id), progress_of(moment.shown)

    async def fetch(self, moment: Moment) -> None:
        self._rows = await self.ask(ListVersions(moment.flow_id))
        if self.moment is not None:
            self.draw(self.moment)

    def draw(self, moment: Moment) -> None:
        now = (self._rows, moment.version, moment.compared, moment.zone.name)
        if now == self._drawn or not self._rows:
            return
        self._drawn = now
        lines, title = self.query_one(Lines), self.query_one(Static)
        compared = moment.compared
        if compared is not None:
            title.update(
                Content.assemble(
                    Content.styled("What is different ", "bold"),
                    Content.styled(compared.words, "$foreground 70%"),
                )
            )
            begins = isinstance(lines.source, VersionLines)
            lines.show(DifferenceLines(compared, moment.editor.settings, self.flowrig.signs))
            if begins:
                lines.action_edge(-1)
            return
        launched = sum(row.number > 0 for row in self._rows)
        title.update(
            Content.assemble(
                Content.styled(count_of(launched, "version"), "bold"),
                Content.styled(
                    " launched so far" if launched else " so far: l launches one", "$foreground 70%"
                ),
            )
        )
        lines.show(VersionLines(self._rows, moment.version, moment.zone), key=self._number)

    @property
    def chosen(self) -> VersionRow | None:
        """The version that the cursor stands on; while two are compared, none."""
        key = self.query_one(Lines).cursor_key
        number = key.number if isinstance(key, Removed) else key
        return next((row for row in self._rows if row.number == number), None)

    def action_command(self, command: str) -> None:
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.carry_out(command)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        event.stop()
        if isinstance(event.key, At):
            self.post_message(self.Sought(event.key.block, there=False))
        elif isinstance(event.key, int):
            self._number = event.key
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.refresh_commands()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        if isinstance(event.key, int):
            self.post_message(self.Wanted(event.key))
        elif isinstance(event.key, Removed) and self.moment is not None:
            number = event.key.number
            wanted = WhoWasRemoved(self.moment.flow_id, number)
            self.want(wanted, partial(self._list_removed, self.moment.zone, number))
        elif isinstance(event.key, At):
            self.post_message(self.Sought(event.key.block, there=True))

    def _list_removed(self, zone: Zone, number: int, rows: tuple[RemovedRow, ...]) -> None:
        """Whom that version's launch removed; one that is chosen has their story told."""

        def chosen(customer: str | None) -> None:
            if customer is not None:
                self.post_message(CustomersPanel.StoryWanted(customer))

        options = [(row.customer, row.name, moment_words(zone, row.at)) for row in rows]
        title = f"Removed by the launch of version {number}"
        self.app.push_screen(Choose(title, options, mark=self.flowrig.signs.cursor), chosen)

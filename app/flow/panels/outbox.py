"""The outbox panel: the run's newest messages; enter shows one as the customer gets it."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.flow.panels.base import Moment, Panel, progress_of
from app.lines import Lines, Nothing
from app.session.requests import OutboxList, ReadMessage, ReadOutbox, RenderedMessage
from app.table import Column, Table
from app.text import visible
from app.words import CHANNELS, count_of, moment_words, reason_words, short_moment
from engine.time.civil import Zone

_COLUMNS = (
    Column("At", 16, 20, style="dim", drop=2),
    Column("Customer", 6, 20),
    Column("By", 5, 11, style="dim", drop=3),
    Column("Message", 10, 80),
)


class OutboxPanel(Panel):
    title: ClassVar[str] = "Outbox"

    def compose(self) -> ComposeResult:
        yield Static("", classes="panel-title", markup=False)
        yield Lines(Nothing(""))

    def about(self, moment: Moment) -> tuple[Any, ...] | None:
        return (moment.flow_id, *progress_of(moment.shown))

    async def fetch(self, moment: Moment) -> None:
        found: OutboxList = await self.ask(ReadOutbox(moment.flow_id))
        more = f", the newest {len(found.rows):,} of them" if len(found.rows) < found.total else ""
        self.query_one(Static).update(
            Content.assemble(
                Content.styled(count_of(found.total, "message"), "bold"),
                Content.styled(f"{more}; none leaves this machine", "$foreground 70%"),
            )
        )
        table = Table(
            _COLUMNS,
            [
                (
                    short_moment(moment.zone, row.at, moment.shown.now),
                    row.name,
                    CHANNELS.get(row.channel, row.channel),
                    row.subject if row.not_sent is None else f"not sent: {reason_words(row.not_sent)}",
                )
                for row in found.rows
            ],
            [row.number for row in found.rows],
            "Nothing was sent yet."
            if moment.shown.loaded
            else "No run is loaded. space plays simulated time.",
            ["warn" if row.not_sent is not None else None for row in found.rows],
        )
        self.query_one(Lines).show(table)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        assert isinstance(event.key, int)
        if self.moment is not None:
            self.want(ReadMessage(self.moment.flow_id, event.key), self._open)

    def _open(self, message: RenderedMessage | None) -> None:
        if message is not None and self.moment is not None:
            self.app.push_screen(MessageScreen(message, self.moment))


class MessageScreen(ModalScreen[None]):
    """One message, as the customer gets it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "dismiss", "Close", show=False)]
    DEFAULT_CSS = """
    MessageScreen { align: center middle; background: $background 60%; }
    MessageScreen > VerticalScroll {
        width: 76; max-width: 94%; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 1 2;
        scrollbar-size-vertical: 1; border-title-color: $foreground; border-subtitle-color: $foreground 70%;
    }
    MessageScreen Static { height: auto; margin-bottom: 1; }
    """

    def __init__(self, message: RenderedMessage, moment: Moment) -> None:
        super().__init__()
        self._message = message
        self._zone: Zone = moment.zone
        self._block = moment.block_title(message.row.block)

    def compose(self) -> ComposeResult:
        row = self._message.row
        with VerticalScroll() as box:
            box.border_title = CHANNELS.get(row.channel, row.channel)
            box.border_subtitle = "esc: close"
            to = f" <{visible(self._message.to)}>" if self._message.to else ""
            facts = [
                ("To", f"{visible(row.name)}{to}"),
                ("At", moment_words(self._zone, row.at)),
                ("By", visible(self._block)),
                ("Result", "sent" if row.not_sent is None else f"not sent: {reason_words(row.not_sent)}"),
            ]
            yield Static(
                Content("\n").join(
                    Content.assemble(Content.styled(f"{name:<8}", "$foreground-muted"), text)
                    for name, text in facts
                ),
                markup=False,
            )
            for name, text in self._message.parts:
                lines = Content("\n").join(Content(visible(line)) for line in text.split("\n"))
                title = Content.styled(name.capitalize(), "$text-accent")
                yield Static(Content.assemble(title, "\n", lines), markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

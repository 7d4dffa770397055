"""The customers panel: who is in the selected block, and until when. Enter opens the customer's story."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from app.flow.panels.base import Moment, Panel, progress_of
from app.flow.panels.story_lines import version_words
from app.lines import Lines, Nothing
from app.session.requests import InsideList, RunStanding, WhoIsInside
from app.table import Column, Table
from app.text import visible
from app.words import count_of, short_moment, span_words

_CUSTOMER = Column("Customer", 15, 30)
_TIME_LEFT = Column("Time left", 11, 11, right=True, style="dim", drop=2)
"""In full, or not at all: when they leave tells it, too."""
_VERSION = Column("Version", 5, 8, right=True, style="dim", drop=1)
"""By which version of the flow they came into the block, where that differs."""


class CustomersPanel(Panel):
    title: ClassVar[str] = "Customers"

    class StoryWanted(Message):
        """A customer was chosen."""

        def __init__(self, customer: str) -> None:
            super().__init__()
            self.customer = customer

    def compose(self) -> ComposeResult:
        yield Static("", classes="panel-title", markup=False)
        yield Lines(Nothing(""))

    def about(self, moment: Moment) -> tuple[Any, ...] | None:
        return ((moment.flow_id, self._block(moment), moment.running), *progress_of(moment.shown))

    def _block(self, moment: Moment) -> str | None:
        """The selected block; the whole flow where its launch settings are selected."""
        block = moment.editor.flow.block(moment.block) if moment.block is not None else None
        return None if block is None or block.kind == "launch" else block.id

    async def fetch(self, moment: Moment) -> None:
        block = self._block(moment)
        found: InsideList = await self.ask(WhoIsInside(moment.flow_id, block))
        where = moment.block_title(block) if block is not None else "the whole flow"
        now_words = " now" if moment.then else ""
        self.query_one(Static).update(
            Content.assemble(
                Content.styled(f"{count_of(found.total, 'customer')} ", "bold"),
                Content.styled(f"in {visible(where)}{now_words}", "$foreground 70%"),
            )
        )
        now = moment.shown.now
        versions = {row.version for row in found.rows}
        several = len(versions) > 1
        columns, end = columns_of(moment.running, now, several=several)
        table = Table(
            columns,
            [
                (
                    row.name,
                    ("stops " if end is not None and row.due >= end else "")
                    + short_moment(moment.zone, row.due, now),
                    span_words(row.due - now),
                    *([version_words(row.version, brief=True)] if several else []),
                )
                for row in found.rows
            ],
            [(row.passage, row.customer) for row in found.rows],
            self._empty(moment, block),
        )
        self.query_one(Lines).show(table)

    def _empty(self, moment: Moment, block: str | None) -> str:
        if not moment.shown.loaded:
            return "No run is loaded. space plays simulated time."
        found = moment.editor.flow.block(block) if block is not None else None
        if found is not None and found.kind != "wait":
            return "Nobody: customers stay in waits only, and go through all other blocks at once."
        return "Nobody is inside just now."

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        assert isinstance(event.key, tuple)
        self.post_message(self.StoryWanted(event.key[1]))


def columns_of(
    running: RunStanding | None, now: int, *, several: bool
) -> tuple[tuple[Column, ...], int | None]:
    """The columns, with the version where there are several; and the end that is ahead: whose time comes
    later, stops."""
    leaves, end = _leaves(running, now)
    return (_CUSTOMER, leaves, _TIME_LEFT, *((_VERSION,) if several else ())), end


def _leaves(running: RunStanding | None, now: int) -> tuple[Column, int | None]:
    """The column of when they leave their Wait, or stop in it, as their flow is off by then (F-21); and that
    end."""
    title, end = "Leaves", None
    if running is not None and running.end is not None and running.end <= now:
        title = "Stops: end passed"
    elif running is not None and running.paused:
        title = "Stops unless resumed"
    elif running is not None:
        end = running.end
    return Column(title, 16, 26), end

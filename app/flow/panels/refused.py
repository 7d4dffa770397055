"""The panel of those who did not enter: reasons with counts, and the newest customers. Enter opens their
story."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from app.flow.panels.base import Moment, Panel, progress_of
from app.flow.panels.customers import CustomersPanel
from app.lines import Lines, Nothing
from app.session.requests import RefusedList, WhoDidNotEnter
from app.table import Column, Table
from app.words import count_of, moment_words, number, reason_words, share, short_moment
from engine.blocks.launch import ScheduleTrigger

_COLUMNS = (
    Column("At", 16, 20, style="dim", drop=1),
    Column("Customer", 8, 24),
    Column("Why", 10, 40, style="warn"),
)


def while_off(moment: Moment) -> str:
    """That not all who did not enter are counted, and when that was; empty where all are (F-20, F-21)."""
    running = moment.running
    if running is None or not running.off:
        return ""
    *before, (first, last) = running.off
    began = "" if first <= moment.shown.started else moment_words(moment.zone, first)
    ended = "" if last is None else moment_words(moment.zone, last)
    if began and ended:
        when = f"{began} to {ended}"
    else:
        when = f"until {ended}" if ended else f"since {began}" if began else "all the time"
    if before:
        when += ", and once before" if len(before) == 1 else f", and {len(before)} times before"
    launch = moment.editor.flow.launch
    if launch is not None and isinstance(launch.trigger, ScheduleTrigger):
        return f"Slots while the flow was off ({when}) are not made up."
    return f"Events that came while the flow was off ({when}) are not counted: w tells it of one customer."


class RefusedPanel(Panel):
    title: ClassVar[str] = "Did not enter"

    def compose(self) -> ComposeResult:
        yield Static("", classes="panel-title", markup=False)
        yield Lines(Nothing(""))

    def about(self, moment: Moment) -> tuple[Any, ...] | None:
        return ((moment.flow_id, moment.running), *progress_of(moment.shown))

    async def fetch(self, moment: Moment) -> None:
        found: RefusedList = await self.ask(WhoDidNotEnter(moment.flow_id))
        counts = moment.counts
        lines: Sequence[Content] = ()
        if counts is not None:
            refused = sum(counts.did_not_enter.values())
            lines = [
                Content(f"{number(n):>5} {share(n, refused):>6}  {reason_words(reason)}")
                for reason, n in sorted(counts.did_not_enter.items(), key=lambda pair: -pair[1])
            ]
        head = Content.assemble(
            Content.styled(count_of(found.total, "event"), "bold"),
            Content.styled(" did not let the customer in", "$foreground 70%"),
        )
        was_off = while_off(moment)
        notes = [Content.styled(was_off, "$foreground-muted")] if was_off else []
        self.query_one(Static).update(Content("\n").join([head, *lines, *notes]))
        table = Table(
            _COLUMNS,
            [
                (short_moment(moment.zone, row.at, moment.shown.now), row.name, reason_words(row.reason))
                for row in found.rows
            ],
            [(n, row.customer) for n, row in enumerate(found.rows)],
            _empty(moment, bool(was_off)),
        )
        self.query_one(Lines).show(table)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        assert isinstance(event.key, tuple)
        self.post_message(CustomersPanel.StoryWanted(event.key[1]))


def _empty(moment: Moment, was_off: bool) -> str:
    if not moment.shown.loaded:
        return "No run is loaded. space plays simulated time."
    return "Nobody was kept out while the flow was on." if was_off else "Everybody has entered so far."

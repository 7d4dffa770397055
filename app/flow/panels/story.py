"""The story panel: a customer's passages with the reason for every move. Going through it follows them on
the canvas."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from app.canvas.picture import LinkKey
from app.flow.panels.base import Moment, Panel, progress_of
from app.flow.panels.story_lines import StoryKey, StoryLines
from app.lines import Lines, Nothing
from app.session.requests import TellStory, Told
from app.text import visible
from app.words import count_of


class StoryPanel(Panel):
    title: ClassVar[str] = "Story"
    PERIOD = 1.5

    class Visited(Message):
        """The cursor stands on a visit."""

        def __init__(self, flow: str, block: str, trail: "frozenset[LinkKey]") -> None:
            super().__init__()
            self.flow = flow
            self.block = block
            self.trail = trail
            """The connections along which that passage went."""

    def __init__(self) -> None:
        super().__init__()
        self.customer: str | None = None
        self.told: Told | None = None

    def compose(self) -> ComposeResult:
        yield Static("", classes="panel-title", markup=False)
        yield Lines(Nothing("Choose a customer in the panel Customers (2) or Did not enter (5)."))

    def tell(self, customer: str) -> None:
        """Show this customer's story."""
        if customer != self.customer:
            self.customer = customer
            self.told = None
            self.query_one(Lines).show(Nothing("Looking it up …"))

    def forget(self) -> None:
        """The run is gone."""
        self.customer = self.told = None
        self.query_one(Static).update("")
        self.query_one(Lines).show(
            Nothing("Choose a customer in the panel Customers (2) or Did not enter (5).")
        )

    def about(self, moment: Moment) -> tuple[Any, ...] | None:
        if self.customer is None or not moment.shown.loaded:
            return None
        # Told afresh when the run stands still: it is played again from its start for every telling.
        if moment.shown.state in ("playing", "hurrying"):
            return ((self.customer, moment.flow_id),) if self.told is None else None
        return ((self.customer, moment.flow_id), *progress_of(moment.shown))

    async def fetch(self, moment: Moment) -> None:
        customer = self.customer
        if customer is None:
            return
        told: Told = await self.ask(TellStory(customer, moment.flow_id))
        if customer != self.customer:
            return
        self.told = told
        passages = len(told.story.passages)
        ours = [passage for passage in told.story.passages if passage.flow == moment.flow_id]
        self.query_one(Static).update(
            Content.assemble(
                Content.styled(visible(told.name), "bold"),
                Content.styled(
                    f"  {visible(told.customer)}" if told.name != told.customer else "", "$foreground-muted"
                ),
                Content.styled(
                    f"  {len(ours)} of {count_of(passages, 'passage')} here" if passages else "  no passage",
                    "$foreground-muted",
                ),
            )
        )
        source = StoryLines(told, moment.shown.played, moment.zone, self.flowrig.signs)
        lines = self.query_one(Lines)
        lines.show(source, key=source.newest(moment.flow_id) if isinstance(lines.source, Nothing) else None)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        event.stop()
        key = event.key
        if isinstance(key, StoryKey) and self.told is not None:
            trail = frozenset(
                (visit.block, visit.output)
                for passage in self.told.story.passages
                if passage.passage == key.passage
                for visit in passage.visits
                if visit.output is not None
            )
            self.post_message(self.Visited(key.flow, key.block, trail))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()

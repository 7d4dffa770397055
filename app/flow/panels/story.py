"""The story panel: a customer's passages with the reason for every move. Going through it follows them on
the canvas."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from app.flow.panels.base import Moment, Panel, progress_of
from app.flow.panels.story_lines import StoryLines
from app.lines import Lines, Nothing
from app.session.requests import TellStory, Told
from app.text import visible
from app.words import count_of


class StoryPanel(Panel):
    title: ClassVar[str] = "Story"
    PERIOD = 1.5

    class Visited(Message):
        """The cursor stands on a visit."""

        def __init__(self, flow: str, block: str) -> None:
            super().__init__()
            self.flow = flow
            self.block = block

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
            return (self.customer,) if self.told is None else None
        return (self.customer, *progress_of(moment.shown))

    async def fetch(self, moment: Moment) -> None:
        customer = self.customer
        if customer is None:
            return
        told: Told = await self.ask(TellStory(customer))
        if customer != self.customer:
            return
        self.told = told
        ours = [passage for passage in told.story.passages if passage.flow == moment.flow_id]
        self.query_one(Static).update(
            Content.assemble(
                Content.styled(visible(told.name), "bold"),
                Content.styled(
                    f"  {visible(told.customer)}" if told.name != told.customer else "", "$foreground 60%"
                ),
                Content.styled(
                    f"  {count_of(len(told.story.passages), 'passage')}, {len(ours)} of them here",
                    "$foreground 60%",
                ),
            )
        )
        source = StoryLines(told, moment.shown.played, moment.zone, self.flowrig.signs)
        self.query_one(Lines).show(source)

    def on_lines_moved(self, event: Lines.Moved) -> None:
        event.stop()
        if isinstance(event.key, tuple):
            self.post_message(self.Visited(event.key[0], event.key[1]))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()

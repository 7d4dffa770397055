"""What all panels have in common: they look at one moment of the flow screen, and ask the session for
more."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.containers import Vertical
from textual.css.query import NoMatches

from app.editing.editor import FlowEditor
from app.session.requests import Request, RunStanding, Shown, Standing
from app.session.session import Trouble
from engine.flow.model import Flow
from engine.reports.counts import FlowCounts
from engine.time.civil import Zone

if TYPE_CHECKING:
    from app.app import FlowrigApp
    from app.flow.comparing import Comparison
    from app.session.version_requests import VersionRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opened:
    """A version that is shown as it was."""

    row: "VersionRow"
    editor: FlowEditor
    """Holds it, and edits nothing."""
    counts: FlowCounts | None
    """Of its time; None where no run that is loaded has played it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the flow screen shows now."""

    editor: FlowEditor
    block: str | None
    """The selected one."""
    shown: Shown
    zone: Zone
    begins: int | None = None
    """When the workspace's scenario begins; None where there is none."""
    version: int = 0
    """The number of what is shown; 0 is the draft."""
    own_version: int = 0
    """The number of the flow that is edited, where it is not what is shown."""
    standing: Standing | None = None
    """How the flow stands in the workspace."""
    saves: int = 0
    """How often the flow was saved since it is on the screen."""
    opened: Opened | None = None
    """The version that is shown as it was; None where the flow itself is shown."""
    compared: "Comparison | None" = None
    """What is shown is compared with another version."""

    @property
    def then(self) -> bool:
        """Whether the counts are of an earlier time: of a version that was replaced since."""
        run = None if self.opened is None else self.opened.row.run
        return run is not None and run.life.next is not None

    @property
    def flow_id(self) -> str:
        return self.editor.flow.id

    @property
    def counts(self) -> FlowCounts | None:
        """The flow's counts in the run; of a version that is shown as it was, those of its time. None where
        the run does not play it."""
        return self.shown.flows.get(self.flow_id) if self.opened is None else self.opened.counts

    @property
    def played(self) -> Flow | None:
        """The flow as the run plays it; a version that is shown as it was, if the run has played it."""
        if self.opened is not None:
            return self.opened.editor.flow if self.opened.counts is not None else None
        return self.shown.played.get(self.flow_id)

    @property
    def running(self) -> RunStanding | None:
        """How the flow stands in the run; None where the run does not play it."""
        return self.shown.lives.get(self.flow_id)

    def block_title(self, block: str) -> str:
        """A block's name, as it is in what is shown, or else in what the run plays."""
        for flow in (self.editor.flow, self.shown.played.get(self.flow_id)):
            found = None if flow is None else flow.block(block)
            if found is not None:
                return found.name
        return block


class Panel(Vertical):
    """A panel. `look` is called with every new moment while it is in sight, and when it comes into sight."""

    title: ClassVar[str]
    PERIOD: ClassVar[float] = 0.3
    """Seconds between two requests to the session while the run goes on."""

    DEFAULT_CSS = "Panel { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.moment: Moment | None = None
        self._asked_at = 0.0
        self._asked_about: tuple[Any, ...] | None = None
        self._asking = False
        self._waiting = False

    @property
    def flowrig(self) -> "FlowrigApp":
        return cast("FlowrigApp", self.app)

    def look(self, moment: Moment) -> None:
        """Show this moment."""
        self.moment = moment
        self.draw(moment)
        about = self.about(moment)
        if about is None or self._asking or about == self._asked_about:
            return
        now = monotonic()
        rest = self._asked_at + self.PERIOD - now
        if self._asked_about is None or about[0] != self._asked_about[0] or rest <= 0:
            self._asked_about, self._asked_at, self._asking = about, now, True
            self.run_worker(self._ask(moment), exclusive=True)
        elif not self._waiting:
            self._waiting = True
            self.set_timer(rest, self._look_again)

    def _look_again(self) -> None:
        self._waiting = False
        if self.moment is not None:
            self.look(self.moment)

    def draw(self, moment: Moment) -> None:
        """Show what needs no request."""

    def about(self, moment: Moment) -> tuple[Any, ...] | None:
        """What `fetch` depends on: it is called again when that differs; at once where the first part does.

        None where there is nothing to fetch.
        """
        return None

    async def fetch(self, moment: Moment) -> None:
        """Ask the session and show the answer."""

    async def _ask(self, moment: Moment) -> None:
        try:
            await self.fetch(moment)
        except Trouble as trouble:
            self._say(trouble)
        except NoMatches:
            # The answer came as the screen was being left.
            if self.is_attached:
                raise
        finally:
            self._asking = False
        if self.moment is not None and self.moment is not moment:
            self.look(self.moment)

    def ask(self, request: Request[Any]) -> "Awaitable[Any]":
        """The session's answer, to be awaited."""
        future: Future[Any] = self.flowrig.session.ask(request)
        return asyncio.wrap_future(future)

    def want(self, request: Request[T], then: Callable[[T], None]) -> None:
        """Ask the session for what somebody chose; trouble is told in the note line."""
        self.run_worker(self._answer(request, then), group="wanted", exclusive=True)

    async def _answer(self, request: Request[Any], then: Callable[[Any], None]) -> None:
        try:
            answer = await self.ask(request)
        except Trouble as trouble:
            self._say(trouble)
        else:
            then(answer)

    def _say(self, trouble: Trouble) -> None:
        from app.screens import CommandScreen

        if isinstance(self.screen, CommandScreen):
            self.screen.say(str(trouble), warning=True)

    def take_focus(self) -> None:
        """Put the keyboard into the panel."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus()
                return


def progress_of(shown: Shown) -> tuple[Any, ...]:
    """What tells two moments of a run apart."""
    return (shown.now, shown.state, shown.moves, shown.messages, shown.loaded)

"""What the parts of the flow screen share: the flow under the editor, the moment of the run, the canvas."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from app.canvas.widget import Canvas
from app.editing.editor import FlowEditor
from app.flow.comparing import Comparison, version_words
from app.flow.panels.base import Moment, Opened
from app.flow.traffic import Traffic
from app.screens import CommandScreen
from app.session.requests import LoadedFlow, Request, RunStanding, Shown, Standing
from app.session.session import Trouble
from engine.flow.model import Flow
from engine.time.civil import Zone

T = TypeVar("T")

LOADING = "the flow is still being loaded"


class FlowScreenBase(CommandScreen):
    """The state of the flow screen."""

    def __init__(self, flow_id: str) -> None:
        super().__init__()
        self.flow_id = flow_id
        self.loaded: LoadedFlow | None = None
        self.editor: FlowEditor | None = None
        self.shown = Shown()
        self.zone = Zone("UTC")
        self.traffic = Traffic(flow_id)
        self.standing = Standing()
        """In the workspace."""
        self.opened: Opened | None = None
        """A version that is shown as it was, in place of the flow that is edited."""
        self.compared: Comparison | None = None
        """What the canvas is compared with."""
        self.saves = 0
        """How often the flow was saved."""
        self.creates_draft = False
        """Whether what was edited was launched, and the draft beside it is not saved yet."""

    @property
    def canvas(self) -> Canvas:
        return self.query_one(Canvas)

    def moment(self) -> Moment | None:
        """What is shown now; None as long as the flow is not loaded."""
        if self.seen is None:
            return None
        begins = None if self.loaded is None else self.loaded.begins
        return Moment(
            self.seen,
            self.canvas.selected,
            self.shown,
            self.zone,
            begins,
            self.own_version if self.opened is None else self.opened.row.number,
            self.own_version,
            self.standing,
            self.saves,
            self.opened,
            self.compared,
        )

    @property
    def own_version(self) -> int:
        """The number of the flow that is edited; 0 is the draft."""
        return 0 if self.standing.is_draft or self.creates_draft else self.standing.version

    @property
    def seen(self) -> FlowEditor | None:
        """What the canvas shows: the flow that is edited, or a version as it was."""
        return self.editor if self.opened is None else self.opened.editor

    @property
    def fixed(self) -> str | None:
        """Why what is shown cannot be edited; None where it can."""
        if self.opened is None:
            return None
        back = version_words(self.own_version)
        return f"{version_words(self.opened.row.number)} is shown as it was: esc goes back to {back}"

    def show_panel(self, panel: str, focus: bool = True) -> None:
        """Bring a panel into sight."""
        raise NotImplementedError

    def show_canvas(self) -> None:
        """Put the keyboard on the canvas, and the canvas into sight."""
        raise NotImplementedError

    def open_form(self, field: "tuple[str | int, ...]" = ()) -> None:
        """Open the form of the selected block, at a field of it."""
        raise NotImplementedError

    def look(self) -> None:
        """Show the present moment in header and panels."""
        raise NotImplementedError

    @property
    def playing(self) -> bool:
        return self.shown.state in ("playing", "hurrying")

    @property
    def running(self) -> RunStanding | None:
        """How the flow stands in the run that is loaded; None where that does not play it."""
        return self.shown.lives.get(self.flow_id)

    @property
    def edited_since(self) -> bool:
        """Whether the flow is no longer what the run plays; its name and where blocks stand do not
        matter."""
        played = self.shown.played.get(self.flow_id)
        if played is None or self.editor is None:
            return False
        return _bare(self.editor.flow) != _bare(played)

    def ask(self, request: Request[T], then: Callable[[T], None] | None = None) -> None:
        """Ask the session; trouble is told in the note line."""
        self.run_worker(self._ask(request, then), group="asking")

    async def _ask(self, request: Request[Any], then: Callable[[Any], None] | None) -> None:
        try:
            answer = await asyncio.wrap_future(self.flowrig.session.ask(request))
        except Trouble as trouble:
            self.say(str(trouble), warning=True)
            return
        if then is not None:
            then(answer)


def _bare(flow: Flow) -> Flow:
    """The flow without what a run does not look at: its name, its folder, where its blocks stand."""
    blocks = flow.blocks
    if any(block.at is not None for block in blocks):
        blocks = tuple(block.model_copy(update={"at": None}) for block in blocks)
    return flow.model_copy(update={"name": "", "folder": "", "blocks": blocks})

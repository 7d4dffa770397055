"""Parts of a form that ask the session what comes of what is entered, and show it as soon as it is known."""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from app.ask import BOX_CSS
from app.canvas.glyphs import plain
from app.forms.marks import ASCII, marks_of
from app.forms.pressed import Pressed
from app.lines import Lines
from app.session.requests import Request
from app.session.session import Session, Trouble
from app.session.trying_requests import FindPeople, Someone
from app.table import Column, Table
from app.text import cell_width, cut, visible

PAUSE: Final = 0.2
"""Seconds after the last key before the session is asked."""
AGAIN: Final = 1.0
"""Seconds between two looks at whether the run has gone on."""


def session_of(widget: Widget) -> Session | None:
    """The session; None where a form stands in an app that has none."""
    found = getattr(widget.app, "session", None)
    return found if isinstance(found, Session) else None


class Live(Vertical):
    """Asks again once what it is about has changed, a short while after the last key, and while the run
    goes on. One question is on its way at a time, and only the newest answer is shown."""

    DEFAULT_CSS = """
    Live { height: auto; }
    Live > .count { height: auto; text-style: bold; display: none; }
    Live > .count.-told { display: block; }
    Live > .aside { height: auto; color: $foreground-muted; display: none; }
    Live > .aside.-told { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.customer: str | None = None
        """Who was chosen and is not told to the session yet."""
        self._waiting: Timer | None = None
        self._now: int | None = None

    def request(self) -> Request[Any] | None:
        """What to ask; None where there is nothing to ask about."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show what came back; text where it is trouble, None where there is nothing to ask about."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.set_interval(AGAIN, self._look_again)
        self._ask_now()

    def ask_soon(self) -> None:
        """Ask once nothing has changed for a short while."""
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(PAUSE, self._ask_now)

    def _ask_now(self) -> None:
        if self.is_attached:
            self.run_worker(self._ask(), group="trying", exclusive=True, exit_on_error=True)

    def _look_again(self) -> None:
        session = session_of(self)
        if session is not None and self._now is not None and session.latest.now not in (0, self._now):
            self._now = session.latest.now
            self.ask_soon()

    async def _ask(self) -> None:
        session, request = session_of(self), self.request()
        if session is None or request is None:
            self.show_answer(None)
            return
        self._now = session.latest.now
        try:
            answer = await asyncio.wrap_future(session.ask(request))
        except Trouble as trouble:
            answer = str(trouble)
        else:
            self.customer = None
        if self.is_attached:
            self.show_answer(answer)

    def choose_customer(self) -> None:
        """Let another customer be chosen; all parts of the form then show that one."""
        session = session_of(self)
        if session is None:
            return

        def chosen(customer: str | None) -> None:
            if customer is not None:
                self.customer = customer
                self._ask_now()
                for other in self.screen.query(Live):
                    if other is not self:
                        other.ask_soon()

        self.app.push_screen(ChooseCustomer(session, mark=marks_of(self.app).closed), chosen)


class Whom(Pressed, can_focus=True):
    """The line that says for which customer something is shown; enter or a click chooses another."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "choose", "Another customer", show=False)]
    DEFAULT_CSS = """
    Whom { height: 1; width: 1fr; color: $text-accent; pointer: pointer; display: none; }
    Whom.-told { display: block; }
    Whom:hover { background: $panel; }
    Whom:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
    """

    def __init__(self, choose: Callable[[], None]) -> None:
        super().__init__()
        self._choose = choose
        self._text = ""

    def tell(self, customer: Someone | None, words: str) -> None:
        """Whom it is about, and what it comes to."""
        text = "" if customer is None else f"{customer.name}{words}"
        if text != self._text:
            self._text = text
            self.set_class(bool(text), "-told")
            self.refresh()

    def render(self) -> Content:
        marks = marks_of(self.app)
        end = f" {marks.opened}"
        text = cut(visible(f"For {self._text}"), max(self.size.width - cell_width(end), 1)) + end
        return Content(plain(text) if marks is ASCII else text)

    def action_choose(self) -> None:
        self._choose()

    def pressed(self, at: Offset) -> None:
        self._choose()


class ChooseCustomer(ModalScreen[str | None]):
    """A line to type into, and the customers that it finds; the answer is a customer's id, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", show=False),
        Binding("down", "step(1)", "Next", show=False),
        Binding("up", "step(-1)", "Previous", show=False),
    ]
    DEFAULT_CSS = (
        BOX_CSS.format(name="ChooseCustomer")
        + """
    ChooseCustomer > Vertical { width: 64; }
    ChooseCustomer Input { border: none; height: 1; padding: 0 1; background: $panel; }
    ChooseCustomer Input:focus { border: none; background: $foreground 12%; }
    ChooseCustomer Lines { height: 12; margin-top: 1; }
    """
    )

    def __init__(self, session: Session, *, mark: str) -> None:
        super().__init__()
        self._session = session
        self._mark = mark

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Which customer?"
            box.border_subtitle = "enter: choose    esc: leave it"
            yield Input(placeholder="type a name, an id or an address")
            yield Lines(mark=self._mark)

    def on_mount(self) -> None:
        self.query_one(Lines).can_focus = False
        self.query_one(Input).focus()
        self._find("")

    def _find(self, text: str) -> None:
        self.run_worker(self._ask(text), group="finding", exclusive=True)

    async def _ask(self, text: str) -> None:
        try:
            found = await asyncio.wrap_future(self._session.ask(FindPeople(text)))
        except Trouble as trouble:
            self._show((), str(trouble))
            return
        self._show(found, "No customer is called so.")

    def _show(self, found: tuple[Someone, ...], nobody: str) -> None:
        if self.is_attached:
            columns = (Column("", 8, 40, style="strong"), Column("", 8, 40, style="dim"))
            rows = [(one.name, one.id if one.id != one.name else "") for one in found]
            table = Table(columns, rows, [one.id for one in found], nobody)
            self.query_one(Lines).show(table, found[0].id if found else None)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if (shown := visible(event.value)) != event.value:
            event.input.value = shown
        else:
            self._find(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        key = self.query_one(Lines).cursor_key
        if key is not None:
            self.dismiss(str(key))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.dismiss(str(event.key))

    def action_step(self, by: int) -> None:
        self.query_one(Lines).action_step(by)

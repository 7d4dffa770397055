"""The session: one thread that holds the workspace and plays the run.

Screens ask it, and pull what is to be shown. No screen touches what is the thread's, and the thread touches
no widget: requests and answers are plain data, and the newest `Shown` is left where the screen finds it.
"""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from app.session.requests import Request, Shown

if TYPE_CHECKING:
    from app.session.handlers import Handlers

T = TypeVar("T")

FRAME = 1 / 20
"""Seconds between two snapshots while playing."""


class Trouble(Exception):
    """What a request could not do, in one clear line for the person who asked."""


NO_RUN: Final = "no run is loaded: space begins one"
"""Trouble with what is asked about a run that has gone meanwhile."""

Say = Callable[[str], None]
"""Tells the person who waits what is being done."""

Opening = Callable[[Say], "Handlers"]
"""Opens the workspace, in the session's thread. Raises Trouble."""


class Session(Thread):
    """The thread. `ask` may be called from any other."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(name="flowrig session", daemon=True)
        self._opening = opening
        self._requests: queue.SimpleQueue[tuple[Request[Any], Future[Any]] | None] = queue.SimpleQueue()
        self.latest = Shown()
        """The newest snapshot; replaced whole, never altered."""
        self.doing = "Opening the workspace …"
        """What is being done as long as nothing can be shown."""
        self.trouble: str | None = None
        """Why the workspace could not be opened."""
        self.crash: BaseException | None = None
        """A mistake of ours that ended the thread; the app raises it where it is seen."""

    def ask(self, request: Request[T]) -> "Future[T]":
        """Ask for something. The answer comes as soon as the thread gets to it; errors as Trouble."""
        future: Future[T] = Future()
        self._requests.put((request, future))
        return future

    def close(self, timeout: float = 120) -> None:
        """Stop playing, save everything and end the thread."""
        self._requests.put(None)
        if self.is_alive():
            self.join(timeout)

    def run(self) -> None:
        try:
            handlers = self._opening(self._say)
            try:
                self._serve(handlers)
            finally:
                handlers.close()
        except Trouble as trouble:
            self.trouble = str(trouble)
            self._refuse_all()
        except BaseException as error:
            self.crash = error

    def _say(self, doing: str) -> None:
        self.doing = doing

    def _serve(self, handlers: "Handlers") -> None:
        player = handlers.player
        published = 0.0
        while True:
            try:
                asked = self._requests.get(
                    timeout=0 if player.hurrying else FRAME / 2 if player.busy else None
                )
            except queue.Empty:
                pass
            else:
                if asked is None:
                    return
                self._answer(handlers, *asked)
                published = 0
            if player.busy:
                player.slice()
            now = monotonic()
            if now - published >= FRAME or not player.busy:
                self.latest = player.shown()
                published = now

    def _answer(self, handlers: "Handlers", request: Request[Any], future: "Future[Any]") -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            answer = handlers.answer(request)
        except BaseException as error:
            future.set_exception(error)
        else:
            # Whoever waits for the answer sees what it did.
            self.latest = handlers.player.shown()
            future.set_result(cast(Any, answer))

    def _refuse_all(self) -> None:
        while (asked := self._requests.get()) is not None:
            asked[1].set_exception(Trouble(self.trouble or ""))

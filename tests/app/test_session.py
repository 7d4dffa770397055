"""The session's thread: answers in order, trouble in one line, mistakes of ours not swallowed."""

from dataclasses import dataclass
from threading import get_ident
from typing import Any

import pytest

from app.session.requests import ListFlows, Request, Shown
from app.session.session import Say, Session, Trouble


@dataclass(frozen=True, slots=True)
class Echo(Request[tuple[int, int]]):
    number: int


class FakePlayer:
    hurrying = False

    def __init__(self, busy: bool = False) -> None:
        self.busy = busy

    def slice(self) -> None:
        raise ZeroDivisionError("a mistake of ours")

    def shown(self) -> Shown:
        return Shown(serial=7)


class FakeHandlers:
    def __init__(self, busy: bool = False) -> None:
        self.player = FakePlayer()
        self.closed_in: int | None = None
        self.busy = busy

    def answer(self, request: Request[Any]) -> Any:
        if isinstance(request, Echo):
            self.player.busy = self.busy
            return request.number, get_ident()
        raise Trouble("this cannot be done: do something else")

    def close(self) -> None:
        self.closed_in = get_ident()


def session_with(handlers: FakeHandlers) -> Session:
    def opening(say: Say) -> Any:
        say("Opening something …")
        return handlers

    session = Session(opening)
    session.start()
    return session


def test_requests_are_answered_in_order_by_the_sessions_own_thread() -> None:
    handlers = FakeHandlers()
    session = session_with(handlers)
    answers = [session.ask(Echo(n)) for n in range(50)]
    found = [answer.result(5) for answer in answers]
    session.close()
    assert [number for number, _ in found] == list(range(50))
    assert {thread for _, thread in found} == {session.ident} != {get_ident()}
    assert handlers.closed_in == session.ident
    assert not session.is_alive()
    assert session.latest.serial == 7
    assert session.doing == "Opening something …"


def test_trouble_reaches_the_one_who_asked_and_the_thread_goes_on() -> None:
    session = session_with(FakeHandlers())
    with pytest.raises(Trouble, match="do something else"):
        session.ask(ListFlows()).result(5)
    assert session.ask(Echo(3)).result(5)[0] == 3
    session.close()


def test_a_workspace_that_cannot_be_opened_refuses_all() -> None:
    def opening(say: Say) -> Any:
        raise Trouble("shop.flowrig: the workspace is damaged")

    session = Session(opening)
    asked = session.ask(ListFlows())
    session.start()
    with pytest.raises(Trouble, match="damaged"):
        asked.result(5)
    assert session.trouble == "shop.flowrig: the workspace is damaged"
    session.close()


def test_a_mistake_of_ours_is_kept_for_the_app_to_raise() -> None:
    handlers = FakeHandlers(busy=True)
    session = session_with(handlers)
    session.ask(Echo(1)).result(5)
    session.join(5)
    assert isinstance(session.crash, ZeroDivisionError)
    assert handlers.closed_in is not None

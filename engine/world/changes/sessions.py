"""Sessions: what customers do on the site belongs together until they pause for half an hour (W-5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.world.changes.base import Change, CustomerChange
from engine.world.deltas import CategoryViewed, SessionEnded
from engine.world.dues import SESSION_END, Ref
from engine.world.entities import Customer, Session
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World

PAUSE = 30 * 60
"""Seconds without activity that end a session; exactly as many do (W-5)."""


def note_activity(world: "World", customer: Customer, change: Change) -> Session | None:
    """The session to which what the customer does with this change belongs; None where it belongs to none.

    Only what comes through an operation is done on the site, and only where the site tells. What happened
    before a session's last activity belongs to it if it happened within it; what is older belongs to none.
    """
    if change.source != "operation" or not world.settings.tracker:
        return None
    happened = change.happened
    last = customer.sessions[-1] if customer.sessions else None
    if last is not None:
        if last.ended_at is None:
            if happened < last.last_at:
                return last if happened >= last.started_at else None
            if happened < last.last_at + PAUSE:
                if happened > last.last_at:
                    world.set(last, "last_at", happened)
                return last
            end_session(world, customer, last, last.last_at + PAUSE)
        elif happened < last.ended_at:
            return None
    session = Session(len(customer.sessions), happened, happened)
    world.push(customer, "sessions", session)
    world.note_due(happened + PAUSE, SESSION_END, (customer.id, session.number))
    return session


def note_in_session(world: "World", session: Session | None, attribute: str, what: str) -> None:
    """Note, once, what was done in a session."""
    if session is not None and what not in getattr(session, attribute):
        world.push(session, attribute, what)


def end_session(world: "World", customer: Customer, session: Session, at: int) -> None:
    world.set(session, "ended_at", at)
    world.tell(SessionEnded(customer, session))


@dataclass(slots=True, kw_only=True)
class VisitSite(CustomerChange):
    """The customer does something on the site that is neither a view nor a list's change: a page, a
    search."""

    summary: ClassVar[str] = "A customer is active on the site"

    do: Literal["session.activity"] = "session.activity"

    def apply_to(self, world: "World", customer: Customer) -> None:
        if not world.settings.tracker:
            raise Refused("do", "the project's site tells no activity: set tracker in its settings")
        note_activity(world, customer, self)


@dataclass(slots=True, kw_only=True)
class ViewCategory(CustomerChange):
    """A customer looks at a category of products."""

    summary: ClassVar[str] = "A customer views a category of products"

    do: Literal["category.view"] = "category.view"
    category: Name

    def apply_to(self, world: "World", customer: Customer) -> None:
        note_in_session(world, note_activity(world, customer, self), "categories", self.category)
        world.tell(CategoryViewed(customer, self.category))


@dataclass(slots=True, kw_only=True)
class CloseSession(CustomerChange):
    """End the customer's session at once, without waiting for the pause."""

    summary: ClassVar[str] = "Close a customer's session"

    do: Literal["session.close"] = "session.close"

    def apply_to(self, world: "World", customer: Customer) -> None:
        session = customer.sessions[-1] if customer.sessions else None
        if session is None or session.ended_at is not None:
            raise Refused("customer", f"the customer {customer.id!r} has no open session")
        end_session(
            world, customer, session, min(max(self.happened, session.last_at), session.last_at + PAUSE)
        )


@dataclass(slots=True, kw_only=True)
class SessionRunsOut(CustomerChange):
    """Time ends a session: half an hour has passed."""

    number: int

    def apply_to(self, world: "World", customer: Customer) -> None:
        end_session(world, customer, customer.sessions[self.number], self.happened)


class SessionEnds:
    """Open sessions are due half an hour after their last activity."""

    rank = SESSION_END

    def pending(self, world: "World") -> Iterator[tuple[int, Ref]]:
        for customer in world.customers.values():
            if customer.sessions:
                last = customer.sessions[-1]
                if last.ended_at is None:
                    yield last.last_at + PAUSE, (customer.id, last.number)

    def when(self, world: "World", ref: Ref) -> int | None:
        customer = world.customers.get(str(ref[0]))
        if customer is None:
            return None
        number = int(ref[1])
        session = customer.sessions[number] if number < len(customer.sessions) else None
        return None if session is None or session.ended_at is not None else session.last_at + PAUSE

    def change(self, world: "World", ref: Ref) -> Change:
        customer, number = str(ref[0]), int(ref[1])
        happened = world.customers[customer].sessions[number].last_at + PAUSE
        return SessionRunsOut(
            at=world.now, happened_at=happened, source="time", customer=customer, number=number
        )


CHANGES = (VisitSite, ViewCategory, CloseSession)

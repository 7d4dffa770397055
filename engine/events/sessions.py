"""Sessions on the site or in the app: E-3."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Fact, Matches, TriggerMemory, unknown_names
from engine.events.explaining import Asked, shown
from engine.world.deltas import SessionEnded
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World

Done = Literal["added_to_list", "viewed_product", "viewed_category"]
"""What a customer may have done in a session."""


class CustomerLeftSettings(EventSettings):
    actions: list[Done] = Field(
        default=[],
        title="Actions in the session",
        description="Only sessions in which any of these was done; none chosen: every session.",
    )
    lists: list[Name] = Field(
        default=[],
        title="Lists",
        description="Added to one of these; none chosen: to whichever list.",
        json_schema_extra={"names": "lists"},
    )
    orders: Literal["any", "with", "without"] = Field(
        default="any",
        title="Orders in the session",
        description="Sessions with an order, without one, or any.",
    )

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.lists and "added_to_list" not in self.actions:
            yield "lists", "lists only count with the action added_to_list: choose it, or remove the lists"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        return unknown_names("lists", "list", self.lists, settings.lists)


class CustomerLeftKind(EventKind):
    id = "customer_left_site"
    rule = "E-3"
    name = "Customer left the site or app"
    family = "Customer actions"
    help = (
        "Starts when a session ends: after half an hour without anything done on the site, or when it is "
        "closed at once. Where actions are chosen, only for a session in which at least one of them was "
        "done; where an order is asked for, only for one in which an order was placed, or none was. A "
        "session that goes on starts nothing. It counts from the moment at which the session ended."
    )
    hears = (SessionEnded,)
    context = ("session",)
    parameters = ("Session",)
    Settings = CustomerLeftSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        for delta in applied.deltas:
            if type(delta) is SessionEnded:
                session = delta.session
                ended = session.ended_at
                assert ended is not None
                facts: dict[str, Fact] = {
                    "viewed_product": bool(session.products),
                    "viewed_category": bool(session.categories),
                    "added_to": tuple(session.added_to),
                    "ordered": bool(session.orders),
                }
                context = {"session": session.number}
                yield Event(self, delta.customer, ended, applied.change.at, {**context}, facts)

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, CustomerLeftSettings)
        actions = frozenset(settings.actions)
        added, viewed = "added_to_list" in actions, actions - {"added_to_list"}
        lists = frozenset(settings.lists)
        orders = settings.orders

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            if orders != "any" and facts["ordered"] is not (orders == "with"):
                return False
            if not actions or any(facts[action] for action in viewed):
                return True
            found = facts["added_to"]
            assert isinstance(found, tuple)
            return added and bool(found) and (not lists or not lists.isdisjoint(found))

        return match

    def asked(
        self, event: Event, settings: EventSettings, world: World, memory: TriggerMemory
    ) -> Iterable[Asked]:
        assert isinstance(settings, CustomerLeftSettings)
        facts = event.facts
        added = facts["added_to"]
        assert isinstance(added, tuple)
        if settings.actions:
            done = [
                action.replace("_", " ") for action in ("viewed_product", "viewed_category") if facts[action]
            ]
            if added:
                done.append(f"added to list ({shown(added, 'and')})")
            wanted = shown([action.replace("_", " ") for action in settings.actions], "or")
            if settings.lists:
                wanted += f" (of lists: {shown(settings.lists, 'or')})"
            bare = settings.model_copy(update={"orders": "any"})
            ok = self.matches(bare, world)(event, memory)
            yield Asked("actions", "Actions in the session", wanted, shown(done, "and"), ok)
        if settings.orders != "any":
            seen = "with" if facts["ordered"] else "without"
            yield Asked("orders", "Orders in the session", settings.orders, seen, seen == settings.orders)

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, CustomerLeftSettings)
        done = [action.replace("_", " ") for action in settings.actions]
        if settings.lists:
            done = [f"{text} ({', '.join(settings.lists)})" if "list" in text else text for text in done]
        text = self.name + (f", having {' or '.join(done)}" if done else "")
        return text if settings.orders == "any" else f"{text}, {settings.orders} an order"


KINDS: tuple[EventKind, ...] = (CustomerLeftKind(),)

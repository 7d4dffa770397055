"""Points: E-38, E-39, E-40."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from engine.events.base import (
    Event,
    EventKind,
    EventSettings,
    Fact,
    Matches,
    Ref,
    TriggerMemory,
    Wants,
    action_context,
    unknown_names,
)
from engine.world.deltas import BalanceChanged, Delta, PointsAvailable
from engine.world.entities import Customer
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class BalanceSettings(EventSettings):
    account: Name | None = Field(
        default=None, title="Points account", json_schema_extra={"names": "points_accounts"}
    )
    changes: list[Literal["award", "deduction", "zeroing", "expiry"]] = Field(
        default=[], title="Changes", description="Only these; none chosen: all of them."
    )

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.account is None:
            yield "account", "choose a points account"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.account is not None:
            yield from unknown_names("account", "points account", (self.account,), settings.points_accounts)


class BalanceChangedKind(EventKind):
    id = "balance_changed"
    rule = "E-40"
    name = "Balance changed"
    family = "Loyalty"
    help = (
        "Starts at every change of the balance on the chosen points account: an award, a deduction, a "
        "zeroing, points that expire. An award whose points are blocked at first counts as it is made, not "
        "once more when they become available. Zeroing an account that stands at zero changes nothing and "
        "starts nothing."
    )
    hears = (BalanceChanged,)
    context = ("balance_change", "action")
    waits = ("points_expiry", "action")
    parameters = ("CustomerBalanceChange", "CustomerAction")
    Settings = BalanceSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is BalanceChanged:
                entry = delta.entry
                yield Event(
                    self,
                    delta.customer,
                    change.happened,
                    change.at,
                    {"balance_change": entry.number, **action_context(applied, delta.customer)},
                    {"account": entry.account, "change": entry.kind},
                )

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, BalanceSettings)
        account = settings.account
        changes = frozenset(settings.changes)

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            return facts["account"] == account and (not changes or facts["change"] in changes)

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, BalanceSettings)
        account = settings.account
        return lambda delta: delta.entry.account == account

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, BalanceSettings)
        text = f"Balance changed: {settings.account or 'no account chosen'}"
        return text + (f" ({', '.join(settings.changes)})" if settings.changes else "")


class AnyBalanceSettings(EventSettings):
    account: Name | None = Field(
        default=None,
        title="Points account",
        description="Only this one; none chosen: all of them.",
        json_schema_extra={"names": "points_accounts"},
    )

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.account is not None:
            yield from unknown_names("account", "points account", (self.account,), settings.points_accounts)


class OfAccountKind(EventKind):
    """Something about points, on one account or on any."""

    family = "Loyalty"
    context = ("balance_change", "action")
    waits = ("points_expiry", "action")
    parameters = ("CustomerBalanceChange", "CustomerAction")
    Settings = AnyBalanceSettings

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, AnyBalanceSettings)
        account = settings.account

        def match(event: Event, memory: TriggerMemory) -> bool:
            return account is None or event.facts["account"] == account

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, AnyBalanceSettings)
        account = settings.account
        return None if account is None else lambda delta: delta.entry.account == account

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, AnyBalanceSettings)
        return f"{self.name}: {settings.account or 'any account'}"


class BalanceNegativeKind(OfAccountKind):
    id = "balance_went_negative"
    rule = "E-38"
    name = "Balance went negative"
    help = (
        "Starts when a points account is below zero after a change: points were spent that are taken back "
        "later, say, because their order was cancelled. Starts at every change that leaves it below zero, "
        "also when it was there before: a further deduction, or an award that is too small. A change that "
        "leaves it at zero or above starts nothing."
    )
    hears = (BalanceChanged,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is BalanceChanged and delta.entry.balance < 0:
                yield Event(
                    self,
                    delta.customer,
                    change.happened,
                    change.at,
                    {"balance_change": delta.entry.number, **action_context(applied, delta.customer)},
                    {"account": delta.entry.account},
                )

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, BalanceChanged)
        return f"{delta.entry.balance} points are not less than none"


class PointsAvailableKind(OfAccountKind):
    """The moment of becoming available is fixed at the award; the flow must have been on at both."""

    id = "points_available"
    rule = "E-39"
    name = "Points became available"
    help = (
        "Starts when points that were awarded become available: at once, or when the time for which they "
        "were blocked is over. That moment is fixed as they are awarded, and the flow counts from it. The "
        "flow must be on when they are awarded as well as when they become available; otherwise nothing "
        "starts."
    )
    hears = (PointsAvailable,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is PointsAvailable:
                entry = delta.entry
                available = change.happened if entry.available_at is None else entry.available_at
                context: dict[str, Ref] = {"balance_change": entry.number}
                if entry.action is not None:
                    context["action"] = entry.action
                facts: dict[str, Fact] = {"account": entry.account}
                yield Event(
                    self, delta.customer, available, change.at, context, facts, on_at=delta.awarded_at
                )


KINDS: tuple[EventKind, ...] = (BalanceNegativeKind(), PointsAvailableKind(), BalanceChangedKind())

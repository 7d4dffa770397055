"""Subscriptions: E-29."""

from collections.abc import Iterable

from pydantic import Field

from engine.events.base import (
    Event,
    EventKind,
    EventSettings,
    Fact,
    Matches,
    TriggerMemory,
    Wants,
    unknown_names,
)
from engine.events.explaining import Asked
from engine.world.deltas import CustomerAdded, CustomersMerged, Delta, SubscriptionChanged
from engine.world.entities import Customer, SubscriptionStatus
from engine.world.settings import LevelName, Settings
from engine.world.wording import listed_names
from engine.world.world import Applied, World


class SubscriptionSettings(EventSettings):
    status: SubscriptionStatus = Field(default="subscribed", title="Status")
    brand: LevelName | None = Field(
        default=None,
        title="Brand",
        description="May stay open where the project has one brand only.",
        json_schema_extra={"names": "brands"},
    )
    channel: LevelName | None = Field(default=None, title="Channel", json_schema_extra={"names": "channels"})
    topic: LevelName | None = Field(
        default=None,
        title="Topic",
        description="None: the channel as a whole.",
        json_schema_extra={"names": "topics"},
    )

    def missing(self) -> Iterable[tuple[str, str]]:
        if self.channel is None:
            yield "channel", "choose a channel"

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        if self.brand is not None:
            yield from unknown_names("brand", "brand", (self.brand,), settings.brands)
        elif len(settings.brands) != 1:
            yield "brand", "choose a brand: the project has several"
        if self.channel is not None:
            yield from unknown_names("channel", "channel", (self.channel,), settings.channels)
        if self.topic is not None:
            yield from unknown_names("topic", "topic", (self.topic,), settings.topics)

    def key(self, settings: Settings) -> str:
        """The level that is meant: `brand/channel` or `brand/channel/topic`."""
        brand = self.brand or next(iter(settings.brands))
        return f"{brand}/{self.channel}" + (f"/{self.topic}" if self.topic else "")


class SubscriptionChangedKind(EventKind):
    """Recognised for every level whose status changed.

    A new customer has the status "none" on all levels but those with another one: that is one event without
    a level, which says which levels these are.
    """

    id = "subscription_changed"
    rule = "E-29"
    name = "Subscription status changed"
    family = "Profile"
    help = (
        "Starts when a customer comes into the chosen status in a channel or topic: set there, taken over "
        "from the channel or brand above, or held from creation on; and again when the status was left in "
        "between. Setting what is already held starts nothing, nor does setting expressly what was taken "
        "over before. A status that comes from another profile by a merge starts nothing either."
    )
    hears = (SubscriptionChanged, CustomerAdded)
    transactional = True
    Settings = SubscriptionSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        merged = False
        for delta in applied.deltas:
            if type(delta) is CustomersMerged:
                merged = True
            elif type(delta) is SubscriptionChanged and not merged:
                yield Event(
                    self,
                    delta.customer,
                    change.happened,
                    change.at,
                    {},
                    {"key": delta.key, "status": delta.new},
                )
            elif type(delta) is CustomerAdded:
                held = tuple(told.key for told in applied.deltas if type(told) is SubscriptionChanged)
                facts: dict[str, Fact] = {"key": "", "status": "none", "held": held}
                yield Event(self, delta.customer, change.happened, change.at, {}, facts)

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, SubscriptionSettings)
        status = settings.status
        key = settings.key(world.settings)

        def match(event: Event, memory: TriggerMemory) -> bool:
            facts = event.facts
            if facts["status"] != status:
                return False
            if facts["key"]:
                return facts["key"] == key
            held = facts["held"]
            assert isinstance(held, tuple)
            return key not in held

        return match

    def wants(self, settings: EventSettings, world: World) -> Wants | None:
        assert isinstance(settings, SubscriptionSettings)
        status, key = settings.status, settings.key(world.settings)

        def want(delta: SubscriptionChanged | CustomerAdded) -> bool:
            if type(delta) is SubscriptionChanged:
                return delta.new == status and delta.key == key
            return status == "none"

        return want

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        merged = any(type(told) is CustomersMerged for told in applied.deltas)
        return "it came from another profile by a merge" if merged else ""

    def asked(
        self, event: Event, settings: EventSettings, world: World, memory: TriggerMemory
    ) -> Iterable[Asked]:
        assert isinstance(settings, SubscriptionSettings)
        facts = event.facts
        wanted, status = settings.status, str(facts["status"])
        yield Asked("status", "Status", _spaced(wanted), _spaced(status), status == wanted)
        key, seen = settings.key(world.settings), str(facts["key"])
        held = facts.get("held")
        if isinstance(held, tuple):
            taken = listed_names(tuple(map(_level, held))) or "no level"
            words = f"all levels of a new customer; another status in {taken}"
            yield Asked("channel", "Level", _level(key), words, key not in held)
        else:
            yield Asked("channel", "Level", _level(key), _level(seen), seen == key)

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, SubscriptionSettings)
        parts = [part for part in (settings.brand, settings.channel, settings.topic) if part]
        return f"Subscription in {' / '.join(parts) or 'a channel'}: {settings.status.replace('_', ' ')}"


def _level(key: object) -> str:
    return " / ".join(str(key).split("/"))


def _spaced(status: str) -> str:
    return status.replace("_", " ")


KINDS: tuple[EventKind, ...] = (SubscriptionChangedKind(),)

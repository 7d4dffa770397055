"""What a kind of event is (E): its settings, context, dynamic waits and parameters, and how it is recognised.

Recognition looks only at a change's deltas, which hold the values before and after. What a trigger asks for
is checked afterwards by `matches`: the settings, how often per order, and since when the flow is on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict

from engine.events.explaining import Asked, asked_by_name, overlooked
from engine.world.deltas import ActionIssued, Delta
from engine.world.entities import Action, Customer
from engine.world.world import unknown

if TYPE_CHECKING:
    from engine.world.settings import Settings
    from engine.world.world import Applied, World

Ref = str | int | tuple[str | int, ...]
"""How a passage holds on to an entity of its event: plain data, looked up again at each decision."""


Fact = str | int | bool | tuple[str | int, ...] | None

HISTORY = 7 * 24 * 3600
"""Seconds after which a fact that is only now received starts no flow (T-2); exactly as many still count."""


@dataclass(slots=True)
class Event:
    """Something the catalogue recognised, for one customer, with its entities."""

    kind: "EventKind"
    customer: Customer
    happened_at: int
    received_at: int
    context: dict[str, Ref]
    """Entities by name: `{"order": "o-17"}`."""
    facts: dict[str, Fact] = field(default_factory=dict)
    """What the settings are matched against: the status moved to, the segment entered."""
    on_at: int | None = None
    """A further moment at which the flow must have been on: that of the award (E-39)."""

    @property
    def too_old(self) -> bool:
        """Whether it happened so long before it was received that it starts no flow (T-2)."""
        return self.received_at - self.happened_at > HISTORY


class EventSettings(BaseModel):
    """What a trigger asks of its event. Every field has a default, so that a draft may be unfinished
    (F-25)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def missing(self) -> Iterable[tuple[str, str]]:
        """What must still be set before launch: (field, sentence that says how to mend it)."""
        return ()

    def unknown(self, settings: "Settings") -> Iterable[tuple[str, str]]:
        """Names that the project does not know: (field, sentence)."""
        return ()


@dataclass(slots=True)
class TriggerMemory:
    """What a trigger has counted since its flow was turned on (E-8, E-9): plain data, part of checkpoints.

    The simulation gives a trigger a new one whenever its flow is turned on. `Matches` writes into it; to ask
    "would it match?" afterwards, use a copy.
    """

    per_order: dict[str, int] = field(default_factory=dict)
    """How often an order has started the flow."""
    reached: dict[str, list[int]] = field(default_factory=dict)
    """Lines of an order that have reached the status since then, or since all of them last did (E-8)."""
    batches: dict[str, list[str]] = field(default_factory=dict)
    """The imports and sets for which it has fired already, by customer (E-5)."""


Matches = Callable[[Event, TriggerMemory], bool]
Counting = Callable[[Event, TriggerMemory], None]
Wants = Callable[[Any], bool]
"""A quick look at one of the deltas that a kind hears."""


class EventKind:
    """One kind of event of the catalogue. Kinds are stateless; what a trigger remembers is in
    TriggerMemory."""

    id: ClassVar[str]
    rule: ClassVar[str]
    name: ClassVar[str]
    family: ClassVar[str]
    help: ClassVar[str]
    """One paragraph in plain words: what starts it, what does not."""
    hears: ClassVar[tuple[type[Delta], ...]]
    """The deltas among which it is recognised; a change that tells none of them is not looked at."""
    context: ClassVar[tuple[str, ...]] = ()
    """The entities that conditions may use besides the customer."""
    waits: ClassVar[tuple[str, ...]] = ()
    """The entities whose date fields a dynamic wait may use; `product_expiry` for the product's expiry
    date."""
    parameters: ClassVar[tuple[str, ...]] = ()
    """What messages may print, by the names that templates use: `Order`, `CustomerAction`."""
    transactional: ClassVar[bool] = False
    Settings: ClassVar[type[EventSettings]] = EventSettings

    def recognise(self, applied: "Applied", world: "World") -> Iterable[Event]:
        """The events of this kind in a change, in the order of its deltas."""
        raise NotImplementedError

    def matches(self, settings: EventSettings, world: "World") -> Matches:
        """A check, made once per trigger, of whether an event is what the trigger asks for."""
        return _any_event

    def wants(self, settings: EventSettings, world: "World") -> Wants | None:
        """A quick look, made once per trigger, at whether a delta can hold an event that `matches` lets
        through: what no trigger wants is not recognised, and so costs nothing. It must never say no to what
        `matches` would let through, or would note. None: every delta that the kind hears is wanted."""
        return None

    def counting(self, settings: EventSettings) -> Counting | None:
        """What to note when the event has let its customer in, past the customer filter and the launch limit;
        None where nothing is counted."""
        return None

    def words(self, settings: EventSettings) -> str:
        """What the trigger waits for, in words, for the block's card."""
        return self.name

    # For explanations. All of these have words for any kind; who knows better says it better.

    def unrecognised(
        self, applied: "Applied", world: "World", customer: Customer, settings: EventSettings
    ) -> str:
        """Why a change that concerns the customer held no event of this kind for them, with the values seen.
        The world is as it was right after the change."""
        return overlooked(self, applied, world, customer, settings)

    def exclusion(
        self,
        delta: Delta,
        applied: "Applied",
        world: "World",
        customer: Customer,
        settings: EventSettings,
    ) -> str:
        """What keeps a delta that this kind hears from being its event for the customer, as the end of a
        sentence that began with what the delta tells; empty where there is nothing better to say."""
        return ""

    def asked(
        self, event: Event, settings: EventSettings, world: "World", memory: TriggerMemory
    ) -> Iterable[Asked]:
        """What each setting asks for and what the event showed; `memory` as it was before the event."""
        return asked_by_name(self, event, settings, world)


def action_of(applied: "Applied", customer: Customer) -> Action | None:
    """The action under which the change is recorded with the customer; None where it names none."""
    for delta in applied.deltas:
        if type(delta) is ActionIssued and delta.customer is customer:
            return delta.action
    return None


def action_context(applied: "Applied", customer: Customer) -> "dict[str, Ref]":
    """The context entry for that action; empty where there is none."""
    action = action_of(applied, customer)
    return {} if action is None else {"action": action.number}


def unknown_names(
    field: str, what: str, names: Iterable[str], known: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """(field, sentence) for every name that the project does not know."""
    for name in names:
        if name not in known:
            yield field, unknown(what, name, known)


def _any_event(event: Event, memory: TriggerMemory) -> bool:
    return True

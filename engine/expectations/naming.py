"""Names in expectations that cannot exist, so that no misspelt one passes in silence (W-6)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple

from engine.blocks.base import Block
from engine.blocks.launch import EventTrigger
from engine.blocks.steps import StepsBlock
from engine.blocks.wait import WaitBlock
from engine.conditions.base import ALWAYS, ENTITIES, listed
from engine.conditions.fields import UnknownField, find
from engine.conditions.nodes import Leaf
from engine.conditions.tree import check
from engine.events.catalogue import CATALOGUE
from engine.expectations import models
from engine.expectations.comparing import Counts
from engine.expectations.models import (
    BlockExpectation,
    EventExpectation,
    Expectation,
    FieldExpectation,
    FlowExpectation,
    MessagesExpectation,
    refs,
)
from engine.flow.model import Flow
from engine.world.settings import Settings

Place = tuple[str | int, ...]
Fault = tuple[Place, str]


class Shape(NamedTuple):
    """How an entity is named."""

    types: tuple[type, ...]
    words: str


ONE = Shape((str,), 'its id in quotes: "17"')
NUMBER = Shape((int,), "its number among the customer's, from 0: 0")

SHAPES: Final = {
    "order_item": Shape((str, int), 'the order\'s id and the line: ["17", 1]'),
    "list_item": Shape((str, str), "the list and the product: [wishlist, teapot]"),
    "view": NUMBER,
    "action": NUMBER,
    "balance_change": NUMBER,
    "session": NUMBER,
    "operation": NUMBER,
}
"""Of the entities that are not named by an id."""


Flows = Mapping[str, Sequence[Flow]]
"""All versions of each flow, those included that are drafts to begin with (F-17, F-22)."""


def faults(wanted: Expectation, flows: Flows, settings: Settings) -> Iterator[Fault]:
    """What an expectation names that cannot exist: (place within it, sentence)."""
    match wanted:
        case FlowExpectation():
            yield from _flow(wanted, flows)
        case BlockExpectation():
            yield from _block(wanted, flows)
        case MessagesExpectation():
            yield from _messages(wanted, flows, settings)
        case EventExpectation():
            yield from _known(("event",), "event", wanted.event, CATALOGUE)
        case FieldExpectation():
            yield from _field(wanted, settings)


def stranger(customer: str, known: Collection[str]) -> str:
    """The sentence for a customer who has never been in the world."""
    return _sentence("customer", customer, known)


def _flow(wanted: FlowExpectation, flows: Flows) -> Iterator[Fault]:
    yield from _known(("flow",), "flow in given.flows", wanted.flow, flows)
    yield from _reasons(("stopped",), "reason for stopping", wanted.stopped, models.STOPS)
    yield from _reasons(("did_not_enter",), "reason", wanted.did_not_enter, models.COUNTED)
    if wanted.customer is not None:
        for name in ("status", "draft"):
            if getattr(wanted, name) is not None:
                yield (name,), "this is about the flow, not about one customer: leave customer out"
    triggers = [flow.launch.trigger for flow in flows.get(wanted.flow, ()) if flow.launch is not None]
    if (
        wanted.reason in ("not_recognised", "settings_do_not_match", "too_old")
        and triggers
        and not any(trigger is None or isinstance(trigger, EventTrigger) for trigger in triggers)
    ):
        yield ("reason",), f"{wanted.reason} cannot be: this flow starts on a schedule, not on an event"


def _block(wanted: BlockExpectation, flows: Flows) -> Iterator[Fault]:
    yield from _known(("flow",), "flow in given.flows", wanted.flow, flows)
    yield from _reasons(("stopped",), "reason for stopping", wanted.stopped, models.STOPS)
    if wanted.flow not in flows:
        return
    known = [block for flow in flows[wanted.flow] for block in flow.blocks]
    yield from _known(("block",), "block", wanted.block, list(dict.fromkeys(block.id for block in known)))
    blocks = [block for block in known if block.id == wanted.block]
    if blocks:
        outputs = dict.fromkeys(output.id for block in blocks for output in block.outputs())
        yield from _by(("left",), "output", wanted.left, list(outputs))
        yield from _fits(wanted, blocks)


def _fits(wanted: BlockExpectation, blocks: Sequence[Block]) -> Iterator[Fault]:
    if wanted.due is not None and not any(isinstance(block, WaitBlock) for block in blocks):
        yield ("due",), "nobody waits in this block: due is for a Wait"
    if wanted.failed is not None and not any(isinstance(block, StepsBlock) for block in blocks):
        yield ("failed",), "nothing can fail in this block: failed is for Steps"


def _messages(wanted: MessagesExpectation, flows: Flows, settings: Settings) -> Iterator[Fault]:
    if wanted.channel is not None:
        yield from _known(("channel",), "channel", wanted.channel, settings.channels)
    if wanted.text is not None and wanted.not_sent is not None:
        yield ("text",), "a message that was not sent has no text: leave it out"
    if wanted.flow is not None:
        yield from _known(("flow",), "flow in given.flows", wanted.flow, flows)
    if wanted.block is None:
        return
    if wanted.flow is None:
        yield ("block",), "say in which flow: flow: …"
    elif wanted.flow in flows:
        known = [block for flow in flows[wanted.flow] for block in flow.blocks]
        senders = dict.fromkeys(block.id for block in known if isinstance(block, StepsBlock))
        yield from _known(("block",), "Steps block", wanted.block, list(senders))


def _field(wanted: FieldExpectation, settings: Settings) -> Iterator[Fault]:
    for name, ref in refs(wanted).items():
        yield from _known(("with", name), "entity", name, models.ENTITIES)
        shape = SHAPES.get(name, ONE)
        parts = ref if isinstance(ref, tuple) else (ref,)
        if tuple(map(type, parts)) != shape.types or isinstance(ref, tuple) is not (len(shape.types) > 1):
            yield ("with", name), f"write it as {shape.words}"
    try:
        field = find(wanted.field, settings)
    except UnknownField as unknown:
        yield ("field",), str(unknown.sentence)
        return
    entity = field.entity
    if entity == "customer" and wanted.customer is None:
        yield ("field",), "say whose: customer: …"
    if entity not in ALWAYS and entity not in wanted.entities:
        yield ("field",), f"say which {ENTITIES.get(entity, entity)}: with: {{{entity}: …}}"
    for name in wanted.entities:
        if name != entity:
            yield ("with", name), f"{wanted.field!r} is no field of a {ENTITIES.get(name, name)}: remove it"
    leaf = Leaf(field=wanted.field, of=wanted.of, op=wanted.operator, value=wanted.asked)
    for problem in check(leaf, settings, tuple(ENTITIES)):
        path = problem.path
        if path[0] in ("op", "value"):
            path = (wanted.operator, *path[1:])
        yield path, str(problem.text)


def _by(place: Place, what: str, wanted: Counts | None, known: Collection[str]) -> Iterator[Fault]:
    if wanted is not None:
        for name in wanted.by:
            yield from _known((*place, name), what, name, known)


def _reasons(place: Place, what: str, wanted: Counts | None, known: Collection[str]) -> Iterator[Fault]:
    """Reasons are few, and their names much alike: one is suggested for slips of the fingers only."""
    if wanted is not None:
        for name in wanted.by:
            if name not in known:
                yield (*place, name), _sentence(what, name, known, 0.85)


def _known(place: Place, what: str, name: str, known: Collection[str]) -> Iterator[Fault]:
    if name not in known:
        yield place, _sentence(what, name, known)


def _sentence(what: str, name: str, known: Collection[str], alike: float = 0.6) -> str:
    names = list(known)
    close = get_close_matches(name, names, 1, alike)
    if close:
        return f"there is no {what} {name!r}: did you mean {close[0]!r}?"
    hint = f"choose one of {listed(names, 12)}" if names else "there are none"
    return f"there is no {what} {name!r}: {hint}"

"""Whether an expectation holds: each of its things with what was expected and what there is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.conditions.base import LACKING
from engine.conditions.compiling import comparison
from engine.conditions.fields import find
from engine.conditions.operators import OPERATORS
from engine.conditions.shown import shown
from engine.conditions.wording import asked_text, field_words, operator_words
from engine.events.base import Ref
from engine.expectations.comparing import Count, Counts
from engine.expectations.models import (
    BlockExpectation,
    EventExpectation,
    Expectation,
    FieldExpectation,
    FlowExpectation,
    MessagesExpectation,
    refs,
)
from engine.expectations.watching import Seen
from engine.reports.counts import BlockCounts
from engine.reports.outbox import body, rendered
from engine.simulation.record import Message
from engine.world.entities import Customer

NOBODY = Customer("")
"""For fields that are not a customer's: the main feed decides."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: what it is, what was expected, what there is."""

    thing: str
    expected: str
    actual: str
    ok: bool


class _Subject(NamedTuple):
    customer: Customer
    context: Mapping[str, Ref]


def about(expectation: Expectation) -> str:
    """What an expectation is about: "list-price-dropped, block mail, ada"."""
    found = []
    for name in ("flow", "block", "event", "channel", "field", "customer"):
        value = getattr(expectation, name, None)
        if value is not None:
            found.append(f"block {value}" if name == "block" else str(value))
    if isinstance(expectation, FieldExpectation):
        found += [_plain(value) for value in expectation.of.values()]
        found += [f"{name} {_plain(ref)}" for name, ref in expectation.entities.items()]
    return ", ".join(found) or "all"


def _plain(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def check(expectation: Expectation, seen: Seen) -> list[Check]:
    """All things that the expectation asks for, in the order of its kind."""
    match expectation:
        case FlowExpectation():
            return list(_flow(expectation, seen))
        case BlockExpectation():
            return list(_block(expectation, seen))
        case MessagesExpectation():
            return list(_messages(expectation, seen))
        case EventExpectation():
            return [_event(expectation, seen)]
        case FieldExpectation():
            return [_field(expectation, seen)]
    raise TypeError(f"no such kind of expectation: {type(expectation).__name__}")


def _flow(wanted: FlowExpectation, seen: Seen) -> Iterator[Check]:
    counts = seen.counts(wanted.flow, wanted.customer)
    yield from _count("passages", wanted.passages, counts.entered)
    if wanted.reason is not None:
        reason = seen.kept_out(wanted.flow, wanted.customer)
        ok = reason == wanted.reason
        yield Check("reason", wanted.reason, reason or "nothing kept them out", ok)
    yield from _count("inside", wanted.inside, counts.inside)
    yield from _count("finished", wanted.finished, counts.finished)
    yield from _count("launched", wanted.launched, counts.launched)
    yield from _counts("stopped", wanted.stopped, counts.stopped)
    yield from _counts("did_not_enter", wanted.did_not_enter, counts.did_not_enter)
    yield from _count("failed", wanted.failed, _failed(seen, wanted.flow, None, wanted.customer))
    yield from _life(wanted, seen)


def _life(wanted: FlowExpectation, seen: Seen) -> Iterator[Check]:
    lives = seen.simulation.lives
    if wanted.status is not None:
        status = lives.status(wanted.flow)
        actual = "there is no such flow yet" if status is None else status
        yield Check("status", wanted.status, actual, status == wanted.status)
    if wanted.draft is not None:
        draft = lives.draft_status(wanted.flow) or "none"
        yield Check("draft", wanted.draft, draft, draft == wanted.draft)
    if wanted.customer is None:
        run = lives.run_of(wanted.flow)
        newest = None if run is None else run.version
        yield from _version(wanted.version, newest, "none was launched")
    else:
        came_by = seen.came_by(wanted.flow, None, wanted.customer)
        yield from _version(wanted.version, came_by, "they did not enter")


def _version(wanted: Count | None, actual: int | None, never: str) -> Iterator[Check]:
    if wanted is not None:
        ok = actual is not None and wanted.holds(actual)
        yield Check("version", str(wanted), never if actual is None else str(actual), ok)


def _block(wanted: BlockExpectation, seen: Seen) -> Iterator[Check]:
    # It may be one of a version that is not launched yet.
    counts = seen.counts(wanted.flow, wanted.customer).blocks.get(wanted.block) or BlockCounts("")
    yield from _count("entered", wanted.entered, counts.entered)
    yield from _count("inside", wanted.inside, counts.inside)
    yield from _counts("left", wanted.left, counts.left)
    yield from _counts("stopped", wanted.stopped, counts.stopped)
    yield from _count("failed", wanted.failed, _failed(seen, wanted.flow, wanted.block, wanted.customer))
    if wanted.due is not None:
        names = None if wanted.customer is None else seen.names(wanted.customer)
        dues = [
            passage.due
            for passage in seen.simulation.waiting.values()
            if passage.flow.flow == wanted.flow
            and passage.node.block == wanted.block
            and (names is None or passage.customer.id in names)
        ]
        yield _moment("due", wanted.due, min(dues, default=None), "nobody waits there", seen)
    came_by = seen.came_by(wanted.flow, wanted.block, wanted.customer)
    yield from _version(wanted.version, came_by, "nobody came there")


def _messages(wanted: MessagesExpectation, seen: Seen) -> Iterator[Check]:
    fitting: list[tuple[Message, str]] = []
    others: list[tuple[Message, str]] = []
    for message in seen.notes.messages:
        text = _text(message, seen)
        (fitting if _fits(message, text, wanted, seen) else others).append((message, text))
    n = len(fitting)
    ok = wanted.messages.holds(n)
    actual = str(n)
    if not ok and others:
        told = [_told(message, text, seen) for message, text in others[-3:]]
        actual += f" (others: {'; '.join(told)}{' …' if len(others) > 3 else ''})"
    yield Check("messages", str(wanted.messages), actual, ok)
    if wanted.sent_at is not None:
        last = max((message.at for message, _ in fitting), default=None)
        yield _moment("sent_at", wanted.sent_at, last, "none was", seen)


def _fits(message: Message, text: str, wanted: MessagesExpectation, seen: Seen) -> bool:
    letter = seen.simulation.letters[message.letter - 1]
    return (
        message.not_sent == wanted.not_sent
        and (wanted.customer is None or message.customer in seen.names(wanted.customer))
        and (wanted.channel is None or letter.channel == wanted.channel)
        and (wanted.flow is None or letter.flow == wanted.flow)
        and (wanted.block is None or letter.block == wanted.block)
        and (wanted.text is None or wanted.text.holds(text))
    )


def _text(message: Message, seen: Seen) -> str:
    if message.not_sent is not None:
        return ""
    letter = seen.simulation.letters[message.letter - 1]
    flow = seen.version(letter.flow, letter.version)
    return body(rendered(flow, letter.block, letter.action, message.values))


def _told(message: Message, text: str, seen: Seen) -> str:
    channel = seen.simulation.letters[message.letter - 1].channel
    what = f"not sent: {message.not_sent}" if message.not_sent is not None else f'"{text[:80]}"'
    return f"{channel} to {message.customer}, {what}"


def _event(wanted: EventExpectation, seen: Seen) -> Check:
    events = seen.watch.events
    if wanted.customer is None:
        actual = sum(n for (kind, _), n in events.items() if kind == wanted.event)
    else:
        actual = sum(events[wanted.event, name] for name in seen.names(wanted.customer))
    return next(_count("recognised", wanted.recognised, actual))


def _field(wanted: FieldExpectation, seen: Seen) -> Check:
    world = seen.simulation.world
    settings = world.settings
    field = find(wanted.field, settings)
    operator = OPERATORS[field.type][wanted.operator]
    thing = field_words(field.id, wanted.of, {field.id: field})
    asked = asked_text(operator, wanted.asked, field, settings)
    expected = asked if operator.id == "is" else operator_words(operator, wanted.asked, field, settings)
    customer = NOBODY
    if wanted.customer is not None:
        known = world.find_customer(wanted.customer)
        if known is None:
            return Check(thing, expected, f"there is no customer {wanted.customer!r}", False)
        customer = known
    ready = comparison(wanted.field, wanted.of, wanted.operator, wanted.asked, world)
    value = ready.read(_Subject(customer, refs(wanted)))
    ok = value is not LACKING and ready.test(value)
    return Check(thing, expected, shown(value, field, settings, world.zone), ok)


def _failed(seen: Seen, flow: str, block: str | None, customer: str | None) -> int:
    names = None if customer is None else seen.names(customer)
    return sum(
        failure.flow == flow
        and (block is None or failure.block == block)
        and (names is None or failure.customer in names)
        for failure in seen.notes.failures
    )


def _count(thing: str, wanted: Count | None, actual: int) -> Iterator[Check]:
    if wanted is not None:
        yield Check(thing, str(wanted), str(actual), wanted.holds(actual))


def _counts(thing: str, wanted: Counts | None, actual: Mapping[str, int]) -> Iterator[Check]:
    if wanted is None:
        return
    yield from _count(thing, wanted.total, sum(actual.values()))
    for name, count in wanted.by.items():
        n = actual.get(name, 0)
        ok = count.holds(n)
        told = ", ".join(f"{key} {times}" for key, times in actual.items() if times)
        yield Check(f"{thing} {name}", str(count), str(n) if ok or not told else f"{n} ({told})", ok)


def _moment(thing: str, wanted: int, actual: int | None, never: str, seen: Seen) -> Check:
    words = seen.simulation.world.zone.words
    return Check(thing, words(wanted), never if actual is None else words(actual), actual == wanted)

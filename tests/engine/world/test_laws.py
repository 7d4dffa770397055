"""Laws that hold for any sequence of changes, of whatever kind: they keep the world consistent, can be taken
back, are refused whole, can be written down; events follow from a change and the state before it alone."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.events.base import Event
from engine.events.catalogue import CATALOGUE
from engine.simulation.due import Dues
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE, KINDS
from engine.world.check import check_state
from engine.world.entities import BalanceChange, Customer
from engine.world.world import STATE, Applied, Refused, World, undo
from tests.engine.world.any_change import beginning, changes, moves, name_of, of_kind, timed
from tests.engine.world.worlds import DAY, NOW, change, shop, text
from tests.laws import examples

THE_END = NOW + 30 * DAY

Moves = list[tuple[int, dict[str, Any]]]


class Shop:
    """A shop as time goes by: the changes that somebody makes, and between them those that time makes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dues = Dues(world, NOW, THE_END)

    def then(self, told: Moves) -> Iterator[Change]:
        """The changes, one after another; each is to be applied before the next is asked for. Time goes on
        for two days after the last of them."""
        world, at = self.world, NOW
        for gap, given_ in told:
            at += gap
            # Of one instant, changes come before what time does (T-7).
            yield from self._until(at)
            world.now = at
            yield change(timed(at, given_))
        yield from self._until(at + 2 * DAY)

    def _until(self, at: int) -> Iterator[Change]:
        while (due := self.dues.next()) < at:
            self.world.now = due
            yield self.dues.take()


def tried(world: World, made: Change) -> Applied | Refused:
    try:
        return world.apply(made)
    except Refused as refused:
        return refused


def twin(world: World) -> World:
    """The world, written down and read back."""
    again = World(STATE.validate_json(STATE.dump_json(world.state())))
    again.now = world.now
    return again


def recognised(world: World, applied: Applied) -> list[Any]:
    """All that the catalogue says about a change, asked of every kind."""
    return [
        (kind.id, event.customer.id, *(getattr(event, name) for name in EVENT_FIELDS))
        for kind in CATALOGUE.values()
        for event in kind.recognise(applied, world)
    ]


EVENT_FIELDS = [field.name for field in dataclasses.fields(Event) if field.name not in ("kind", "customer")]


def indexes(world: World) -> dict[str, Any]:
    """What the world keeps beside its state to find things fast, without empty entries."""
    return {
        "listed": {product: set(who) for product, who in world.listed.items() if who},
        "viewed": {product: dict(views) for product, views in world.viewed.items() if views},
        "preferring": {key: set(who) for key, who in world.preferring.items() if who},
        "code owners": {code: world.customer(owner).id for code, owner in world.code_owners.items()},
        "aliases": dict(world.aliases),
        "cards": set(world.cards),
        "shelves": {
            name: [product.id for product in world.products_in(name)]
            for name in world.settings.product_segments
        },
    }


# Consistency.


def faults(world: World) -> Iterator[str]:
    """What is inconsistent in a world that began as the shop did, in words."""
    for place, sentence in check_state(world.state()):
        yield f"{place}: {sentence}"
    if indexes(world) != indexes(World(world.state())):
        yield "the indexes are not those of the state"
    for customer in world.customers.values():
        yield from balance_faults(customer)
        yield from calculated_faults(world, customer)
        for primary, pending in (
            (customer.email, customer.pending_email),
            (customer.phone, customer.pending_phone),
        ):
            if pending is not None and (primary is None or pending.value == primary.value):
                yield f"{customer.id}: {pending.value} is pending beside {primary}"
        for session in customer.sessions:
            ended = session.ended_at
            if not session.started_at <= session.last_at <= (ended if ended is not None else session.last_at):
                yield f"{customer.id}: a session ends before it begins: {session}"
            if ended is None and session is not customer.sessions[-1]:
                yield f"{customer.id}: a session is open behind which there is another one: {session}"
    owners = Counter(order for customer in world.customers.values() for order in customer.orders)
    if owners != Counter(list(world.orders)):
        yield f"orders that are not of exactly one customer: {owners}"
    cards = Counter(card.number for one in world.customers.values() for card in one.discount_cards)
    yield from (f"the card {number} is there {times} times" for number, times in cards.items() if times > 1)
    issued = Counter(
        (code.pool, code.code)
        for one in world.customers.values()
        for code in one.promo_codes
        if world.settings.promo_pools[code.pool].kind == "single_use"
        and code.code in world.pools[code.pool].codes[: world.pools[code.pool].issued]
    )
    yield from (f"the code {code} is two people's" for code, times in issued.items() if times > 1)


def calculated_faults(world: World, customer: Customer) -> Iterator[str]:
    orders = [world.orders[order] for order in customer.orders]
    times = Counter(view.product for view in customer.views)
    latest = {
        view.product: (view.at, view.number) for view in sorted(customer.views, key=lambda view: view.at)
    }
    last = max((order.created_at for order in orders), default=None)
    expected = {
        "turnover": sum(order.total for order in orders),
        "last": None if last is None else world.zone.format(last),
        "seen": max(times, key=lambda product: (times[product], latest[product]), default=None),
    }
    for name, value in expected.items():
        if (found := customer.fields.get(name)) != value and (found or value):
            yield f"{customer.id}: {name} is {found!r} and should be {value!r}"


def balance_faults(customer: Customer) -> Iterator[str]:
    entries: dict[str, list[BalanceChange]] = defaultdict(list)
    for entry in customer.balance_changes:
        entries[entry.account].append(entry)
    for account in entries.keys() | customer.balances.keys():
        balance = customer.balances.get(account, 0)
        available = [entry for entry in entries[account] if entry.available]
        if balance != sum(entry.amount for entry in available):
            yield f"{customer.id}: {balance} points on {account}, and their entries are {entries[account]}"
        left = sum(entry.left for entry in available)
        if left != max(balance, 0):
            yield f"{customer.id}: of {balance} points on {account} {left} are left: {entries[account]}"
        if any(entry.left for entry in entries[account] if not entry.available or entry.kind != "award"):
            yield f"{customer.id}: something is left of what is no award that is available"


def own_totals(world: World) -> dict[str, int]:
    """By how much the total of each order differs from that of its items."""
    return {
        order.id: order.total - sum(item.price * item.quantity for item in order.items)
        for order in world.orders.values()
    }


# The laws.


def test_every_kind_of_change_can_be_drawn() -> None:
    for kind in KINDS:
        of_kind(kind)


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_every_kind_of_change_is_applied_and_refused_by_turns(kind: type[Change]) -> None:
    """What is always refused would keep any law."""
    outcomes: set[type] = set()

    @hypothesis_settings(max_examples=80, deadline=None, derandomize=True)
    @given(st.lists(changes((kind,)), min_size=1, max_size=3))
    def play(told: Moves) -> None:
        world = beginning()
        for gap, given_ in told:
            world.now += gap
            outcomes.add(type(tried(world, change(timed(world.now, given_)))))

    play()
    assert outcomes == {Applied, Refused}


@pytest.mark.rule("W-2", "W-4", "W-5", "W-6", "T-7")
@hypothesis_settings(max_examples=examples(400), deadline=None)
@given(moves())
def test_any_sequence_of_changes_keeps_the_world_consistent(told: Moves) -> None:
    world = beginning()
    assert list(faults(world)) == []
    for made in Shop(world).then(told):
        before = own_totals(world)
        outcome = tried(world, made)
        assert list(faults(world)) == []
        if isinstance(outcome, Applied) and type(made) not in SETS_TOTALS:
            after = own_totals(world)
            assert {order: after[order] for order in before} == before


SETS_TOTALS = tuple(
    kind for kind in KINDS if any(field.name == "total" for field in dataclasses.fields(kind))
)


@pytest.mark.rule("W-4", "W-6")
@hypothesis_settings(max_examples=examples(300), deadline=None)
@given(moves())
def test_changes_are_taken_back_exactly_and_refused_whole(told: Moves) -> None:
    world = beginning()
    done: list[tuple[str, dict[str, Any], Applied]] = []
    for made in Shop(world).then(told):
        before, found = text(world.state()), indexes(world)
        outcome = tried(world, made)
        if isinstance(outcome, Applied):
            done.append((before, found, outcome))
        else:
            assert text(world.state()) == before
            assert indexes(world) == found
            assert outcome.place
            assert str(outcome)
    for before, found, applied in reversed(done):
        undo(applied.inverse)
        assert text(world.state()) == before
        assert indexes(world) == found


@pytest.mark.rule("T-6", "W-4")
@hypothesis_settings(max_examples=examples(200), deadline=None)
@given(moves(), st.data())
def test_events_follow_from_a_change_and_the_state_before_it_alone(told: Moves, data: st.DataObject) -> None:
    """A world that has been read back from what was written knows nothing of how it came about, nor does one
    in which the change has been taken back."""
    world = beginning()
    again_from = data.draw(st.integers(0, len(told)), label="written down at")
    other: World | None = None
    here = Shop(world)
    for n, made in enumerate(here.then(told)):
        if n == again_from:
            other = twin(world)
            there = Dues(other, NOW, THE_END)
        outcome = tried(world, made)
        if other is None:
            continue
        other.now = world.now
        if type(made) not in KINDS:
            # Time's changes come of the state, too.
            assert there.next() == world.now
            made = there.take()
        outcome_there = tried(other, made)
        if not isinstance(outcome, Applied):
            assert str(outcome_there) == str(outcome)
            continue
        assert isinstance(outcome_there, Applied)
        events = recognised(world, outcome)
        assert recognised(world, outcome) == events
        assert recognised(other, outcome_there) == events
        assert text(other.state()) == text(world.state())
        undo(outcome_there.inverse)
        redone = tried(other, made)
        assert isinstance(redone, Applied)
        assert recognised(other, redone) == events
        assert text(other.state()) == text(world.state())


@pytest.mark.rule("W-7")
@hypothesis_settings(max_examples=examples(300), deadline=None)
@given(changes())
def test_a_change_reads_back_from_what_it_writes(move: tuple[int, dict[str, Any]]) -> None:
    read = change(timed(NOW, move[1]))
    assert CHANGE.validate_json(CHANGE.dump_json(read)) == read
    assert CHANGE.validate_python(CHANGE.dump_python(read)) == read


@pytest.mark.rule("W-4")
def test_what_is_taken_out_and_put_back_stands_where_it_stood() -> None:
    add = {"do": "segment.add", "customer": "anna"}
    world = shop({**add, "segment": "vips"}, {**add, "segment": "buyers"})
    removed = world.apply(change({"do": "segment.remove", "customer": "anna", "segment": "vips"}))
    undo(removed.inverse)
    assert list(world.customer("anna").segments) == ["vips", "buyers"]


@pytest.mark.rule("W-4")
def test_a_world_keeps_nothing_of_the_change_itself() -> None:
    world, other = shop(), shop()
    issue = change(
        {"do": "action.issue", "customer": "anna", "template": "called", "fields": {"topic": "order"}}
    )
    world.apply(issue)
    world.customer("anna").actions[0].fields["topic"] = "other"
    other.apply(issue)
    assert other.customer("anna").actions[0].fields == {"topic": "order"}

"""What customers do about messages: by rates, by variant, and the same whenever a run is taken up."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flow.model import Flow
from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.simulation.simulation import Simulation
from engine.traffic.generator import Generator, TrafficTimeline
from engine.world.changes.actions import IssueAction
from engine.world.traffic import Traffic
from engine.world.world import STATE, World, WorldState
from tests.engine.traffic.shops import FIRST, settled, shop
from tests.kit import Listed, MemoryJournal, begin, flow, launch, play, visit
from tests.laws import examples

HOUR = 3600
RATES = {"opened": "opened", "clicked": "clicked", "email": {"open": 0.5, "click": 0.2, "order": 0.1}}

MAIL_A, MAIL_B = (
    {"id": name, "kind": "steps", "actions": [{"do": "send_email", "subject": name, "consent": "not_needed"}]}
    for name in ("mail-a", "mail-b")
)
TEST = {"id": "half", "kind": "ab_test", "variants": [{"id": "A", "share": 50}, {"id": "B", "share": 50}]}


def ab(**parts: Any) -> Flow:
    wires = "start.next>half half.A>mail-a half.B>mail-b"
    return flow(launch("joined"), TEST, MAIL_A, MAIL_B, wires=wires, id="ab", **parts)


def peopled(reactions: dict[str, Any] | None, customers: int = 600, **traffic: Any) -> WorldState:
    """A shop with customers who can be reached, and who react so."""
    state = shop()
    said = {"customers": customers, "reactions": reactions, "points_per": None, **traffic}
    state.traffic = STATE.validate_python({"traffic": said}).traffic
    assert state.traffic is not None
    settled(Generator(state, state.traffic, first=FIRST), state)
    for customer in state.customers.values():
        if customer.email is not None:
            customer.email.valid = True
    return state


def begun(state: WorldState, which: Flow | None = None, seed: int = 1) -> tuple[Simulation, MemoryJournal]:
    """A run in which everybody joins at once."""
    changes = [visit("2026-03-02 09:00", who, template="joined") for who in state.customers]
    return begin(which or ab(), changes, World(state), seed=seed)


def acted(simulation: Simulation, template: str) -> set[str]:
    return {
        customer.id
        for customer in simulation.world.customers.values()
        if any(action.template == template for action in customer.actions)
    }


def variants(journal: MemoryJournal) -> dict[str, set[str]]:
    """Who was sent which mail."""
    found: dict[str, set[str]] = {}
    for message in journal.messages:
        if message.not_sent is None:
            found.setdefault(f"letter {message.letter}", set()).add(message.customer)
    return found


def test_rates_come_out_and_differ_by_variant() -> None:
    override = {"flow": "ab", "block": "mail-b", "open": 0.8, "click": 0.5, "order": 0.4}
    simulation, journal = begun(peopled({**RATES, "overrides": [override]}, 4000))
    simulation.run(simulation.started + 30 * 86_400)
    a, b = (variants(journal)[f"letter {n}"] for n in (1, 2))
    for template, in_a, in_b in (("opened", 0.5, 0.8), ("clicked", 0.2, 0.5)):
        who = acted(simulation, template)
        assert who <= a | b
        assert abs(len(who & a) / len(a) - in_a) < 0.03
        assert abs(len(who & b) / len(b) - in_b) < 0.03
    bought = {order.customer for order in simulation.world.orders.values()}
    assert bought <= acted(simulation, "clicked") <= acted(simulation, "opened")
    assert abs(len(bought & a) / len(a) - 0.1) < 0.03
    assert abs(len(bought & b) / len(b) - 0.4) < 0.03
    statuses = Counter(item.status for order in simulation.world.orders.values() for item in order.items)
    assert set(statuses) == {"delivered", "cancelled", "returned"}
    action = next(a for c in simulation.world.customers.values() for a in c.actions if a.template == "opened")
    assert action.fields in ({"flow": "ab", "block": "mail-a"}, {"flow": "ab", "block": "mail-b"})


def test_half_of_those_who_open_have_opened_within_the_hours_that_are_said() -> None:
    simulation, _ = begun(peopled({"opened": "opened", "email": {"open": 1}, "hours": 5}, 1500))
    ever = len(simulation.world.customers) - sum(
        customer.email is None for customer in simulation.world.customers.values()
    )
    shares = []
    for hours in (5, 10, 15, 80):
        simulation.run(simulation.started + hours * HOUR)
        shares.append(len(acted(simulation, "opened")) / ever)
    assert abs(shares[0] - 0.5) < 0.03
    assert abs(shares[1] - 0.75) < 0.03
    assert abs(shares[2] - 0.875) < 0.03
    assert shares[3] == 1


def test_some_unsubscribe_and_then_get_nothing_more() -> None:
    state = peopled({"email": {"open": 0.6, "click": 0.1, "unsubscribe": 0.4}}, 1000)
    simulation, journal = begun(state)
    simulation.run(simulation.started + 5 * 86_400)
    gone = [c for c in state.customers.values() if c.subscriptions.get("main/email") == "unsubscribed"]
    before = peopled(None, 1000).customers.values()
    already = sum(c.subscriptions.get("main/email") == "unsubscribed" for c in before)
    sent = sum(message.not_sent is None for message in journal.messages)
    assert abs((len(gone) - already) / sent - 0.4 * (1 - already / len(before))) < 0.05


@pytest.mark.rule("T-6")
def test_a_reaction_depends_on_nothing_but_the_message() -> None:
    def opened(state: WorldState, which: Flow | None = None, seed: int = 1) -> set[str]:
        simulation, _ = begun(state, which, seed)
        simulation.run(simulation.started + 10 * 86_400)
        return acted(simulation, "opened")

    everybody = opened(peopled(RATES, 200))
    few = opened(peopled(RATES, 100))
    assert few == {who for who in everybody if who <= "shopper-000100"}
    assert opened(peopled(RATES, 200)) == everybody
    assert opened(peopled(RATES, 200), seed=2) != everybody
    # The variant of an A/B test is kept, and so is the reaction, whatever the flow is called on screens.
    assert opened(peopled(RATES, 200), ab(name="Another name")) == everybody


def test_what_an_override_does_not_say_is_as_in_the_channel() -> None:
    override = {"flow": "ab", "block": "mail-b", "click": 0.5}
    simulation, journal = begun(peopled({**RATES, "overrides": [override]}, 2000))
    simulation.run(simulation.started + 5 * 86_400)
    a, b = (variants(journal)[f"letter {n}"] for n in (1, 2))
    for template, in_a, in_b in (("opened", 0.5, 0.5), ("clicked", 0.2, 0.5)):
        who = acted(simulation, template)
        assert abs(len(who & a) / len(a) - in_a) < 0.04
        assert abs(len(who & b) / len(b) - in_b) < 0.04


def test_nobody_reacts_where_nothing_is_said() -> None:
    for reactions in (None, {}, {"sms": {"open": 1}}, {"email": {"open": 0}}):
        simulation, _ = begun(peopled(reactions, 20))
        simulation.run(simulation.started)
        assert simulation.reacting == []
        assert simulation.next_due() is None or simulation.reactions is None


def test_reactions_start_flows_but_come_to_an_end() -> None:
    state = peopled({"email": {"open": 1, "click": 1, "order": 1}, "hours": 1}, 30)
    thanks = flow(
        {"id": "start", "kind": "launch", "trigger": {"event": "order_created"}}, MAIL_A, id="thanks"
    )
    changes = [visit("2026-03-02 09:00", who, template="joined") for who in state.customers]
    journal = MemoryJournal()
    simulation = Simulation(
        World(state),
        [RunFlow(ab(), 1), RunFlow(thanks, 1)],
        Listed(changes),
        journal,
        seed=1,
        start=changes[0].at,
        slots_until=changes[0].at + 3 * 86_400,
    )
    simulation.run(1 << 62)
    assert len(simulation.world.orders) > 100
    assert max(message.at for message in journal.messages) < simulation.started + 5 * 86_400
    assert simulation.next_due() is None


@pytest.mark.rule("T-7")
def test_at_one_instant_reactions_come_after_the_timeline_and_before_passages() -> None:
    state = peopled(RATES, 3)
    who = next(iter(state.customers))
    patient = flow(
        launch("joined"),
        {"id": "w", "kind": "wait", "duration": "1 hour"},
        {"id": "act", "kind": "steps", "actions": [{"do": "issue_action", "template": "clicked"}]},
    )
    at = visit("2026-03-02 10:00").at
    simulation, _ = begin(
        patient,
        [
            visit("2026-03-02 09:00", who, template="joined"),
            visit("2026-03-02 10:00", who, template="joined"),
        ],
        World(state),
    )
    simulation.reacting.append((at, 1, IssueAction(at=at, customer=who, template="opened")))
    assert simulation.next_due() == at - HOUR
    while simulation.step():
        pass
    actions = [action.template for action in state.customers[who].actions]
    assert actions == ["joined", "joined", "opened", "clicked", "clicked"]


def test_a_reaction_that_the_world_refuses_does_not_happen() -> None:
    simulation, _ = begun(peopled(RATES, 3))
    simulation.reacting.append(
        (simulation.started + 5, 1, IssueAction(at=simulation.started + 5, customer="no", template="opened"))
    )
    assert simulation.run(1 << 62)


# Taken up again.

UNTIL = FIRST * 86_400 + 8 * 86_400


def lively() -> tuple[WorldState, Generator, list[Flow]]:
    """Traffic with reactions, and flows that they start."""
    reactions = {**RATES, "email": {"open": 0.6, "click": 0.5, "order": 0.3}}
    habits = [{"share": 1, "every": 2}]
    state = peopled(reactions, 25, sign_ups=4, habits=habits, cart=0.9, order=0.9)
    assert isinstance(state.traffic, Traffic)
    made = Generator(state, state.traffic, first=FIRST)
    bought = {"id": "start", "kind": "launch", "trigger": {"event": "order_created"}}
    opened = flow(launch("opened"), {"id": "w", "kind": "wait", "duration": "2 hours"}, MAIL_B, id="opened")
    return state, made, [flow(bought, MAIL_A, id="bought"), opened]


def simulated() -> tuple[Simulation, MemoryJournal]:
    state, made, flows = lively()
    journal = MemoryJournal()
    return Simulation(
        World(state),
        [RunFlow(one, 1) for one in flows],
        TrafficTimeline(made, FIRST, 6),
        journal,
        seed=4,
        start=made.begin(FIRST),
        slots_until=UNTIL,
    ), journal


@pytest.fixture(scope="module")
def undisturbed() -> tuple[MemoryJournal, Any]:
    simulation, journal = simulated()
    simulation.run(UNTIL)
    assert len(journal.messages) > 50
    return journal, STATE.dump_python(simulation.world.state())


@pytest.mark.rule("T-6")
@settings(max_examples=examples(12), deadline=None)
@given(cuts=st.lists(st.integers(1, 700), min_size=1, max_size=4))
def test_traffic_with_reactions_goes_on_from_any_moment(
    undisturbed: tuple[MemoryJournal, Any], cuts: list[int]
) -> None:
    expected, state = undisturbed
    simulation, journal = simulated()
    for things in cuts:
        simulation.run(UNTIL, things)
        _, made, flows = lively()
        timeline = TrafficTimeline(made, FIRST, 6)
        held = dump(simulation)
        simulation = restore(held, [RunFlow(one, 1) for one in flows], timeline, journal, UNTIL)
        # The days that are over are known without being made again.
        assert simulation.timeline is timeline
        assert len(timeline.counts) >= (simulation.now - made.begin(FIRST)) // 86_400
    simulation.run(UNTIL)
    assert journal.wakes == expected.wakes
    assert journal.paths == expected.paths
    assert journal.messages == expected.messages
    assert STATE.dump_python(simulation.world.state()) == state


def test_a_run_with_reactions_loses_nobody() -> None:
    state = peopled(RATES, 40)
    changes = [visit("2026-03-02 09:00", who, template="joined") for who in state.customers]
    played = play(ab(), changes, World(state), until="2026-03-20 09:00")
    assert played.snapshot.flows["ab"].entered == 40

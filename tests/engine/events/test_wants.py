"""What no trigger wants is not recognised (EventKind.wants): that never costs anybody an event."""

from copy import deepcopy
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events.base import EventKind, EventSettings, Matches, TriggerMemory, Wants
from engine.events.catalogue import CATALOGUE
from engine.world.world import Refused, World
from tests.engine.reports.test_why_laws import SURE, asked
from tests.engine.world.any_change import beginning, changes, timed
from tests.engine.world.worlds import NOW, Trigger, change, shop
from tests.laws import examples


def triggers(world: World, seed: int) -> list[tuple[EventKind, EventSettings, Wants, Matches, TriggerMemory]]:
    """Two triggers on each kind that wants only some of what it hears."""
    chance = Random(seed)
    found = []
    for kind in CATALOGUE.values():
        for _ in range(2):
            chosen = kind.Settings.model_validate(asked(kind, world.settings, chance))
            wants = kind.wants(chosen, world)
            if wants is not None:
                found.append((kind, chosen, wants, kind.matches(chosen, world), TriggerMemory()))
    return found


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 10**6), st.lists(changes(), max_size=12))
def test_what_a_trigger_does_not_want_would_not_match(
    seed: int, moves: list[tuple[int, dict[str, Any]]]
) -> None:
    world = beginning()
    several = triggers(world, seed)
    at = NOW
    for gap, made in [*moves, *((60, sure) for sure in SURE)]:
        at += gap
        world.now = at
        try:
            applied = world.apply(change(timed(at, made)))
        except Refused:
            continue
        for kind, chosen, wants, match, memory in several:
            wanted = any(wants(delta) for delta in applied.deltas if type(delta) in kind.hears)
            before = deepcopy(memory)
            matched = [event for event in kind.recognise(applied, world) if match(event, memory)]
            if not wanted:
                assert not matched, (kind.id, chosen, made)
                assert memory == before, (kind.id, chosen, made)


@pytest.mark.parametrize(
    ("event", "asked_for", "unwanted", "wanted"),
    [
        ("action_issued", {"templates": ["called"]}, {"template": "site"}, {"template": "called"}),
        ("balance_changed", {"account": "bonus"}, {"account": "stamps"}, {"account": "bonus"}),
        ("segment_entered", {"segment": "vips"}, {"segment": "buyers"}, {"segment": "vips"}),
        ("list_price_dropped", {"list": "cart", "amount": 1}, {"price": 10_001}, {"price": 1}),
        ("viewed_out_of_stock", {"segments": ["hats"]}, {"available": False}, None),
    ],
)
def test_what_does_not_fit_is_not_even_recognised(
    event: str, asked_for: dict[str, Any], unwanted: dict[str, Any], wanted: dict[str, Any] | None
) -> None:
    by_hand: dict[str, dict[str, Any]] = {
        "action_issued": {"do": "action.issue", "customer": "anna"},
        "balance_changed": {"do": "balance.award", "customer": "anna", "amount": 1},
        "segment_entered": {"do": "segment.add", "customer": "anna"},
    }
    of = by_hand.get(event, {"do": "product.feed", "product": "boot"})
    world = shop({"do": "list.add", "customer": "anna", "list": "cart", "product": "boot"})
    trigger = Trigger(world, event, **asked_for)
    wants = trigger.kind.wants(trigger.settings, world)
    assert wants is not None

    def is_wanted(given_: dict[str, Any]) -> bool:
        applied = world.apply(change({**of, **given_}))
        return any(wants(delta) for delta in applied.deltas if type(delta) in trigger.kind.hears)

    assert not is_wanted(unwanted)
    assert wanted is None or is_wanted(wanted)

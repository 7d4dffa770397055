"""Which kinds of event are looked for: those on which a flow starts, where a flow may want what happened."""

from collections.abc import Iterable
from typing import Any

import pytest

from engine.events.base import Event, EventKind
from engine.events.catalogue import CATALOGUE
from engine.flow.model import Flow
from engine.simulation.flow_run import RunFlow
from engine.simulation.observer import Observer
from engine.simulation.simulation import Simulation
from engine.world.world import Applied, World
from tests.engine.world.worlds import NOW, change, shop
from tests.kit import Listed, MemoryJournal


def flow(event: str, **settings: Any) -> Flow:
    return Flow.model_validate(
        {
            "id": f"on-{event}-{len(settings)}".replace("_", "-"),
            "name": event,
            "blocks": [
                {"id": "start", "kind": "launch", "trigger": {"event": event, "settings": settings}},
                {"id": "go", "kind": "steps", "actions": [{"do": "issue_action", "template": "site"}]},
            ],
            "connections": [{"from": "start", "output": "next", "to": "go"}],
        }
    )


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds that were asked to recognise their events, in order."""
    asked: list[str] = []
    for kind in CATALOGUE.values():
        recognise = kind.recognise

        def noted(
            applied: Applied, world: World, kind: EventKind = kind, recognise: Any = recognise
        ) -> Iterable[Event]:
            asked.append(kind.id)
            found: Iterable[Event] = recognise(applied, world)
            return found

        monkeypatch.setattr(kind, "recognise", noted)
    return asked


def play(*givens: dict[str, Any], flows: tuple[Flow, ...], observer: Observer | None = None) -> MemoryJournal:
    world = shop(
        {"do": "list.add", "customer": "anna", "list": "wishes", "product": "boot"},
        {"do": "product.view", "customer": "bert", "product": "boot"},
    )
    journal = MemoryJournal()
    timeline = Listed(change({"at": NOW + n, **given}) for n, given in enumerate(givens))
    versions = [RunFlow(each, 1) for each in flows]
    simulation = Simulation(world, versions, timeline, journal, seed=1, start=NOW, observer=observer)
    simulation.run(NOW + len(givens))
    return journal


DROP = {"do": "product.feed", "product": "boot", "price": 5_000}
RISE = {"do": "product.feed", "product": "boot", "price": 15_000}
BOTH = {"do": "product.feed", "product": "boot", "price": 5_000, "available": False}


@pytest.mark.rule("W-4")
def test_where_no_flow_listens_nothing_is_looked_for(looked: list[str]) -> None:
    play(DROP, RISE, BOTH, flows=(flow("customer_added"),))
    assert looked == []


@pytest.mark.rule("W-4")
def test_only_what_a_flow_may_want_is_looked_for(looked: list[str]) -> None:
    flows = (
        flow("viewed_price_dropped", amount=1),
        flow("list_price_dropped", list="wishes", amount=1),
        flow("list_price_increased", list="wishes", amount=1),
        flow("list_out_of_stock", list="wishes", segments=["hats"]),
    )
    play(DROP, flows=flows)
    assert looked == ["list_price_dropped", "viewed_price_dropped"]
    looked.clear()
    play(RISE, BOTH, flows=flows)
    assert looked == ["list_price_increased", "list_price_dropped", "viewed_price_dropped"]


@pytest.mark.rule("W-4")
def test_one_flow_that_wants_it_is_enough(looked: list[str]) -> None:
    other = flow("viewed_out_of_stock", segments=["hats"])
    hats, shoes = (flow("list_out_of_stock", list="wishes", segments=[name]) for name in ("hats", "shoes"))
    shoes = shoes.model_copy(update={"id": "shoes"})
    journal = play(BOTH, flows=(hats, shoes, other))
    assert looked == ["list_out_of_stock"]
    assert [path.flow for path in journal.paths.values()] == ["shoes"]


@pytest.mark.rule("R-3")
def test_who_looks_on_sees_what_no_flow_wants(looked: list[str]) -> None:
    flows = (flow("list_price_dropped", list="wishes", amount=1), flow("viewed_price_increased", amount=1))
    watched = play(RISE, DROP, flows=flows, observer=Observer())
    assert looked == ["list_price_dropped", "viewed_price_increased"] * 2
    looked.clear()
    assert play(RISE, DROP, flows=flows).wakes == watched.wakes
    assert looked == ["viewed_price_increased", "list_price_dropped"]

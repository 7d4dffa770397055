"""What recognition costs with many flows on: `python -m tests.benchmarks.recognition`.

A shop's traffic (views, wishes, orders and what becomes of them, feeds, actions, profiles, points) is played
with twenty flows on twenty different events, and with each of them alone. No flow is ever started: each asks
for a list, a status or a field that the traffic does not touch, so that all the difference is recognition. A
change may be at most 1.5 times as dear with twenty flows as with one.

The measurements are interleaved in one process, each on a fresh world; only ratios within one call mean
anything. `one` is the mean of the twenty flows alone, `none` is without any flow.
"""

import argparse
import gc
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

from engine.flow.model import Flow
from engine.simulation.flow_run import RunFlow
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.world import STATE, World
from tests.kit import Listed, MemoryJournal

START = 1_772_323_200  # 2026-03-01 00:00 UTC
DAY = 86_400
MOST = 1.5
"""How much dearer a change may be."""

SETTINGS: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    "order_statuses": {
        "new": {"category": "new"},
        "paid": {"category": "paid"},
        "paid twice": {"category": "paid"},
        "delivered": {"category": "delivered"},
        "delivered twice": {"category": "delivered"},
        "never": {"category": "other"},
    },
    "action_templates": {"visit": {}, "never": {}},
    "customer_fields": {"size": {"type": "text"}, "never": {"type": "text"}},
    "order_fields": {"never": {"type": "text"}},
    "product_fields": {"colour": {"type": "text"}, "never": {"type": "text"}},
    "lists": {"cart": {}, "never": {}},
    "segments": {"vip": {}, "never": {}},
    "product_segments": {"never": {}},
    "points_accounts": {"bonus": {}, "never": {}},
}

NEVER: dict[str, dict[str, Any]] = {
    "action_issued": {"templates": ["never"]},
    "product_action_issued": {"templates": ["never"]},
    "product_added_to_list": {"list": "never"},
    "list_changed": {"list": "never"},
    "order_status_changed": {"status": "never"},
    "order_changed": {"order_fields": ["never"]},
    "item_delivered": {"statuses": ["delivered twice"]},
    "item_paid": {"statuses": ["paid twice"]},
    "segment_entered": {"segment": "never"},
    "segment_exited": {"segment": "never"},
    "customer_registered": {},
    "email_confirmed": {},
    "custom_field_changed": {"field": "never"},
    "subscription_changed": {"channel": "sms", "status": "requires_confirmation"},
    "list_back_in_stock": {"list": "never"},
    "list_price_dropped": {"list": "never", "percent": 10},
    "viewed_price_increased": {"percent": 10, "segments": ["never"]},
    "product_viewed": {"segments": ["never"]},
    "balance_changed": {"account": "never"},
    "points_available": {"account": "never"},
}
"""Twenty events, each with settings that the traffic does not meet."""


def flow(event: str) -> RunFlow:
    blocks = [
        {"id": "start", "kind": "launch", "trigger": {"event": event, "settings": NEVER[event]}},
        {"id": "mail", "kind": "steps", "actions": [{"do": "send_email", "subject": "s", "body": "b"}]},
    ]
    connections = [{"from": "start", "output": "next", "to": "mail"}]
    data = {"id": event.replace("_", "-"), "name": event, "blocks": blocks, "connections": connections}
    return RunFlow(Flow.model_validate(data), 1)


def traffic(count: int, customers: int, products: int) -> dict[str, list[Change]]:
    """`count` changes of each sort, a second apart, in the order in which they must be played."""
    chance = random.Random(7)

    def customer() -> str:
        return f"c{chance.randrange(customers)}"

    def product() -> str:
        return f"p{chance.randrange(products)}"

    feeds: tuple[dict[str, Any], ...] = (
        {"price": 80},
        {"price": 120},
        {"available": False},
        {"available": True},
        {"fields": {"colour": "red"}},
        {"fields": {"colour": "blue"}},
    )

    def item() -> dict[str, Any]:
        return {"product": product(), "price": 100}

    def order(n: int) -> dict[str, Any]:
        return {"order": f"o{n}", "customer": customer(), "status": "new", "items": [item(), item()]}

    sorts: dict[str, Any] = {
        "product.view": lambda n: {"customer": customer(), "product": product()},
        "list.add": lambda n: {"customer": customer(), "list": "cart", "product": product()},
        "product.feed": lambda n: {"product": product(), **chance.choice(feeds)},
        "order.create": order,
        "order.set_status": lambda n: {"order": f"o{n}", "status": "paid"},
        "order.set_item": lambda n: {"order": f"o{n}", "line": 1, "status": "delivered"},
        "action.issue": lambda n: {"customer": customer(), "template": "visit"},
        "customer.set_field": lambda n: {"customer": customer(), "fields": {"size": f"{n}"}},
        "balance.award": lambda n: {"customer": customer(), "account": "bonus", "amount": 1},
    }
    changes = {}
    at = START
    for do, make in sorts.items():
        changes[do] = [CHANGE.validate_python({"do": do, "at": at + n, **make(n)}) for n in range(count)]
        at += count + DAY
    return changes


def shop(customers: int, products: int) -> bytes:
    """The world at the beginning, as JSON: a fresh one is read from it for every measurement."""
    some = {f"c{n}": {"id": f"c{n}", "subscriptions": {"main": "subscribed"}} for n in range(customers)}
    goods = {f"p{n}": {"id": f"p{n}", "price": 100, "available": True} for n in range(products)}
    given = {"settings": SETTINGS, "customers": some, "products": goods}
    return STATE.dump_json(STATE.validate_python(given))


def played(world: bytes, changes: dict[str, list[Change]], events: Sequence[str]) -> Iterator[float]:
    """Play the traffic; seconds of processor time for each sort of change."""
    journal = MemoryJournal()
    everything = Listed(change for some in changes.values() for change in some)
    flows = [flow(event) for event in events]
    simulation = Simulation(
        World(STATE.validate_json(world)), flows, everything, journal, seed=1, start=START
    )
    gc.collect()
    gc.disable()
    try:
        for some in changes.values():
            began = time.process_time()
            # The day of quiet after it lets its sessions end.
            simulation.run(some[-1].at + DAY // 2)
            yield time.process_time() - began
    finally:
        gc.enable()
    assert not journal.wakes, "the traffic started a flow"


def measure(count: int, customers: int, products: int, runs: int) -> float:
    """Print the costs, and give how much dearer a change is with twenty flows than with one."""
    world, changes = shop(customers, products), traffic(count, customers, products)
    asked: dict[str, list[list[str]]] = {
        "none": [[]],
        "one": [[event] for event in NEVER],
        "twenty": [list(NEVER)],
    }
    found: dict[str, list[list[float]]] = {name: [] for name in asked}
    for _ in range(runs):
        for name, sets in asked.items():
            each = [list(played(world, changes, events)) for events in sets]
            found[name].append([statistics.mean(column) for column in zip(*each, strict=True)])
    middle = {
        name: [statistics.median(column) / count * 1e6 for column in zip(*rows, strict=True)]
        for name, rows in found.items()
    }
    print(f"{len(changes)} sorts of change, {count:,} each; µs of processor time a change, medians of {runs}")
    print(f"{'':18} {'none':>7} {'one':>7} {'twenty':>7}   twenty by one")
    for n, do in enumerate(changes):
        none, one, twenty = (middle[name][n] for name in asked)
        print(f"{do:18} {none:7.2f} {one:7.2f} {twenty:7.2f}   {twenty / one:.2f}")
    none, one, twenty = (statistics.mean(middle[name]) for name in asked)
    print(f"{'all':18} {none:7.2f} {one:7.2f} {twenty:7.2f}   {twenty / one:.2f} (at most {MOST})")
    return float(twenty / one)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--changes", type=int, default=3000, help="of each sort")
    options.add_argument("--customers", type=int, default=1000)
    options.add_argument("--products", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    ratio = measure(chosen.changes, chosen.customers, chosen.products, chosen.runs)
    raise SystemExit(0 if ratio <= MOST else 1)


if __name__ == "__main__":
    main()

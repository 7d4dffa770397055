"""Generated traffic: changes a second and memory, `python -m tests.benchmarks.traffic [--customers 100000]`.

Each measurement is a process of its own: the days of a thousand customers, a whole day by itself (which looks
back at the orders of the days before it), ten days one after the other, and ten days played into a world.
Time is the processor's; memory is what the process holds at most, beyond what it held at first.
"""

import argparse
import resource
import subprocess
import sys
import time

from engine.time.civil import day_number
from engine.traffic.generator import Generator
from engine.traffic.people import People
from engine.world.traffic import Traffic
from engine.world.world import STATE, World, WorldState

FIRST = day_number(2026, 3, 2)
DAYS = 10
LATER = FIRST + 200
"""A day in the midst of a year: orders of twenty days before it are looked back at."""


def shop() -> WorldState:
    """A shop of a thousand products, half of them with prices by zone."""
    categories = ("new", "paid", "shipped", "delivered", "cancelled", "returned")
    return STATE.validate_python(
        {
            "settings": {
                "time_zone": "Europe/Berlin",
                "order_statuses": {name: {"category": name} for name in categories},
                "lists": {"cart": {}},
                "points_accounts": {"points": {}},
                "promo_pools": {"summer": {}},
                "zones": {"north": {}},
            },
            "products": {
                f"p{n}": {
                    "id": f"p{n}",
                    "price": 500 + n,
                    "available": True,
                    "regional": {"north": {"price": 450 + n}} if n % 2 else {},
                }
                for n in range(1000)
            },
        }
    )


def megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def measure(what: str, customers: int) -> None:
    state = shop()
    before, began = megabytes(), time.process_time()
    made = Generator(state, Traffic(customers=customers), first=FIRST)
    ready = time.process_time() - began
    began = time.process_time()
    changes = 0
    if what == "a thousand customers":
        changes = sum(len(made.of(number, LATER)) for number in range(0, customers, customers // 1000))
    elif what == "a day by itself":
        changes = len(made.day(LATER))
    elif what == "ten days":
        days = made.days(LATER, LATER + DAYS + 1)
        next(days)
        began = time.process_time()
        changes = sum(map(len, days))
    else:
        state.customers.update((one.id, one) for one in made.missing(state))
        world = World(state)
        began = time.process_time()
        for day in made.days(FIRST, FIRST + DAYS):
            changes += len(day)
            for change in day:
                world.apply(change)
    took = time.process_time() - began
    print(
        f"{what:<24}{changes:>9,} changes in {took:>6.2f} s, {changes / took:>9,.0f} a second, "
        f"after {ready:.2f} s; {megabytes() - before:>6.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--only")
    chosen = parser.parse_args()
    if chosen.only is not None:
        measure(chosen.only, chosen.customers)
        return
    print(f"{chosen.customers:,} customers, from the 200th day on; the first is called {People.id(0)}")
    for what in ("a thousand customers", "a day by itself", "ten days", "ten days, and applied"):
        words = ["--only", what, "--customers", str(chosen.customers)]
        subprocess.run([sys.executable, "-m", "tests.benchmarks.traffic", *words], check=True)


if __name__ == "__main__":
    main()

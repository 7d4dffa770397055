"""What two flows over public data must come to, worked out from the CSV files without flowrig.

Nothing here uses the product: the rules are written down once more, one customer at a time, in plain code.
"""

import csv
import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path
from zoneinfo import ZoneInfo

FOREVER = 1 << 60


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@dataclass(frozen=True)
class Clock:
    """Civil time in one zone."""

    zone: ZoneInfo

    def instant(self, wall: datetime) -> int:
        """Of a time that does not exist: as far behind the gap; of one that exists twice: the first."""
        return int(wall.replace(tzinfo=self.zone, fold=0).timestamp())

    def read(self, text: str) -> int:
        return self.instant(datetime.strptime(text, "%Y-%m-%d %H:%M:%S"))

    def wall(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, self.zone).replace(tzinfo=None)

    def days_later(self, instant: int, days: int) -> int:
        return self.instant(self.wall(instant) + timedelta(days=days)) if days else instant

    def opens(self, instant: int, start: time, end: time, days: Sequence[int] = range(7)) -> int:
        """The first moment from this one on at which it is between start and end on one of these weekdays."""
        wall = self.wall(instant)
        if wall.weekday() in days and start <= wall.time() < end:
            return instant
        day = wall.date() if wall.time() < start else wall.date() + timedelta(days=1)
        while day.weekday() not in days:
            day += timedelta(days=1)
        return self.instant(datetime.combine(day, start))


@dataclass
class Trip:
    """A passage: which branch it took, when it came into the wait and went out of it, and how it ended."""

    customer: str
    entered: int
    branch: str
    left: int
    launched: bool


@dataclass
class Expected:
    trips: list[Trip] = field(default_factory=list)
    turned_away: Counter[str] = field(default_factory=Counter)
    """How often, by customer."""

    def in_branch(self, branch: str) -> list[Trip]:
        return [trip for trip in self.trips if trip.branch == branch]

    @property
    def launched(self) -> int:
        return sum(trip.launched for trip in self.trips)

    @property
    def stopped(self) -> int:
        return len(self.trips) - self.launched


Plan = Callable[[int, int], tuple[str, int]]
"""From the number of the entry and its instant to the branch and the instant at which its step is due."""


def one_customer(
    who: str, events: Iterable[int], plan: Plan, barred_until: Callable[[int], int], into: Expected
) -> None:
    """One customer's passages: each leads to one step, and a step that was carried out bars the way for a
    time, at the entrance and before the step. At one instant events come first, then waits that are over."""
    agenda = [(at, 0, n) for n, at in enumerate(events)]
    heapq.heapify(agenda)
    waiting: dict[int, Trip] = {}
    last_step: int | None = None
    entries = 0

    def barred(now: int) -> bool:
        return last_step is not None and now < barred_until(last_step)

    while agenda:
        now, is_wake, n = heapq.heappop(agenda)
        if not is_wake:
            if barred(now):
                into.turned_away[who] += 1
                continue
            entries += 1
            branch, due = plan(entries, now)
            trip = Trip(who, now, branch, due, False)
            into.trips.append(trip)
            if due > now:
                waiting[n] = trip
                heapq.heappush(agenda, (due, 1, n))
                continue
        else:
            trip = waiting.pop(n)
            if barred(now):
                continue
        trip.launched = True
        last_step = now


def draw(seed: int, flow: str, block: str, entry: int, customer: str) -> float:
    """The documented draw (T-6): 53 bits of a BLAKE2b hash of what it is for."""
    text = "\x1f".join([str(seed), flow, block, str(entry), customer])
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
    return (number >> 11) / 2**53


# Olist: an item is delivered, three days and a window later a review is asked for, once in thirty days.


def delivered_items(folder: Path, clock: Clock) -> dict[str, list[int]]:
    """By customer, the instants at which items were delivered, as often as there are items."""
    people = {
        row["customer_id"]: row["customer_unique_id"] for row in rows(folder / "olist_customers_dataset.csv")
    }
    items = Counter(row["order_id"] for row in rows(folder / "olist_order_items_dataset.csv"))
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows(folder / "olist_orders_dataset.csv"):
        if row["order_delivered_customer_date"]:
            at = clock.read(row["order_delivered_customer_date"])
            # An order cannot be delivered in the world before it is in it; no such row is known.
            assert at >= clock.read(row["order_purchase_timestamp"])
            found[people[row["customer_id"]]] += [at] * items[row["order_id"]]
    return found


def review_requests(
    folder: Path,
    zone: str = "America/Sao_Paulo",
    *,
    days: int = 3,
    start: int = 10,
    end: int = 20,
    barred_days: int = 30,
) -> Expected:
    clock = Clock(ZoneInfo(zone))

    def plan(entry: int, at: int) -> tuple[str, int]:
        return "", clock.opens(clock.days_later(at, days), time(start), time(end))

    expected = Expected()
    for who, events in delivered_items(folder, clock).items():
        one_customer(who, events, plan, lambda last: clock.days_later(last, barred_days), expected)
    return expected


# UCI Online Retail: a first order, and one of two welcomes.

FEES = {"POST", "DOT", "M", "D", "C2", "S", "B", "PADS", "CRUK", "BANK CHARGES", "AMAZONFEE"}


def invoices(folder: Path, clock: Clock) -> dict[str, list[int]]:
    """By customer, the instants of their invoices for goods: that of an invoice's first line."""
    found: dict[str, tuple[str, int]] = {}
    for row in rows(folder / "online_retail_sample.csv"):
        number = row["InvoiceNo"]
        goods = row["StockCode"].upper() not in FEES
        if row["CustomerID"] and not number.startswith(("C", "A")) and goods and number not in found:
            found[number] = (row["CustomerID"], clock.read(row["InvoiceDate"]))
    by_customer: dict[str, list[int]] = defaultdict(list)
    for who, at in found.values():
        by_customer[who].append(at)
    return by_customer


def welcomes(
    folder: Path,
    seed: int,
    zone: str = "Europe/London",
    *,
    flow: str = "welcome",
    block: str = "halves",
    share: float = 0.5,
    end: int = 17,
    once: bool = True,
) -> Expected:
    clock = Clock(ZoneInfo(zone))
    expected = Expected()
    for who, events in invoices(folder, clock).items():

        def plan(entry: int, at: int, who: str = who) -> tuple[str, int]:
            if draw(seed, flow, block, entry, who) < share:
                return "now", at
            return "later", clock.opens(clock.days_later(at, 1), time(9), time(end), range(5))

        one_customer(who, events, plan, lambda last: FOREVER if once else last, expected)
    return expected

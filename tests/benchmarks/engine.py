"""The reference work, in flowrig and in SimPy, interleaved: `python -m tests.benchmarks.engine`.

100,000 customers, one event each at a random time within 30 days. Trigger filter (10 % fail) → condition
70/30 → yes: e-mail → wait 1 day, then 8:00–20:00 → condition 40 % → e-mail; no: split 50/50 → wait 3 days →
limit 10,000 → e-mail. Once per customer.

flowrig goes the way of `flowrig run` (change → recognition → filter → limits → relevance → outbox) and
journals to SQLite on disk, with indexes and checkpoints afterwards and now and then. SimPy, in its usual
idiom of a process per customer, keeps counters in memory; it is measured as Python comes, once more without
garbage collection (flowrig plays without), and once writing a row per visit to SQLite.

A *visit* is a passage at a block: 485,322 of them here. The design's table, which speaks of 675,739, adds the
190,000 wake-ups. Every measurement is a process of its own; only ratios within one call mean anything.
"""

import argparse
import gc
import json
import os
import random
import resource
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

DAY = 86_400
START = 1_772_323_200  # 2026-03-01 00:00 UTC, no clock changes in the project's zone

KINDS = ("flowrig", "simpy", "simpy-no-gc", "simpy-journal")


class Person(NamedTuple):
    number: int
    at: int
    reachable: bool
    loyal: bool
    score: int


def people(count: int) -> list[Person]:
    """The same customers for both, in the order of their events."""
    chance = random.Random(7)
    arrivals = sorted(chance.randrange(30 * DAY) for _ in range(count))
    return [
        Person(n, START + at, chance.random() >= 0.1, chance.random() < 0.7, chance.randrange(100))
        for n, at in enumerate(arrivals)
    ]


def _email(block: str) -> dict[str, Any]:
    return {"id": block, "kind": "steps", "actions": [{"do": "send_email", "subject": block, "body": block}]}


FLOW: dict[str, Any] = {
    "id": "reference",
    "limit": {"mode": "once"},
    "blocks": [
        {
            "id": "start",
            "kind": "launch",
            "trigger": {"event": "action_issued", "settings": {"templates": ["visit"]}},
            "filter": {"field": "customer.email.valid", "op": "is", "value": True},
        },
        {
            "id": "loyal",
            "kind": "condition",
            "condition": {"field": "customer.field.loyal", "op": "is", "value": True},
        },
        _email("hello"),
        {
            "id": "night",
            "kind": "wait",
            "duration": "1 day",
            "window": {"start": "08:00", "end": "20:00"},
        },
        {
            "id": "keen",
            "kind": "condition",
            "condition": {"field": "customer.field.score", "op": "less_than", "value": 40},
        },
        _email("more"),
        {
            "id": "halves",
            "kind": "split",
            "branches": [{"id": "A", "share": 50}, {"id": "B", "share": 50}],
        },
        {"id": "three", "kind": "wait", "duration": "3 days"},
        {"id": "cap", "kind": "limit", "cap": 10_000},
        _email("offer"),
    ],
    "connections": [
        {"from": source, "output": output, "to": target}
        for source, output, target in (
            ("start", "next", "loyal"),
            ("loyal", "yes", "hello"),
            ("hello", "next", "night"),
            ("night", "next", "keen"),
            ("keen", "yes", "more"),
            ("loyal", "no", "halves"),
            ("halves", "A", "three"),
            ("halves", "B", "three"),
            ("three", "next", "cap"),
            ("cap", "within", "offer"),
        )
    ],
}


def customer(number: int) -> str:
    return f"c{number}"


def flowrig(count: int, cap: int, rooms: "Rooms | None" = None) -> dict[str, Any]:
    """Play the reference work in flowrig; the clock runs from the first change to the last commit."""
    from engine.flow.model import Flow
    from engine.reports.snapshot import snapshot
    from engine.simulation.flow_run import RunFlow
    from engine.world.changes.actions import IssueAction
    from engine.world.changes.base import Change
    from engine.world.entities import Contact, Customer
    from engine.world.settings import ActionTemplate, CustomField, Settings
    from engine.world.world import WorldState
    from storage.playing import PlayedRun
    from storage.workspace import Workspace

    crowd = people(count)
    settings = Settings(
        action_templates={"visit": ActionTemplate()},
        customer_fields={"loyal": CustomField("yes_no"), "score": CustomField("number")},
    )
    before = peak()
    state = WorldState(
        settings,
        customers={
            customer(p.number): Customer(
                customer(p.number),
                email=Contact("someone@example.com", valid=p.reachable),
                fields={"loyal": p.loyal, "score": p.score},
                subscriptions={"main": "subscribed"},
            )
            for p in crowd
        },
    )
    world = peak() - before

    class Visits:
        def changes(self, skip: int) -> Iterator[Change]:
            for person in crowd[skip:]:
                yield IssueAction(at=person.at, customer=customer(person.number), template="visit")

    blocks = [{**b, "cap": cap} if b["kind"] == "limit" else b for b in FLOW["blocks"]]
    flow = Flow.model_validate({**FLOW, "blocks": blocks})
    with (
        tempfile.TemporaryDirectory() as folder,
        Workspace.open(Path(folder) / "b.flowrig", create=True) as workspace,
    ):
        run = PlayedRun.start(
            workspace, [RunFlow(flow, 1)], state, Visits(), name="reference", seed=1, start=START
        )
        gc.collect()
        began, busy = time.perf_counter(), time.process_time()
        if rooms is not None:
            rooms.watch()
        run.play(START + 60 * DAY)
        if rooms is not None:
            rooms.rest()
        took, cpu = time.perf_counter() - began, time.process_time() - busy
        run.finish()
        finished = time.perf_counter() - began
        seen = snapshot(run.simulation).flows["reference"]
        bytes_of = {
            table: stored(workspace.connection.conn, f"{table}_{run.entry.id}")
            for table in ("wake", "message")
        }
        run.close()
    entered = {name: block.entered for name, block in seen.blocks.items()}
    return {
        "seconds": took,
        "cpu": cpu,
        "finished": finished,
        "visits": sum(entered.values()),
        "bytes": bytes_of,
        "world": world,
        "memory": peak(),
        "counts": {
            **{name: n for name, n in entered.items() if n},
            "refused": sum(seen.did_not_enter.values()),
            "within": seen.blocks["cap"].left.get("within", 0),
        },
    }


def peak() -> int:
    """The most memory that this process has had, in KB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


def stored(connection: sqlite3.Connection, table: str) -> int | None:
    """Bytes of a table without its indexes; None where this SQLite cannot say."""
    try:
        row = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name = ?", (table,)).fetchone()
    except sqlite3.OperationalError:
        return None
    return None if row is None else row[0]


def simpy_run(count: int, cap: int, journal: bool, collecting: bool = True) -> dict[str, Any]:
    """The same in SimPy: a process per customer, counters in memory; with `journal` also a row per visit.

    What flowrig draws with a hash, and its customers' ids, are given: they are not part of what is timed.
    """
    import simpy

    from engine.blocks.draws import draws

    crowd = people(count)
    draw = draws(1, "reference", "halves")
    half = [draw(customer(p.number), 1) for p in crowd]
    entered: Counter[str] = Counter()
    letters: list[tuple[int, int, str]] = []
    used = 0
    rows: list[tuple[Any, ...]] = []

    def visit(person: Person, block: str) -> None:
        entered[block] += 1
        if journal:
            rows.append((env.now, person.number, block))
            if len(rows) >= 1000:
                db.executemany("INSERT INTO visit VALUES (?, ?, ?)", rows)
                db.commit()
                rows.clear()

    def passage(person: Person) -> Generator[Any, Any, None]:
        nonlocal used
        yield env.timeout(person.at - START)
        if not person.reachable:
            entered["refused"] += 1
            return
        visit(person, "start")
        visit(person, "loyal")
        if person.loyal:
            visit(person, "hello")
            letters.append((int(env.now), person.number, "hello"))
            visit(person, "night")
            due = env.now + DAY
            hour = due % DAY
            if hour < 8 * 3600:
                due += 8 * 3600 - hour
            elif hour >= 20 * 3600:
                due += 32 * 3600 - hour
            yield env.timeout(due - env.now)
            visit(person, "keen")
            if person.score < 40:
                visit(person, "more")
                letters.append((int(env.now), person.number, "more"))
        else:
            visit(person, "halves")
            _ = "A" if half[person.number] < 0.5 else "B"
            visit(person, "three")
            yield env.timeout(3 * DAY)
            visit(person, "cap")
            if used < cap:
                used += 1
                visit(person, "offer")
                letters.append((int(env.now), person.number, "offer"))

    with tempfile.TemporaryDirectory() as folder:
        if journal:
            db = sqlite3.connect(Path(folder) / "j.db")
            db.execute("PRAGMA journal_mode=wal")
            db.execute("CREATE TABLE visit (at INTEGER, customer INTEGER, block TEXT)")
        gc.collect()
        if not collecting:
            gc.disable()
        began, busy = time.perf_counter(), time.process_time()
        env = simpy.Environment()
        for person in crowd:
            env.process(passage(person))
        env.run()
        if journal:
            db.executemany("INSERT INTO visit VALUES (?, ?, ?)", rows)
            db.commit()
        took, cpu = time.perf_counter() - began, time.process_time() - busy
        if journal:
            db.close()
    out = dict(entered)
    out.setdefault("refused", 0)
    out["within"] = used
    return {
        "seconds": took,
        "cpu": cpu,
        "visits": sum(n for name, n in entered.items() if name != "refused"),
        "memory": peak(),
        "counts": out,
    }


class Rooms:
    """Where the time goes: what runs is looked at a thousand times a second of processor time (Unix only)."""

    PLACES = (
        ("making the changes", "tests/benchmarks/engine.py", ()),
        ("checkpoint", "engine/simulation/checkpoint.py", ()),
        ("checkpoint", "storage/checkpoints.py", ()),
        ("journal", "storage/journal.py", ()),
        ("change", "engine/world/world.py", ()),
        ("change", "engine/world/changes/", ()),
        ("recognition", "engine/events/", ()),
        ("messages", "engine/blocks/actions/", ()),
        ("messages", "engine/messages/", ()),
        ("messages", "engine/simulation/flow_run.py", ("send",)),
        ("admission", "engine/simulation/flow_run.py", ("offer", "_admit", "_refuse")),
        ("walking", "engine/simulation/flow_run.py", ()),
        ("walking", "engine/blocks/", ()),
        ("clock and agenda", "engine/simulation/simulation.py", ()),
    )
    """A room, and the files (and functions) that are it. What they call without being a room counts as
    theirs."""

    def __init__(self) -> None:
        self.seen: dict[str, float] = {}
        """Seconds of processor time by room."""
        self._since = 0.0
        self._known: dict[Any, str] = {}

    def watch(self) -> None:
        self._since = time.process_time()
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)

    def rest(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _look(self, number: int, frame: FrameType | None) -> None:
        # Python looks up only between two steps of its own: a long call into SQLite is counted whole.
        now = time.process_time()
        took, self._since = now - self._since, now
        room: str | None = None
        while frame is not None:
            code = frame.f_code
            room = self._known.get(code)
            if room is None:
                room = self._known[code] = self._room(code.co_filename.replace(os.sep, "/"), code.co_name)
            if room:
                break
            frame = frame.f_back
        room = room or "all else"
        self.seen[room] = self.seen.get(room, 0.0) + took

    def _room(self, file: str, function: str) -> str:
        for room, part, functions in self.PLACES:
            if part in file and (not functions or function in functions):
                return room
        return ""

    def print(self) -> None:
        total = sum(self.seen.values())
        for room, took in sorted(self.seen.items(), key=lambda pair: -pair[1]):
            print(f"{took:6.2f} s {took / total * 100:5.1f} %  {room}")


def one(which: str, count: int, cap: int) -> dict[str, Any]:
    """One measurement, in this process."""
    if which == "flowrig":
        return flowrig(count, cap)
    return simpy_run(count, cap, which == "simpy-journal", which != "simpy-no-gc")


def measured(which: str, count: int, cap: int) -> dict[str, Any]:
    """One measurement in a process of its own, so that peak memory and warmth are each one's own."""
    options = ["--one", which, "--customers", str(count), "--cap", str(cap)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.engine", *options],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def flat() -> None:
    """Cost per visit by number of customers: at most 1.5 times between the cheapest and the dearest."""
    costs = []
    for count in (10_000, 100_000, 1_000_000):
        found = measured("flowrig", count, count // 10)
        costs.append(found["cpu"] / found["visits"] * 1e6)
        print(
            f"{count:>9,} customers: {found['seconds'] / found['visits'] * 1e6:.2f} µs a visit "
            f"({costs[-1]:.2f} of processor time), {found['finished'] / found['visits'] * 1e6:.2f} with "
            f"indexes and the last checkpoint, {found['memory'] / 1024:.0f} MB at the peak"
        )
    print(f"dearest by cheapest, processor time: {max(costs) / min(costs):.2f}")


def compare(count: int, cap: int, runs: int) -> None:
    found: dict[str, list[dict[str, Any]]] = {which: [] for which in KINDS}
    for _ in range(runs):
        for which in KINDS:
            found[which].append(measured(which, count, cap))
    reference = found["simpy"][0]["counts"]
    for which, all_of_them in found.items():
        for each in all_of_them:
            assert each["counts"] == reference, f"{which} counts {each['counts']}, SimPy {reference}"
    middle = {
        which: {key: statistics.median(each[key] for each in found[which]) for key in ("seconds", "cpu")}
        for which in KINDS
    }
    ours = found["flowrig"][0]
    visits = ours["visits"]
    print(f"{count:,} customers, {visits:,} visits, medians of {runs}; the counts are equal")
    for which, medians in middle.items():
        print(
            f"{which:>14}: {medians['seconds']:6.2f} s, {medians['cpu']:6.2f} s of processor time, "
            f"{visits / medians['seconds']:>9,.0f} visits/s, {found[which][0]['memory'] / 1024:4.0f} MB"
        )
    print("flowrig, journalling to disk, is")
    for which, against in (
        ("simpy", "SimPy in memory"),
        ("simpy-no-gc", "SimPy in memory without garbage collection"),
        ("simpy-journal", "SimPy writing a row per visit"),
    ):
        theirs, own = middle[which], middle["flowrig"]
        print(
            f"  {theirs['seconds'] / own['seconds']:.2f} × {against} "
            f"(processor time {theirs['cpu'] / own['cpu']:.2f} ×)"
        )
    for table, size in ours["bytes"].items():
        if size is not None:
            print(f"{table} rows: {size / visits:.1f} bytes a visit")
    print(
        f"memory: {ours['world'] * 1024 / count:,.0f} bytes a customer of the world before the run, "
        f"{ours['memory'] * 1024 / count:,.0f} for all at the peak"
    )
    late = statistics.median(each["finished"] - each["seconds"] for each in found["flowrig"])
    print(f"indexes and the last checkpoint: {late:.2f} s more")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--customers", type=int, default=100_000)
    options.add_argument("--cap", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument(
        "--flat", action="store_true", help="cost per visit from 10,000 to 1,000,000 customers"
    )
    options.add_argument("--profile", action="store_true", help="which room of flowrig takes how much")
    options.add_argument("--one", choices=KINDS, help="one measurement, as JSON")
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(one(chosen.one, chosen.customers, chosen.cap)))
    elif chosen.profile:
        rooms = Rooms()
        flowrig(chosen.customers, chosen.cap, rooms)
        rooms.print()
    elif chosen.flat:
        flat()
    else:
        compare(chosen.customers, chosen.cap, chosen.runs)


if __name__ == "__main__":
    main()

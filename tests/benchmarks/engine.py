"""The reference work, in flowrig and in SimPy, interleaved: `python -m tests.benchmarks.engine [--customers N] [--runs N]`.

100,000 customers, one event each at a random time within 30 days. Trigger filter (10 % fail) → condition 70/30 → yes:
e-mail → wait 1 day, then 8:00–20:00 → condition 40 % → e-mail; no: split 50/50 → wait 3 days → limit 10,000 → e-mail.
Once per customer. flowrig goes the way of `flowrig run` and journals to SQLite on disk; SimPy keeps counters in
memory, or (second ratio) writes a row per visit. Only ratios within one call mean anything.
"""

import argparse
import gc
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

DAY = 86_400
START = 1_772_323_200  # 2026-03-01 00:00 UTC, no clock changes in the project's zone


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
        {"id": "hello", "kind": "steps", "actions": [{"do": "send_email", "subject": "Hello", "body": "Hello"}]},
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
        {"id": "more", "kind": "steps", "actions": [{"do": "send_email", "subject": "More", "body": "More"}]},
        {
            "id": "halves",
            "kind": "split",
            "branches": [{"id": "A", "share": 50}, {"id": "B", "share": 50}],
        },
        {"id": "three", "kind": "wait", "duration": "3 days"},
        {"id": "cap", "kind": "limit", "cap": 10_000},
        {"id": "offer", "kind": "steps", "actions": [{"do": "send_email", "subject": "Offer", "body": "Offer"}]},
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


def flowrig(count: int, cap: int) -> dict[str, Any]:
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
    subscribed = {"main": "subscribed"}
    state = WorldState(
        settings,
        customers={
            customer(p.number): Customer(
                customer(p.number),
                email=Contact("someone@example.com", valid=p.reachable),
                fields={"loyal": p.loyal, "score": p.score},
                subscriptions=subscribed,  # type: ignore[arg-type]
            )
            for p in crowd
        },
    )

    class Visits:
        def changes(self, skip: int) -> Iterator[Change]:
            for person in crowd[skip:]:
                yield IssueAction(at=person.at, customer=customer(person.number), template="visit")

    flow = {**FLOW, "blocks": [{**b, "cap": cap} if b["kind"] == "limit" else b for b in FLOW["blocks"]]}
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "b.flowrig", create=True) as workspace:
        run = PlayedRun.start(
            workspace,
            [RunFlow(Flow.model_validate(flow), 1)],
            state,
            Visits(),
            name="reference",
            seed=1,
            start=START,
        )
        gc.collect()
        began = time.perf_counter()
        run.play(START + 60 * DAY)
        took = time.perf_counter() - began
        run.finish()
        finished = time.perf_counter() - began
        seen = snapshot(run.simulation).flows["reference"]
        size = workspace.connection.rows(
            f"SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'wake_{run.entry.id}%' AND name NOT LIKE '%customer%'"
        )
        try:
            journal = next(iter(size))[0]
        except sqlite3.OperationalError:
            journal = None
        run.close()
    visits = sum(block.entered for block in seen.blocks.values())
    return {
        "seconds": took,
        "finished": finished,
        "visits": visits,
        "bytes": journal,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "counts": counts(
            {name: block.entered for name, block in seen.blocks.items()}, seen.did_not_enter, seen.blocks["cap"].left
        ),
    }


def counts(entered: dict[str, int], refused: dict[str, int], cap: dict[str, int]) -> dict[str, int]:
    out = {name: n for name, n in entered.items() if n}
    out["refused"] = sum(refused.values())
    out["within"] = cap.get("within", 0)
    return out


def simpy_run(count: int, cap: int, journal: bool) -> dict[str, Any]:
    """The same in SimPy: a process per customer, counters in memory; with `journal` also a row per visit."""
    import simpy

    from engine.blocks.draws import draws

    crowd = people(count)
    draw = draws(1, "reference", "halves")
    # What flowrig draws with a hash, SimPy is given.
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

    def passage(person: Person) -> Iterator[Any]:
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
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "counts": out,
    }


def measured(which: str, count: int, cap: int) -> dict[str, Any]:
    """One measurement in a process of its own, so that peak memory and warmth are each one's own."""
    words = [sys.executable, "-m", "tests.benchmarks.engine", "--one", which, "--customers", str(count), "--cap", str(cap)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=100_000)
    options.add_argument("--cap", type=int, default=10_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--flat", action="store_true", help="cost per visit from 10,000 to 1,000,000 customers")
    options.add_argument("--one", choices=("flowrig", "simpy", "simpy-journal"))
    chosen = options.parse_args()
    if chosen.one:
        if chosen.one == "flowrig":
            found = flowrig(chosen.customers, chosen.cap)
        else:
            found = simpy_run(chosen.customers, chosen.cap, chosen.one == "simpy-journal")
        print(json.dumps(found))
        return
    if chosen.flat:
        for count in (10_000, 100_000, 1_000_000):
            one = measured("flowrig", count, count // 10)
            print(
                f"{count:>9,} customers: {one['seconds'] / one['visits'] * 1e6:.2f} µs a visit, "
                f"{one['finished'] / one['visits'] * 1e6:.2f} with indexes, {one['memory'] / 1024:.0f} MB at the peak"
            )
        return
    found_by: dict[str, list[dict[str, Any]]] = {"flowrig": [], "simpy": [], "simpy-journal": []}
    for _ in range(chosen.runs):
        for which, found in found_by.items():
            found.append(measured(which, chosen.customers, chosen.cap))
    reference = found_by["simpy"][0]["counts"]
    for which, found in found_by.items():
        for one in found:
            assert one["counts"] == reference, f"{which} counts {one['counts']}, SimPy {reference}"
    middle = {which: statistics.median(one["seconds"] for one in found) for which, found in found_by.items()}
    ours = found_by["flowrig"][0]
    print(f"{chosen.customers:,} customers, {ours['visits']:,} visits, medians of {chosen.runs}; the counts are equal")
    for which, seconds in middle.items():
        one = found_by[which][0]
        print(f"{which:>14}: {seconds:6.2f} s {one['visits'] / seconds:>10,.0f} visits/s {one['memory'] / 1024:6.0f} MB")
    print(f"flowrig is {middle['simpy'] / middle['flowrig']:.2f} × SimPy in memory without a journal")
    print(f"flowrig is {middle['simpy-journal'] / middle['flowrig']:.2f} × SimPy writing a row per visit")
    if ours["bytes"]:
        print(f"journal: {ours['bytes'] / ours['visits']:.1f} bytes a visit")
    print(f"indexes at the end: {(ours['finished'] - ours['seconds']) / ours['seconds'] * 100:.0f} % more")


if __name__ == "__main__":
    main()

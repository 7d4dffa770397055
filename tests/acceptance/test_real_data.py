"""Real data through the whole program: imported, played, and every passage compared with what a plain
reading of the CSV files comes to (`by_hand`)."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.by_hand import Expected, Trip, review_requests, welcomes
from tests.acceptance.shell import Shell
from tests.conftest import SHARED

pytestmark = pytest.mark.real_data

OLIST = SHARED / "data" / "olist"
UCI = SHARED / "data" / "uci_online_retail"

REVIEW = """\
flowrig: flow/1
id: {id}
name: Ask for a review
limit: {{mode: periodically, period: {barred} days}}
blocks:
- {{id: start, kind: launch, trigger: {{event: item_delivered}}}}
- {{id: pause, kind: wait, duration: {days} days, window: {{start: "{start}:00", end: "{end}:00"}}}}
- id: ask
  kind: steps
  actions:
  - {{do: call_webhook, url: "https://example.com/review", payload: "order {{{{ OrderItem.Line }}}}"}}
connections:
- {{from: start, output: next, to: pause}}
- {{from: pause, output: next, to: ask}}
"""

WELCOME = """\
flowrig: flow/1
id: welcome
name: A welcome after the first order
limit: {mode: once}
blocks:
- {id: start, kind: launch, trigger: {event: order_created}}
- id: halves
  kind: split
  branches:
  - {id: now, share: 50}
  - {id: later, share: 50}
- id: hello
  kind: steps
  actions:
  - {do: call_webhook, url: "https://example.com/hello"}
- id: pause
  kind: wait
  duration: 1 day
  window: {start: "9:00", end: "17:00", days: [mon, tue, wed, thu, fri]}
- id: offer
  kind: steps
  actions:
  - {do: call_webhook, url: "https://example.com/offer"}
connections:
- {from: start, output: next, to: halves}
- {from: halves, output: now, to: hello}
- {from: halves, output: later, to: pause}
- {from: pause, output: next, to: offer}
"""


@dataclass(frozen=True)
class Run:
    """What a run printed and wrote."""

    printed: dict[str, Any]
    visits: list[dict[str, Any]]

    def flow(self, flow: str) -> dict[str, Any]:
        found: dict[str, Any] = self.printed["flows"][flow]
        return found

    def at(self, flow: str, block: str) -> Iterator[dict[str, Any]]:
        return (visit for visit in self.visits if visit["flow"] == flow and visit["block"] == block)


def play(shell: Shell, mapping: str, data: Path, scenario: str, flows: dict[str, str], seed: int = 0) -> Run:
    shell("import", mapping, "--data", str(data), "--workspace", "w.flowrig")
    names = [f"{name}.yaml" for name in flows]
    for name, text in flows.items():
        shell.write(f"{name}.yaml", text)
    words = (
        "--workspace",
        "w.flowrig",
        "--scenario",
        scenario,
        "--seed",
        str(seed),
        "--json",
        "--journal",
        "out.jsonl",
    )
    result = shell("run", *names, *words)
    lines = (shell.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    return Run(json.loads(result.out), [json.loads(line) for line in lines])


def instant(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def waited(visits: Iterator[dict[str, Any]]) -> Counter[tuple[str, int, int]]:
    """(customer, came, left) of each visit to a wait."""
    return Counter((visit["customer"], instant(visit["arrived"]), instant(visit["left"])) for visit in visits)


def step_ends(visits: Iterator[dict[str, Any]]) -> Counter[tuple[str, int, bool]]:
    """(customer, when, whether it was carried out) of each visit to a step group."""
    return Counter((visit["customer"], instant(visit["arrived"]), visit["stop"] is None) for visit in visits)


def by_wait(trips: list[Trip]) -> Counter[tuple[str, int, int]]:
    return Counter((trip.customer, trip.entered, trip.left) for trip in trips)


def by_step(trips: list[Trip]) -> Counter[tuple[str, int, bool]]:
    return Counter((trip.customer, trip.left, trip.launched) for trip in trips)


def some(reasons: dict[str, int]) -> dict[str, int]:
    """Counts without those that are nought."""
    return {reason: n for reason, n in reasons.items() if n}


# (a) Olist.

ASKED = {"id": "review", "days": 3, "start": 10, "end": 20, "barred": 30}
HASTY = {"id": "hasty", "days": 2, "start": 9, "end": 13, "barred": 10}


@pytest.fixture(scope="module")
def olist(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two flows over the same data, so that what they share is not taken for what the first one asks."""
    shell = Shell(tmp_path_factory.mktemp("olist"))
    flows = {str(flow["id"]): REVIEW.format_map(flow) for flow in (ASKED, HASTY)}
    return play(shell, "olist", OLIST, "olist", flows)


def by_hand(flow: dict[str, Any]) -> Expected:
    options = {
        "days": flow["days"],
        "start": flow["start"],
        "end": flow["end"],
        "barred_days": flow["barred"],
    }
    return review_requests(OLIST, **options)


@pytest.mark.rule("E-12", "F-10", "F-12", "L-1", "L-2", "L-4", "L-6", "R-1", "T-3", "T-5", "T-8")
@pytest.mark.parametrize("flow", [ASKED, HASTY], ids=["review", "hasty"])
def test_reviews_are_asked_for_when_the_files_say(olist: Run, flow: dict[str, Any]) -> None:
    expected = by_hand(flow)
    entered, launched, stopped = len(expected.trips), expected.launched, expected.stopped
    assert min(entered, launched, stopped, expected.turned_away.total()) > 0
    assert waited(olist.at(flow["id"], "pause")) == by_wait(expected.trips)
    assert step_ends(olist.at(flow["id"], "ask")) == by_step(expected.trips)
    assert olist.flow(flow["id"]) == {
        "version": 0,
        "entered": entered,
        "inside": 0,
        "finished": launched,
        "launched": launched,
        "stopped": {"launch_limit": stopped},
        "did_not_enter": {"launch_limit": expected.turned_away.total()},
        "blocks": {
            "start": counts("launch", entered, {"next": entered}),
            "pause": counts("wait", entered, {"next": entered}),
            "ask": counts("steps", entered, {"next": launched}, {"launch_limit": stopped}),
        },
    }


def counts(
    kind: str, entered: int, left: dict[str, int], stopped: dict[str, int] | None = None
) -> dict[str, Any]:
    return {"kind": kind, "entered": entered, "inside": 0, "left": left, "stopped": stopped or {}}


def test_every_request_went_out_once(olist: Run) -> None:
    launched = by_hand(ASKED).launched + by_hand(HASTY).launched
    assert olist.printed["outbox"] == {"webhook": {"sent": launched, "not_sent": {}}}


def test_nobody_is_asked_at_night(olist: Run) -> None:
    hours = {datetime.fromisoformat(visit["left"]).hour for visit in olist.at("review", "pause")}
    assert hours == set(range(10, 20))


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "UTC"},
        {"zone": "America/Recife"},
        {"days": 2},
        {"start": 9},
        {"start": 11},
        {"end": 19},
        {"end": 21},
        {"barred_days": 24},
        {"barred_days": 33},
        {"barred_days": 0},
    ],
    ids=str,
)
def test_the_olist_numbers_would_show_a_mistake(wrong: dict[str, Any]) -> None:
    """With another zone, wait, window or limit the files come to something else, so that the comparison with
    a run does tell them apart. (A zone without daylight saving differs in summer only.)"""
    assert review_requests(OLIST, **wrong) != review_requests(OLIST)


# (b) UCI Online Retail.

SEED = 7


@pytest.fixture(scope="module")
def uci(tmp_path_factory: pytest.TempPathFactory) -> Run:
    shell = Shell(tmp_path_factory.mktemp("uci"))
    return play(shell, "uci_online_retail", UCI, "uci online retail", {"welcome": WELCOME}, SEED)


@pytest.mark.rule("E-10", "F-7", "F-12", "L-1", "L-6", "R-1", "T-6", "T-7", "T-8")
def test_first_orders_are_welcomed_by_halves(uci: Run) -> None:
    expected = welcomes(UCI, SEED)
    now, later = expected.in_branch("now"), expected.in_branch("later")
    assert min(len(now), len(later), expected.stopped) > 0
    assert step_ends(uci.at("welcome", "hello")) == by_step(now)
    assert waited(uci.at("welcome", "pause")) == by_wait(later)
    assert step_ends(uci.at("welcome", "offer")) == by_step(later)
    entered = len(expected.trips)
    offered = sum(trip.launched for trip in later)
    welcomed = sum(trip.launched for trip in now)
    assert uci.flow("welcome") == {
        "version": 0,
        "entered": entered,
        "inside": 0,
        "finished": expected.launched,
        "launched": expected.launched,
        "stopped": {"launch_limit": expected.stopped},
        "did_not_enter": {"launch_limit": expected.turned_away.total()},
        "blocks": {
            "start": counts("launch", entered, {"next": entered}),
            "halves": counts("split", entered, {"now": len(now), "later": len(later)}),
            "hello": counts(
                "steps", len(now), {"next": welcomed}, some({"launch_limit": len(now) - welcomed})
            ),
            "pause": counts("wait", len(later), {"next": len(later)}),
            "offer": counts(
                "steps", len(later), {"next": offered}, some({"launch_limit": len(later) - offered})
            ),
        },
    }
    assert uci.printed["outbox"] == {"webhook": {"sent": expected.launched, "not_sent": {}}}


def test_every_customer_with_an_order_is_welcomed_once(uci: Run) -> None:
    welcomed = Counter(
        visit["customer"]
        for block in ("hello", "offer")
        for visit in uci.at("welcome", block)
        if visit["stop"] is None
    )
    assert set(welcomed) == {trip.customer for trip in welcomes(UCI, SEED).trips}
    assert set(welcomed.values()) == {1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "UTC"},
        {"zone": "Europe/Berlin"},
        {"share": 0.4},
        {"end": 16},
        {"once": False},
        {"block": "half"},
    ],
    ids=str,
)
def test_the_uci_numbers_would_show_a_mistake(wrong: dict[str, Any]) -> None:
    assert welcomes(UCI, SEED, **wrong) != welcomes(UCI, SEED)
    assert welcomes(UCI, SEED + 1) != welcomes(UCI, SEED)

"""A shop's clickstream, without a header, without sessions: the flow about abandoned carts starts for exactly
the sessions that a plain reading of the file finds."""

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import pytest

from tests.acceptance.shell import Shell
from tests.conftest import SHARED

pytestmark = pytest.mark.real_data

TAOBAO = SHARED / "data" / "taobao"
PAUSE = 1_800

FLOW = """\
flowrig: flow/1
id: {id}
name: {id}
blocks:
- id: start
  kind: launch
  trigger: {{event: customer_left_site, settings: {settings}}}
- id: remind
  kind: steps
  actions:
  - {{do: call_webhook, url: "https://example.com/{id}"}}
connections:
- {{from: start, output: next, to: remind}}
"""

FLOWS: dict[str, dict[str, object]] = {
    "every": {},
    "cart": {"actions": ["added_to_list"], "lists": ["cart"], "orders": "without"},
    "lists": {"actions": ["added_to_list"], "orders": "without"},
    "bought": {"orders": "with"},
    "seen": {"actions": ["viewed_product"], "orders": "without"},
}


@dataclass
class Session:
    customer: str
    started: int
    last: int
    did: set[str] = field(default_factory=set)


@cache
def sessions(pause: int = PAUSE, *, more_is_new: bool = True) -> list[Session]:
    """By hand: each user's rows in the order of time, cut where nothing happens for half an hour."""
    rows: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    with (TAOBAO / "userbehavior_114users_9days.csv").open(encoding="utf-8", newline="") as file:
        for user, item, _, what, second in csv.reader(file):
            rows[user].append((int(second), what, item))
    found = []
    for user, mine in rows.items():
        session: Session | None = None
        known: set[tuple[str, str]] = set()
        for at, what, item in sorted(mine, key=lambda row: row[0]):
            if session is None or at - session.last >= pause:
                session = Session(user, at, at)
                found.append(session)
            session.last = at
            if more_is_new or (what, item) not in known:
                session.did.add(what)
            known.add((what, item))
    return found


WANTED: dict[str, Callable[[set[str]], bool]] = {
    "every": lambda did: True,
    "cart": lambda did: "cart" in did and "buy" not in did,
    "lists": lambda did: not did.isdisjoint({"cart", "fav"}) and "buy" not in did,
    "bought": lambda did: "buy" in did,
    "seen": lambda did: "pv" in did and "buy" not in did,
}


def meant(flow: str, found: Iterable[Session]) -> list[tuple[str, int]]:
    """(customer, end) of the sessions for which a flow is to start."""
    return sorted((session.customer, session.last + PAUSE) for session in found if WANTED[flow](session.did))


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, int]]]:
    """(customer, when) of the passages that each flow began."""
    shell = Shell(tmp_path_factory.mktemp("taobao"))
    shell("import", "taobao", "--data", str(TAOBAO), "--workspace", "w.flowrig")
    for flow, settings in FLOWS.items():
        shell.write(f"{flow}.yaml", FLOW.format(id=flow, settings=json.dumps(settings)))
    files = [f"{flow}.yaml" for flow in FLOWS]
    shell("run", *files, "--workspace", "w.flowrig", "--scenario", "taobao", "--journal", "out.jsonl")
    found: dict[str, list[tuple[str, int]]] = {flow: [] for flow in FLOWS}
    for line in (shell.folder / "out.jsonl").read_text(encoding="utf-8").splitlines():
        visit = json.loads(line)
        if visit["block"] == "remind":
            arrived = int(datetime.fromisoformat(visit["arrived"]).timestamp())
            found[visit["flow"]].append((visit["customer"], arrived))
    return {flow: sorted(passages) for flow, passages in found.items()}


@pytest.mark.rule("E-3", "W-5", "T-8", "R-1")
@pytest.mark.parametrize("flow", FLOWS)
def test_it_starts_for_exactly_the_sessions_that_a_plain_count_finds(
    started: dict[str, list[tuple[str, int]]], flow: str
) -> None:
    assert started[flow] == meant(flow, sessions())


def test_the_count_is_the_one_that_is_published_with_the_data() -> None:
    assert [len(meant(flow, sessions())) for flow in ("every", "cart", "lists")] == [1_701, 264, 353]


def test_the_numbers_would_show_a_mistake() -> None:
    """A pause of exactly half an hour closes a session, and more of what is in the cart is put there, too."""
    assert len(sessions(PAUSE + 1)) == 1_700
    assert len(sessions(PAUSE - 60)) != 1_701
    assert meant("cart", sessions(more_is_new=False)) != meant("cart", sessions())
    assert meant("lists", sessions(more_is_new=False)) != meant("lists", sessions())

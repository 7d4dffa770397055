"""Single moves and the counts that run behind them."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.session.moves import Move, OneByOne, links_of, moves_of
from engine.flow.model import Flow
from engine.reports.counts import FlowCounts, discrepancies, fold
from engine.simulation.record import Path

FLOW = Flow.model_validate(
    {
        "id": "f",
        "blocks": [
            {"id": "start", "kind": "launch"},
            {"id": "check", "kind": "condition"},
            {"id": "pause", "kind": "wait"},
            {"id": "mail", "kind": "steps"},
        ],
        "connections": [
            {"from": "start", "output": "next", "to": "check"},
            {"from": "check", "output": "yes", "to": "pause"},
            {"from": "pause", "output": "next", "to": "mail"},
        ],
    }
)

INTO_WAIT = Path(1, "f", 1, True, (("start", "next"), ("check", "yes")), "pause", "inside", None)
FINISHED_AT_ONCE = Path(2, "f", 1, True, (("start", "next"), ("check", "no")), None, "finished", None)
OUT_OF_WAIT = Path(3, "f", 1, False, (("pause", "next"), ("mail", "next")), None, "finished", None)
EXPIRED = Path(4, "f", 1, False, (("pause", "next"),), "mail", "stopped", "relevance_expired")
STOPPED_IN_WAIT = Path(5, "f", 1, False, (), "pause", "stopped", "flow_stopped")
REFUSED = Path(6, "f", 1, False, (), None, "did_not_enter", "too_old")
PATHS = (INTO_WAIT, FINISHED_AT_ONCE, OUT_OF_WAIT, EXPIRED, STOPPED_IN_WAIT, REFUSED)


def counted(paths: list[Path]) -> FlowCounts:
    return fold(FLOW, 1, [(path, paths.count(path)) for path in PATHS], 0)


def test_a_path_is_taken_apart_into_moves_in_order() -> None:
    found = [(move.kind, move.block, move.output, move.target) for move in moves_of(INTO_WAIT, 5, "anna")]
    assert found == [
        ("enter", "start", None, None),
        ("go", "start", "next", "check"),
        ("go", "check", "yes", "pause"),
    ]
    assert [move.kind for move in moves_of(FINISHED_AT_ONCE, 5, "anna")] == ["enter", "go", "finish"]
    assert [move.kind for move in moves_of(EXPIRED, 5, "anna")] == ["go", "stop"]
    assert [move.kind for move in moves_of(STOPPED_IN_WAIT, 5, "anna")] == ["stop"]
    refused = moves_of(REFUSED, 5, "anna")
    assert [(move.kind, move.reason) for move in refused] == [("stay_out", "too_old")]


def test_links_leave_out_what_leads_nowhere() -> None:
    assert links_of(INTO_WAIT) == (("start", "next"), ("check", "yes"))
    assert links_of(FINISHED_AT_ONCE) == (("start", "next"),)
    assert links_of(EXPIRED) == (("pause", "next"),)
    assert links_of(REFUSED) == ()


@st.composite
def wakes(draw: st.DrawFn) -> list[Path]:
    """Wake-ups that can happen: nobody leaves a wait in which nobody is."""
    inside = 0
    found: list[Path] = []
    for _ in range(draw(st.integers(0, 12))):
        path = draw(st.sampled_from(PATHS))
        if path in (OUT_OF_WAIT, EXPIRED, STOPPED_IN_WAIT):
            if not inside:
                continue
            inside -= 1
        inside += path is INTO_WAIT
        found.append(path)
    return found


@pytest.mark.rule("R-4")
@given(wakes(), st.integers(0, 40))
def test_what_is_shown_adds_up_after_every_move(paths: list[Path], already: int) -> None:
    shown = OneByOne()
    for path in paths:
        shown.add(moves_of(path, 0, "anna"))
    true = counted(paths)
    for _ in range(min(already, len(shown))):
        shown.show_next("f")
    before = shown.counts("f", true)
    assert discrepancies(before) == []
    while shown.show_next("f") is not None:
        assert discrepancies(shown.counts("f", true)) == []
    assert shown.counts("f", true) == true


@given(wakes())
def test_before_the_first_move_nothing_is_shown_of_it(paths: list[Path]) -> None:
    behind = OneByOne()
    for path in paths:
        behind.add(moves_of(path, 0, "anna"))
    assert behind.counts("f", counted(paths)) == counted([])


def test_moves_of_other_flows_pass_silently() -> None:
    shown = OneByOne()
    other = Move("g", 0, "bob", "enter", "start")
    mine = Move("f", 0, "anna", "enter", "start")
    shown.add([other, mine])
    assert shown.show_next("f") == mine
    assert len(shown) == 0
    assert shown.show_next("f") is None


def test_clearing_shows_all_at_once() -> None:
    shown = OneByOne()
    shown.add(deque(moves_of(INTO_WAIT, 0, "anna")))
    shown.clear()
    assert shown.counts("f", counted([INTO_WAIT])) == counted([INTO_WAIT])

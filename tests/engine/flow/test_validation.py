"""Problems name the block, the field and how to mend it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flow.model import Flow
from engine.flow.validation import find_cycle, validate
from tests.kit import flow, launch, mail, settings, steps, wait

SETTINGS = settings()


def problems(drawn: Flow, severity: str = "error") -> list[str]:
    return [str(problem) for problem in validate(drawn, SETTINGS) if problem.severity == severity]


def only(drawn: Flow, part: str, severity: str = "error") -> None:
    found = problems(drawn, severity)
    assert len(found) == 1, found
    assert part in found[0]


@pytest.mark.rule("F-1")
def test_exactly_one_launch_block() -> None:
    only(Flow.model_validate({"id": "f", "blocks": [mail()]}), "exactly one")
    two = flow(launch(), mail(), {**launch(), "id": "again"}, wires="start.next>mail again.next>mail")
    only(two, "block 'again': a flow has exactly one launch settings block")


@pytest.mark.rule("F-3")
def test_connections() -> None:
    only(
        flow(launch(), mail(), mail("b"), wires="start.next>mail start.next>b mail.next>b"), "connected twice"
    )
    only(flow(launch(), mail(), wires="start.next>mail mail.next>nowhere"), "no such block")
    assert any(
        "no output 'yes'" in p
        for p in problems(flow(launch(), mail(), wires="start.next>mail mail.yes>mail"))
    )
    back = problems(flow(launch(), mail(), wires="start.next>mail mail.next>start"))
    assert any("nothing leads into the launch settings" in p for p in back)
    cycle = flow(launch(), mail("a"), mail("b"), wires="start.next>a a.next>b b.next>a")
    only(cycle, "the blocks a → b → a form a circle")
    assert (
        "no customer can reach it"
        in problems(flow(launch(), mail(), mail("b"), wires="start.next>mail"), "warning")[0]
    )


@pytest.mark.rule("F-25")
def test_a_draft_may_be_unfinished_and_validation_says_what_is_missing() -> None:
    kinds: list[dict[str, Any]] = [
        {"id": "start", "kind": "launch"},
        {"id": "check", "kind": "condition"},
        {"id": "steps", "kind": "steps"},
        {"id": "split", "kind": "split"},
        {"id": "wait", "kind": "wait"},
        {"id": "test", "kind": "ab_test"},
        {"id": "cap", "kind": "limit"},
    ]
    draft = Flow.model_validate({"id": "f", "blocks": kinds})
    assert Flow.model_validate(draft.model_dump(by_alias=True)) == draft
    missing = {
        problem.block: problem.sentence
        for problem in validate(draft, SETTINGS)
        if problem.severity == "error"
    }
    assert set(missing) == {"start", "check", "steps", "split", "wait", "test", "cap"}


@pytest.mark.parametrize(
    ("block", "part"),
    [
        (
            {"id": "s", "kind": "split", "branches": [{"id": "A", "share": 50}, {"id": "B", "share": 49}]},
            "add up to 99 %",
        ),
        ({"id": "s", "kind": "split", "branches": [{"id": "A", "share": 100}]}, "2 to 5 branches"),
        (
            {"id": "s", "kind": "split", "branches": [{"id": "A", "share": 50}, {"id": "A", "share": 50}]},
            "are called 'A'",
        ),
        (steps("s", {"do": "add_to_segment", "segment": "vips"}), "choose one of vip, churn"),
        (steps("s", {"do": "send_email", "subject": "{{ Order.Total }}"}), "the trigger brings no order"),
        (steps("s", {"do": "send_email", "subject": "{{ Customer.Frist }}"}), "line 1, column"),
        (steps("s", {"do": "edit_field", "field": "score", "value": "high"}), "'high' is not a number"),
        (wait(None, name="s", mode="dynamic"), "choose the date"),
        (wait(None, name="s", mode="dynamic", until={"field": "order.created_at"}), "trigger"),
        (
            {"id": "s", "kind": "condition", "condition": {"field": "order.total", "op": "is", "value": 3}},
            "order",
        ),
        (
            {"id": "s", "kind": "condition", "condition": {"field": "customer.emial.valid", "op": "is"}},
            "did you mean",
        ),
        ({"id": "s", "kind": "limit", "cap": 3, "mode": "rolling"}, "give the rolling period"),
    ],
)
@pytest.mark.rule("F-16")
def test_problems_of_blocks(block: dict[str, Any], part: str) -> None:
    found = [
        problem
        for problem in validate(flow(launch(), block, mail()), SETTINGS)
        if problem.severity == "error"
    ]
    assert found
    assert all(problem.block == "s" for problem in found)
    assert part in " ".join(str(problem) for problem in found)


def test_the_path_of_a_problem_leads_to_its_place_in_the_file() -> None:
    drawn = flow(launch(), steps("s", mail()["actions"][0], {"do": "award_points", "account": "p"}))
    paths = [problem.path for problem in validate(drawn, SETTINGS)]
    assert paths == [("blocks", 1, "actions", 1, "account"), ("blocks", 1, "actions", 1, "amount")]


def test_a_window_without_an_open_minute_is_refused_when_it_is_read() -> None:
    with pytest.raises(ValueError, match="08:00"):
        flow(launch(), wait(None, window={"start": "08:00", "end": "08:00"}))


@pytest.mark.rule("F-4")
def test_more_than_150_blocks_is_a_warning() -> None:
    long = flow(launch(), *(mail(f"m{n}") for n in range(150)))
    assert problems(long) == []
    only(long, "151 blocks", "warning")


@pytest.mark.rule("F-8")
def test_the_control_stays_unconnected() -> None:
    variants = [{"id": "A", "share": 50}, {"id": "B", "share": 50}]
    test = {"id": "t", "kind": "ab_test", "variants": variants, "control": "B"}
    drawn = flow(launch(), test, mail(), wires="start.next>t t.A>mail t.B>mail")
    only(drawn, "the control 'B' gets nothing")


@given(st.dictionaries(st.integers(0, 12), st.lists(st.integers(0, 12), max_size=3), max_size=13))
def test_a_cycle_is_found_exactly_where_there_is_one(edges: dict[int, list[int]]) -> None:
    graph = {str(n): [str(t) for t in edges.get(n, [])] for n in range(13)}
    cycle = find_cycle(graph)
    if cycle:
        assert all(after in graph[block] for block, after in zip(cycle, [*cycle[1:], cycle[0]], strict=True))
    else:
        # No circle: every block can be taken away once nothing leads out of it.
        left = dict(graph)
        while left:
            ends = [block for block, targets in left.items() if not any(t in left for t in targets)]
            assert ends
            for block in ends:
                del left[block]

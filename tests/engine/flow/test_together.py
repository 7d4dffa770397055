"""An operation starts one active flow at most (E-48)."""

from typing import Any

import pytest

from engine.flow.together import clashes, holders
from engine.world.settings import Settings
from tests.kit import flow, launch, mail


def on_call(name: str, operation: str | None = "ring", **parts: Any) -> Any:
    settings = {} if operation is None else {"operation": operation}
    trigger = {"event": "operation_called", "settings": settings}
    return flow({"id": "start", "kind": "launch", "trigger": trigger}, mail(), id=name, **parts)


def named(*flows: Any) -> list[str]:
    return [one.id for one, _ in clashes(flows, Settings(time_zone="Europe/Berlin"))]


@pytest.mark.rule("E-48")
def test_two_flows_on_one_operation_cannot_play_together() -> None:
    [(second, problem)] = clashes([on_call("a"), on_call("b")], Settings())
    assert second.id == "b"
    assert "starts the flow 'a' already" in problem.sentence
    assert (problem.block, problem.path) == ("start", ("blocks", 0, "trigger", "settings", "operation"))
    assert named(on_call("a"), on_call("b", "other"), flow(launch(), mail()), on_call("c", None)) == []
    assert named(on_call("a"), on_call("b"), on_call("c")) == ["b", "c"]


@pytest.mark.rule("E-48", "F-20")
def test_flows_that_are_on_one_after_the_other_may_share_an_operation() -> None:
    first = on_call("a", schedule={"end": "2026-05-01 12:00"})
    assert named(first, on_call("b", schedule={"start": "2026-05-01 12:00"})) == []
    assert named(first, on_call("b", schedule={"start": "2026-05-01 11:59"})) == ["b"]


@pytest.mark.rule("E-48")
def test_the_operation_of_a_flow_that_is_on_is_held() -> None:
    assert holders([on_call("a"), on_call("b", None), flow(launch(), mail())]) == {"ring": "a"}

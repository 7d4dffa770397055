"""Steps of editing in a workspace: kept with the flow's text, bounded, gone where they fit no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.edits import Edits
from storage.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "w.flowrig", create=True) as workspace:
        workspace.flows.save_draft("a", "text", name="A")
        yield workspace


def test_steps_come_back_in_their_order(workspace: Workspace) -> None:
    workspace.edits.save("a", "text", 0, ["one", "two", "three"], 2)
    assert workspace.edits.load("a", "text") == (0, 2, ("one", "two", "three"))
    workspace.edits.save("a", "text", 2, ["another"], 3)
    assert workspace.edits.load("a", "text") == (0, 3, ("one", "two", "another"))


def test_steps_belong_to_one_text(workspace: Workspace) -> None:
    workspace.edits.save("a", "text", 0, ["one"], 1)
    assert workspace.edits.load("a", "another text") == (0, 0, ())
    assert workspace.edits.load("b", "text") == (0, 0, ())


def test_the_oldest_are_dropped_and_numbers_go_on(workspace: Workspace) -> None:
    edits = Edits(workspace.connection, most_bytes=100)
    for number in range(20):
        edits.save("a", "text", number, [f"step {number}"], number + 1)
    first, position, steps = edits.load("a", "text")
    assert 0 < first < 19
    assert position == 20
    assert steps == tuple(f"step {number}" for number in range(first, 20))
    edits.save("a", "text", 20, [f"{'long' * 9}{number}" * 99 for number in range(300)], 320)
    assert edits.load("a", "text")[1] == 320


def test_what_is_to_be_redone_is_dropped_last(workspace: Workspace) -> None:
    edits = Edits(workspace.connection, most_bytes=40)
    edits.save("a", "text", 0, ["one", "two", "three", "four", "five"], 2)
    assert edits.load("a", "text") == (2, 2, ("three", "four", "five"))
    edits.save("a", "text", 2, ["three", "four", "five", "six", "seven"], 2)
    first, position, steps = edits.load("a", "text")
    assert (first, position, steps[0]) == (2, 2, "three")
    assert len(steps) < 5


def test_steps_go_with_their_flow(workspace: Workspace) -> None:
    workspace.edits.save("a", "text", 0, ["one"], 1)
    workspace.flows.delete("a")
    workspace.flows.save_draft("a", "text", name="A")
    assert workspace.edits.load("a", "text") == (0, 0, ())


def test_damaged_steps_are_none(workspace: Workspace) -> None:
    workspace.edits.save("a", "text", 0, ["one", "two"], 2)
    workspace.connection.run("UPDATE flow_edit SET data = x'00' WHERE number = 1")
    assert workspace.edits.load("a", "text") == (0, 0, ())
    workspace.edits.save("a", "text", 0, ["one", "two", "three"], 3)
    workspace.connection.run("DELETE FROM flow_edit WHERE number = 1")
    assert workspace.edits.load("a", "text") == (0, 0, ())

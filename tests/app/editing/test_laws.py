"""Laws of editing: any commands keep the flow loadable; undo and redo lead all the way (F-16)."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.editing import Command, EditRefused, FlowEditor
from engine.flow.model import Connection, Flow
from engine.flow.validation import find_cycle
from engine.world.settings import Settings
from tests.app.editing.flows import COMMANDS, flow_of, several


def followed(flow: Flow) -> dict[str, list[str]]:
    following: dict[str, list[str]] = {block.id: [] for block in flow.blocks}
    for joined in flow.connections:
        following[joined.source].append(joined.target)
    return following


def dangling(flow: Flow) -> list[Connection]:
    outputs = {(block.id, output.id) for block in flow.blocks for output in block.outputs()}
    blocks = {block.id for block in flow.blocks}
    return [c for c in flow.connections if (c.source, c.output) not in outputs or c.target not in blocks]


@pytest.mark.rule("F-3", "F-16")
@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from([flow_of(), several()]),
    commands=st.lists(COMMANDS, max_size=30),
    pauses=st.sets(st.integers(0, 30)),
)
def test_any_sequence_of_commands(start: Flow, commands: list[Command], pauses: set[int]) -> None:
    editor = FlowEditor(start, Settings())
    steps = [start]
    for number, command in enumerate(commands):
        before = editor.flow
        if number in pauses:
            editor.end_step()
        try:
            editor.do(command)
        except EditRefused:
            assert editor.flow is before
        flow = editor.flow
        assert Flow.model_validate(flow.model_dump(mode="json", by_alias=True)) == flow
        assert len({block.id for block in flow.blocks}) == len(flow.blocks)
        assert len(flow.targets()) == len(flow.connections)
        assert dangling(flow) == []
        assert find_cycle(followed(flow)) == []
        assert isinstance(editor.problems, list)
    end = editor.flow

    undone = []
    while (label := editor.undo_label) is not None:
        assert editor.undo() == label
        undone.append(editor.flow)
        steps.append(editor.flow)
    assert editor.flow == start
    assert all(one != other for one, other in pairwise([end, *undone]))
    redone = []
    while editor.redo_label is not None:
        redone.append(editor.flow)
        editor.redo()
    assert editor.flow == end
    assert redone == undone[::-1]

"""Laws of editing: any commands keep the flow loadable; undo and redo lead all the way (F-16)."""

import json
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.editing import Command, DeleteBlock, EditRefused, FlowEditor, Kept
from app.editing.history import History
from app.editing.patch import Patch
from engine.flow.model import Connection, Flow
from engine.flow.validation import find_cycle
from engine.world.settings import Settings
from tests.app.editing.flows import COMMANDS, flow_of, several
from tests.laws import examples


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
@settings(max_examples=examples(300), deadline=None)
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


class Keeping:
    """A workspace, as far as the steps of one flow go."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.position = 0

    def save(self, editor: FlowEditor) -> None:
        unkept = editor.take_unkept()
        assert unkept.since <= len(self.steps)
        self.steps[unkept.since :] = [step.text() for step in unkept.steps]
        self.position = unkept.position

    @property
    def kept(self) -> Kept:
        return Kept(0, self.position, tuple(self.steps))


Deed = Command | str

DEEDS: st.SearchStrategy[Deed] = st.one_of(
    COMMANDS, st.sampled_from(["undo", "redo", "save", "reopen", "end"])
)


@pytest.mark.rule("F-16")
@settings(max_examples=examples(300), deadline=None)
@given(
    start=st.sampled_from([flow_of(), several()]),
    deeds=st.lists(DEEDS, max_size=25),
)
def test_undo_and_redo_lead_all_the_way_also_after_reopening(start: Flow, deeds: list[Deed]) -> None:
    editor, keeping = FlowEditor(start, Settings()), Keeping()
    for deed in deeds:
        if deed == "undo":
            editor.undo()
        elif deed == "redo":
            editor.redo()
        elif deed == "end":
            editor.end_step()
        elif deed in ("save", "reopen"):
            keeping.save(editor)
            if deed == "reopen":
                editor = FlowEditor(editor.flow, Settings(), keeping.kept)
        else:
            assert isinstance(deed, Command)
            with suppress(EditRefused):
                editor.do(deed)
    labels, position, end = editor.steps, editor.position, editor.flow
    keeping.save(editor)
    again = FlowEditor(end, Settings(), keeping.kept)
    assert (again.steps, again.position) == (labels, position)
    for edited in (editor, again):
        edited.go_to(0)
        assert edited.flow == start
        assert edited.undo_label is None
        edited.go_to(len(labels))
        assert edited.redo_label is None
        edited.go_to(position)
        assert edited.flow == end


@settings(max_examples=examples(200), deadline=None)
@given(commands=st.lists(COMMANDS, max_size=6))
def test_a_patch_leads_there_and_back(commands: list[Command]) -> None:
    before = after = several()
    for command in commands:
        with suppress(EditRefused):
            after = command.apply(after).flow
    patch = Patch.between(before, after)
    read = Patch.read(json.loads(json.dumps(patch.data())))
    assert read == patch
    assert patch.forward(before) == after
    assert patch.back(after) == before


def test_steps_that_cannot_be_read_or_do_not_fit_are_none() -> None:
    assert History(Kept(3, 4, ("{}",))).steps == ()
    assert History(Kept(0, 1, ("no JSON",))).steps == ()
    editor = FlowEditor(several(), Settings())
    editor.do(DeleteBlock("limit"))
    keeping = Keeping()
    keeping.save(editor)
    other = FlowEditor(flow_of(), Settings(), keeping.kept)
    assert other.undo() is None
    assert other.flow == flow_of()
    assert other.steps == ()

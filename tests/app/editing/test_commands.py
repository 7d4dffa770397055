"""Each edit command: what it does, what it heals, what it refuses."""

from typing import Any

import pytest

from app.editing import (
    AddBlock,
    Command,
    Connect,
    DeleteBlock,
    Disconnect,
    DuplicateBlock,
    Edited,
    EditRefused,
    FlowEditor,
    MoveBlock,
    ReplaceSettings,
    SetField,
    SetFlow,
)
from engine.flow.model import Flow
from engine.world.settings import Settings
from tests.app.editing.flows import CHECK, MAIL, PAUSE, START, TEST, flow_of, joined, straight


def after(flow: Flow, *commands: Command) -> Flow:
    editor = FlowEditor(flow, Settings())
    for command in commands:
        editor.do(command)
    return editor.flow


def refused(flow: Flow, command: Command) -> EditRefused:
    editor = FlowEditor(flow, Settings())
    with pytest.raises(EditRefused) as caught:
        editor.do(command)
    assert editor.flow is flow
    assert editor.undo_label is None
    return caught.value


def test_a_block_is_added_at_the_end_of_a_way() -> None:
    flow = after(straight(), AddBlock("steps", after="pause"))
    assert joined(flow) == {"start.next mail", "mail.next pause", "pause.next steps"}


def test_a_block_is_put_into_a_connection() -> None:
    flow = after(straight(), AddBlock("condition", after="start"))
    assert joined(flow) == {"start.next condition", "condition.yes mail", "mail.next pause"}
    assert [block.id for block in flow.blocks] == ["start", "condition", "mail", "pause"]


def test_a_block_goes_to_the_first_output_that_leads_nowhere() -> None:
    flow = flow_of(START, CHECK, MAIL, joined="start.next check, check.yes mail")
    assert "check.no wait" in joined(after(flow, AddBlock("wait", after="check")))
    assert joined(after(flow, AddBlock("wait", after="check", output="yes"))) == {
        "start.next check",
        "check.yes wait",
        "wait.next mail",
    }


def test_the_control_gets_nothing() -> None:
    flow = flow_of(START, TEST, MAIL, joined="start.next test, test.A mail")
    assert "test.A wait" in joined(after(flow, AddBlock("wait", after="test")))
    assert "gets nothing" in str(refused(flow, Connect("test", "B", "mail")))


def test_splits_begin_with_outputs_so_that_they_fit_into_a_connection() -> None:
    flow = after(straight(), AddBlock("split", after="start"), AddBlock("ab_test", after="mail"))
    assert joined(flow) == {"start.next split", "split.A mail", "mail.next ab_test", "ab_test.A pause"}


def test_ids_are_free() -> None:
    editor = FlowEditor(straight(), Settings())
    assert [editor.do(AddBlock("steps")) for _ in range(3)] == ["steps", "steps-2", "steps-3"]


@pytest.mark.rule("F-1")
def test_there_is_one_launch_block() -> None:
    assert "exactly one" in str(refused(straight(), AddBlock("launch")))
    assert "cannot be duplicated" in str(refused(straight(), DuplicateBlock("start")))
    assert "launch settings" in str(refused(straight(), Connect("pause", "next", "start")))
    flow = after(straight(), DeleteBlock("start"), AddBlock("launch"))
    assert flow.blocks[0].id == "start"


@pytest.mark.rule("F-3")
def test_an_output_leads_to_one_block() -> None:
    flow = after(straight(), Connect("start", "next", "pause"))
    assert joined(flow) == {"start.next pause", "mail.next pause"}


@pytest.mark.rule("F-3")
@pytest.mark.parametrize(("source", "target"), [("pause", "mail"), ("pause", "pause"), ("mail", "mail")])
def test_circles_are_refused(source: str, target: str) -> None:
    assert "circle" in str(refused(straight(), Connect(source, "next", target)))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (AddBlock("loop"), "no kind of block"),
        (AddBlock("wait", after="gone"), "no block 'gone'"),
        (AddBlock("wait", after="mail", output="yes"), "no output 'yes': its outputs are next"),
        (Connect("mail", "no", "pause"), "no output 'no'"),
        (Disconnect("pause", "next"), "leads nowhere already"),
        (MoveBlock("gone", (1, 1)), "no block 'gone'"),
        (DeleteBlock("gone"), "no block 'gone'"),
        (SetField("mail", ("id",), "post"), "stay as they are"),
        (SetField("mail", ("kind",), "wait"), "stay as they are"),
        (SetField("mail", ("colour",), "red"), "no such setting"),
        (SetField("mail", ("actions", 0, "subject"), "Hello"), "no such setting"),
        (SetField("pause", ("duration",), "a while"), "write a duration"),
        (SetFlow(("blocks",), []), "a flow lets you set"),
        (SetFlow(("limit", "total"), 0), "1 or more"),
        (ReplaceSettings("pause", {"duration": 5}), "write a duration"),
    ],
)
def test_refusals_say_why(command: Command, said: str) -> None:
    assert said in str(refused(straight(), command))


def test_a_refusal_names_the_field() -> None:
    flow = after(straight(), SetField("mail", ("actions",), [{"do": "award_points"}]))
    path = ("actions", 0, "amount")
    assert refused(flow, SetField("mail", path, 0)).field == path
    assert refused(flow, SetField("mail", ("actions", 0, "colour"), 0)).field == ("actions", 0, "colour")


def test_deleting_heals_where_one_way_led_through() -> None:
    assert joined(after(straight(), DeleteBlock("mail"))) == {"start.next pause"}


def test_deleting_does_not_guess_between_two_ways() -> None:
    flow = flow_of(START, CHECK, MAIL, PAUSE, joined="start.next check, check.yes mail, check.no pause")
    assert joined(after(flow, DeleteBlock("check"))) == set()


def test_deleting_heals_every_way_in() -> None:
    flow = flow_of(START, CHECK, MAIL, PAUSE, joined="check.yes mail, check.no mail, mail.next pause")
    assert joined(after(flow, DeleteBlock("mail"))) == {"check.yes pause", "check.no pause"}


def test_deleting_selects_what_came_before() -> None:
    assert FlowEditor(straight(), Settings()).do(DeleteBlock("pause")) == "mail"


def test_a_copy_has_the_settings_and_no_connections() -> None:
    editor = FlowEditor(straight(), Settings())
    copy = editor.do(DuplicateBlock("pause"))
    assert copy == "wait"
    block = editor.flow.block(copy)
    assert block is not None
    assert block.model_dump(exclude={"id"}) == straight().blocks[2].model_dump(exclude={"id"})
    assert joined(editor.flow) == joined(straight())


def test_moving_and_letting_the_layout_place_it() -> None:
    flow = after(straight(), MoveBlock("mail", (4, -2)))
    assert flow.blocks[1].at == (4, -2)
    assert after(flow, MoveBlock("mail", None)) == straight()


def test_setting_makes_what_lies_on_the_way() -> None:
    flow = after(straight(), SetField("pause", ("window", "start"), "8:00"))
    assert flow.blocks[2].model_dump(mode="json")["window"] == {"start": "08:00", "end": None, "days": None}


def test_replacing_settings_keeps_id_kind_and_place() -> None:
    flow = after(
        straight(), MoveBlock("pause", (1, 2)), ReplaceSettings("pause", {"id": "x", "title": "Rest"})
    )
    block = flow.blocks[2]
    assert (block.id, block.kind, block.at, block.title) == ("pause", "wait", (1, 2), "Rest")
    assert block.model_dump()["duration"] is None


BRANCHING = {"field": "customer.zone", "branches": [{"id": "north"}, {"id": "south"}], "other": True}


def multi() -> Flow:
    return flow_of(
        START,
        {**CHECK, "branching": BRANCHING},
        MAIL,
        PAUSE,
        joined="check.north mail, check.south pause, check.other mail",
    )


def test_connections_of_removed_branches_go_with_the_edit() -> None:
    flow = after(multi(), SetField("check", ("branching", "branches"), [{"id": "south"}]))
    assert joined(flow) == {"check.south pause", "check.other mail"}
    assert joined(after(flow, SetField("check", ("branching", "other"), False))) == {"check.south pause"}


def test_connections_follow_renamed_branches() -> None:
    flow = after(multi(), SetField("check", ("branching", "branches", 0, "id"), "up"))
    assert joined(flow) == {"check.up mail", "check.south pause", "check.other mail"}


def test_moved_branches_keep_their_connections() -> None:
    turned = [{"id": "south"}, {"id": "north"}]
    flow = after(multi(), SetField("check", ("branching", "branches"), turned))
    assert joined(flow) == joined(multi())


def test_from_branches_to_yes_and_no_nothing_is_guessed() -> None:
    assert joined(after(multi(), SetField("check", ("branching",), None))) == set()


def test_two_branches_cannot_share_an_id() -> None:
    path: tuple[str | int, ...] = ("branching", "branches", 0, "id")
    assert "another branch is called 'south'" in str(refused(multi(), SetField("check", path, "south")))
    assert "another branch is called 'other'" in str(refused(multi(), SetField("check", path, "other")))


@pytest.mark.parametrize(
    ("variants", "control"),
    [
        ([{"id": "A", "share": 50}, {"id": "rest", "share": 50}], "rest"),
        ([{"id": "A", "share": 100}], None),
        ([{"id": "B", "share": 50}, {"id": "A", "share": 50}], "B"),
    ],
)
def test_the_control_follows_its_variant(variants: list[Any], control: str | None) -> None:
    flow = after(flow_of(START, TEST), SetField("test", ("variants",), variants))
    assert flow.blocks[1].model_dump()["control"] == control


def test_steps_of_undo() -> None:
    editor = FlowEditor(straight(), Settings())
    told: list[Edited] = []
    stop = editor.listen(told.append)
    for text in ("F", "Fi", "First"):
        editor.do(SetField("pause", ("title",), text))
    editor.do(AddBlock("limit", after="pause"))
    assert (editor.undo_label, editor.redo_label) == ("Add Limit", None)
    assert editor.undo() == "Add Limit"
    assert (editor.undo_label, editor.redo_label) == ("First: title", "Add Limit")
    editor.undo()
    assert editor.flow == straight()
    assert editor.undo() is None
    editor.redo()
    assert editor.flow.blocks[2].title == "First"
    assert [(edit.label, edit.block) for edit in told[-2:]] == [("First: title", "pause")] * 2
    stop()
    editor.redo()
    assert len(told) == 7


def test_typing_that_ends_where_it_began_is_no_step() -> None:
    editor = FlowEditor(straight(), Settings())
    editor.do(MoveBlock("mail", (0, 0)))
    editor.do(SetField("mail", ("title",), "x"))
    editor.do(SetField("mail", ("title",), "First mail"))
    assert editor.undo_label == "Move First mail"
    editor.do(SetField("mail", ("title",), "y"))
    editor.undo()
    assert editor.flow.blocks[1].title == "First mail"
    assert editor.undo() == "Move First mail"


def test_leaving_a_field_ends_the_step() -> None:
    editor = FlowEditor(straight(), Settings())
    editor.do(SetField("pause", ("title",), "one"))
    editor.end_step()
    editor.do(SetField("pause", ("title",), "two"))
    editor.undo()
    assert editor.flow.blocks[2].title == "one"


def test_a_new_edit_forgets_what_was_taken_back() -> None:
    editor = FlowEditor(straight(), Settings())
    editor.do(AddBlock("wait"))
    editor.undo()
    editor.do(AddBlock("limit"))
    assert editor.redo_label is None
    assert editor.redo() is None


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    editor = FlowEditor(straight(), Settings())
    editor.do(Connect("start", "next", "mail"))
    editor.do(SetField("mail", ("title",), "First mail"))
    assert editor.undo_label is None


def test_refusal_asks_without_doing() -> None:
    editor = FlowEditor(straight(), Settings())
    assert editor.refusal(AddBlock("wait", after="mail")) is None
    assert "exactly one" in (editor.refusal(AddBlock("launch")) or "")
    assert editor.flow == straight()


@pytest.mark.rule("F-16")
def test_problems_follow_the_flow() -> None:
    editor = FlowEditor(straight(), Settings())
    assert any(problem.block == "start" for problem in editor.problems)
    assert editor.problems is editor.problems
    before = [problem.sentence for problem in editor.problems]
    editor.do(SetField("pause", ("duration",), None))
    assert "say how long to wait, such as 1 day" in {p.sentence for p in editor.problems} - set(before)
    editor.undo()
    assert [problem.sentence for problem in editor.problems] == before


def test_the_flow_s_own_settings() -> None:
    flow = after(
        straight(),
        SetFlow(("name",), "Welcome"),
        SetFlow(("limit", "mode"), "periodically"),
        SetFlow(("limit", "period"), "7 days"),
        SetFlow(("schedule", "start"), "2026-03-01"),
    )
    assert (flow.name, flow.limit.words(), flow.schedule.start) == (
        "Welcome",
        "at most once in 7 days",
        "2026-03-01",
    )
    assert flow.blocks == straight().blocks

"""Several blocks at once: moved, deleted with healing, copied with the connections among them."""

import pytest

from app.editing import AddBlocks, Clip, DeleteBlocks, EditRefused, FlowEditor, MoveBlocks
from app.editing.several import left_open
from engine.world.settings import Settings
from tests.app.editing.flows import MAIL, PAUSE, START, flow_of, joined, several, straight


def test_deleting_several_heals_the_way() -> None:
    outcome = DeleteBlocks(("mail", "pause")).apply(
        flow_of(
            START,
            MAIL,
            PAUSE,
            {"id": "end", "kind": "steps"},
            joined="start.next mail, mail.next pause, pause.next end",
        )
    )
    assert joined(outcome.flow) == {"start.next end"}
    assert outcome.label == "Delete 2 blocks"
    assert outcome.block == "start"


def test_what_is_left_open_is_told() -> None:
    before = several()
    after = DeleteBlocks(("condition",)).apply(before).flow
    assert list(left_open(before, after)) == [("start", "next")]
    assert list(left_open(straight(), DeleteBlocks(("mail",)).apply(straight()).flow)) == []


def test_moving_several_is_one_step() -> None:
    editor = FlowEditor(straight(), Settings())
    editor.do(MoveBlocks((("mail", (4, 1)), ("pause", (4, 2)))))
    editor.do(MoveBlocks((("mail", (8, 1)), ("pause", (8, 2)))))
    assert editor.steps == ("Move 2 blocks",)
    editor.undo()
    assert editor.flow == straight()


def test_a_copy_has_ids_of_its_own_and_the_same_ways() -> None:
    flow = several()
    clip = Clip.read(Clip.of(flow, {"condition", "limit", "ab_test"}).text())
    assert clip is not None
    after = AddBlocks(clip, "Paste").apply(flow).flow
    assert joined(after) - joined(flow) == {"condition-2.A ab_test-2", "condition-2.B limit-2"}
    assert joined(flow) <= joined(after)


def test_launch_settings_are_pasted_only_where_there_are_none() -> None:
    clip = Clip.of(straight(), {"start", "mail"})
    assert [block.id for block in AddBlocks(clip, "Paste").apply(flow_of()).flow.blocks] == ["start", "steps"]
    after = AddBlocks(clip, "Paste").apply(straight()).flow
    assert [block.kind for block in after.blocks].count("launch") == 1
    with pytest.raises(EditRefused, match="exactly one launch settings block"):
        AddBlocks(Clip.of(straight(), {"start"}), "Paste").apply(straight())


def test_a_piece_comes_between() -> None:
    clip = Clip.of(straight(), {"mail"})
    after = AddBlocks(clip, "Paste", "start").apply(straight()).flow
    assert joined(after) == {"start.next steps", "steps.next mail", "mail.next pause"}


@pytest.mark.parametrize(
    "text", ["", "hello", "flowrig: flow/1\nid: x\n", "- a\n- b", "\x00", "flowrig: world/1"]
)
def test_other_texts_are_no_clip(text: str) -> None:
    assert Clip.read(text) is None

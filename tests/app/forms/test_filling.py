"""What is entered reaches the flow once it fits, and not before."""

from typing import Any

import pytest

from app.editing import FlowEditor
from app.forms.base import FormField, Path, inside
from app.forms.filling import Filling
from app.forms.subjects import BlockSubject, FlowSubject
from tests.app.forms.projects import BLOCKS, SETTINGS, flow_with


def filling_of(name: str) -> Filling:
    editor = FlowEditor(flow_with(BLOCKS[name]), SETTINGS)
    return Filling(editor, BlockSubject(editor, "it"))


def field(filling: Filling, *path: str | int) -> FormField:
    return next(field for field in inside(filling.fields()) if field.path == path)


def stands(filling: Filling, *path: str | int) -> Any:
    """What the flow holds there."""
    found: Any = filling.subject.data()
    for key in path:
        found = found[key]
    return found


def test_what_fits_reaches_the_flow() -> None:
    filling = filling_of("fixed wait")
    assert filling.enter_text(field(filling, "duration"), "2 h")
    assert stands(filling, "duration") == "2 hours"
    assert filling.enter_text(field(filling, "duration"), "")
    assert stands(filling, "duration") is None
    assert filling.errors == {}


def test_what_does_not_fit_is_kept_beside_its_field() -> None:
    filling = filling_of("fixed wait")
    flow = filling.editor.flow
    assert not filling.enter_text(field(filling, "duration"), "soon")
    assert filling.errors.keys() == {("duration",)}
    assert filling.editor.flow is flow
    assert filling.enter_text(field(filling, "duration"), "1 day")
    assert filling.errors == {}


@pytest.mark.rule("F-12")
def test_a_window_waits_until_it_holds_together() -> None:
    filling = filling_of("fixed wait")
    assert not filling.enter_text(field(filling, "window", "start"), "20:00")
    assert "never open" in filling.errors["window", "start"]
    assert stands(filling, "window", "start") == "08:00"
    assert field(filling, "window", "start").value == "20:00"
    assert filling.enter_text(field(filling, "window", "end"), "22:00")
    assert stands(filling, "window") == {"start": "20:00", "end": "22:00", "days": ["mon"]}
    assert filling.errors == {}


@pytest.mark.rule("F-13")
def test_a_schedule_waits_until_it_holds_together() -> None:
    filling = filling_of("weekly")
    schedule: Path = ("trigger", "schedule")
    assert not filling.enter(field(filling, *schedule, "every"), "month")
    assert "exactly one of dates" in filling.errors[*schedule, "every"]
    assert stands(filling, *schedule, "every") == "week"
    assert filling.enter(field(filling, *schedule, "last_day"), True)
    found = stands(filling, *schedule)
    assert (found["every"], found["last_day"], found["days"], found["weeks"]) == ("month", True, None, 1)
    assert filling.errors == {}
    assert filling.editor.undo() is not None
    assert stands(filling, *schedule, "every") == "week"


@pytest.mark.rule("F-13")
def test_another_day_of_the_month_takes_the_place_of_the_one_before() -> None:
    filling = filling_of("monthly on dates")
    schedule: Path = ("trigger", "schedule")
    assert filling.enter(field(filling, *schedule, "last_day"), True)
    assert stands(filling, *schedule, "dates") is None
    filling.enter(field(filling, *schedule, "weekday"), "fri")
    assert filling.enter(field(filling, *schedule, "which"), "last")
    assert not stands(filling, *schedule, "last_day")
    assert filling.enter(field(filling, *schedule, "dates"), [1, 15])
    found = stands(filling, *schedule)
    assert (found["dates"], found["weekday"], found["which"]) == ([1, 15], None, None)


def test_event_settings_are_held_against_the_event() -> None:
    filling = filling_of("on list_price_dropped")
    percent = field(filling, "trigger", "settings", "percent")
    assert not filling.enter_text(percent, "120")
    assert filling.errors == {("trigger", "settings", "percent"): "it must be 100 or less"}
    assert stands(filling, "trigger", "settings") == {}
    assert filling.enter_text(percent, "12.5")
    assert stands(filling, "trigger", "settings") == {"percent": 12.5}
    assert filling.enter_text(field(filling, "trigger", "settings", "percent"), "")
    assert stands(filling, "trigger", "settings") == {}


def test_another_event_begins_anew() -> None:
    filling = filling_of("on product_added_to_list")
    assert filling.enter(field(filling, "trigger", "settings", "list"), "cart")
    assert filling.enter(field(filling, "trigger", "event"), "order_created")
    assert stands(filling, "trigger") == {"event": "order_created", "settings": {}}


@pytest.mark.rule("F-9")
def test_what_loses_its_meaning_goes_in_the_same_step() -> None:
    filling = filling_of("rolling limit")
    assert filling.enter(field(filling, "mode"), "all_time")
    assert (stands(filling, "mode"), stands(filling, "period")) == ("all_time", None)
    filling.editor.undo()
    assert (stands(filling, "mode"), stands(filling, "period")) == ("rolling", "24 hours")


def test_lists_are_changed_item_by_item() -> None:
    filling = filling_of("doing send_sms")
    actions = field(filling, "actions")
    assert actions.adding is not None
    assert filling.enter(actions.adding, actions.adding.read("Add to segment"))
    assert [action["do"] for action in stands(filling, "actions")] == ["send_sms", "add_to_segment"]
    assert filling.move(field(filling, "actions"), 1, -1)
    assert [action["do"] for action in stands(filling, "actions")] == ["add_to_segment", "send_sms"]
    assert filling.remove(field(filling, "actions"), 0)
    assert [action["do"] for action in stands(filling, "actions")] == ["send_sms"]
    for _ in range(3):
        filling.editor.undo()
    assert [action["do"] for action in stands(filling, "actions")] == ["send_sms"]


def test_a_list_of_names_holds_each_once() -> None:
    filling = filling_of("on action_issued")
    path: Path = ("trigger", "settings", "templates")
    assert filling.enter_text(field(filling, *path), "Rated")
    assert filling.enter_text(field(filling, *path), "visit")
    assert not filling.enter_text(field(filling, *path), "visit")
    assert stands(filling, *path) == ["rate", "visit"]
    assert filling.remove(field(filling, *path), 0)
    assert stands(filling, *path) == ["visit"]
    assert filling.remove(field(filling, *path), 0)
    assert stands(filling, "trigger", "settings") == {}


@pytest.mark.rule("F-7")
def test_branches_cannot_share_an_id() -> None:
    filling = filling_of("split")
    assert not filling.enter_text(field(filling, "branches", 1, "id"), "A")
    assert "another branch is called 'A'" in filling.errors["branches", 1, "id"]
    assert stands(filling, "branches", 1, "id") == "B"


def test_another_field_begins_a_comparison_anew() -> None:
    filling = filling_of("yes or no")
    from app.forms.leaves import leaf_fields

    def leaf(name: str) -> FormField:
        place: Path = ("condition", "all", 0)
        found = leaf_fields(stands(filling, *place), place, filling.around, in_filter=False)
        return next(field for field in found if field.path[-1] == name)

    assert filling.enter_text(leaf("field"), "Email is valid")
    assert stands(filling, "condition", "all", 0) == {
        "field": "customer.email.valid",
        "of": {},
        "op": "is",
        "value": True,
    }
    assert filling.enter_text(leaf("field"), "Orders")
    assert filling.enter_text(leaf("op"), "between ...")
    assert not filling.enter_text(leaf("value"), "5")
    assert filling.enter_text(leaf("value"), "5 .. 7")
    assert stands(filling, "condition", "all", 0, "value") == [5, 7]
    assert filling.enter_text(leaf("within"), "3 d")
    assert stands(filling, "condition", "all", 0, "of") == {"within": "3 days"}


def test_problems_are_those_of_the_subject() -> None:
    filling = filling_of("doing send_sms")
    assert {problem.block for problem in filling.problems()} == {"it"}
    assert any(problem.field == ("actions", 0, "text") for problem in filling.problems())
    editor = FlowEditor(flow_with(limit={"mode": "periodically"}), SETTINGS)
    assert [p.field for p in Filling(editor, FlowSubject(editor)).problems()] == [("limit", "period")]


@pytest.mark.rule("F-20")
def test_the_flow_s_schedule_takes_dates_only() -> None:
    editor = FlowEditor(flow_with(), SETTINGS)
    filling = Filling(editor, FlowSubject(editor))
    assert not filling.enter_text(field(filling, "schedule", "start"), "soon")
    assert editor.flow.schedule.start is None
    assert filling.enter_text(field(filling, "schedule", "start"), "2026-03-01 09:00")
    assert editor.flow.schedule.start == "2026-03-01 09:00"

"""Forms are made from the models: every setting is asked for, with its names and its words."""

from typing import Any

import pytest
from pydantic import BaseModel

from app.editing.reading import plain, read_block
from app.forms.base import MORE, Around, FormField, Held, Path, inside
from app.forms.fields import fields_of
from engine.blocks.actions.catalogue import ACTIONS
from engine.blocks.catalogue import BLOCK_KINDS
from engine.events.catalogue import CATALOGUE
from engine.flow.model import Flow
from engine.world.settings import ActionTemplate, CustomField, Labelled, Settings
from tests.app.forms.projects import AROUND, BLOCKS, SETTINGS, flow_with


def form_of(block: dict[str, Any], around: Around = AROUND) -> dict[Path, FormField]:
    read = read_block({"id": "it", **block})
    fields = inside(fields_of(type(read), plain(read), around))
    return {field.path: field for field in fields if field.kind not in ("more", "preview", "branched")}


FORMS = {name: form_of(block) for name, block in BLOCKS.items()}


@pytest.mark.rule("F-2")
@pytest.mark.parametrize("kind", BLOCK_KINDS)
def test_every_setting_of_every_block_is_asked_for(kind: str) -> None:
    asked = {path[0] for name, form in FORMS.items() if BLOCKS[name]["kind"] == kind for path in form}
    assert asked == BLOCK_KINDS[kind].model_fields.keys() - {"id", "kind"}


@pytest.mark.rule("F-6")
@pytest.mark.parametrize("do", ACTIONS)
def test_every_setting_of_every_action_is_asked_for(do: str) -> None:
    asked = {
        path[2] for name, form in FORMS.items() if name.startswith(f"doing {do}") for path in form if path[2:]
    }
    assert asked == ACTIONS[do].model_fields.keys() - {"do"}


@pytest.mark.parametrize("event", CATALOGUE)
def test_every_setting_of_every_event_is_asked_for(event: str) -> None:
    asked = {path[2] for path in FORMS[f"on {event}"] if path[:2] == ("trigger", "settings") and path[2:]}
    assert asked == CATALOGUE[event].Settings.model_fields.keys()


def within(prefix: str) -> set[str]:
    """The names of all fields at this place, whatever the numbers of the items."""
    places = {".".join(map(str, path)) for form in FORMS.values() for path in form}
    return {place.removeprefix(prefix).split(".")[0] for place in places if place.startswith(prefix)}


def names(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


@pytest.mark.rule("F-11", "F-12", "F-13", "F-8", "F-7", "F-5")
def test_every_setting_of_what_stands_inside_is_asked_for() -> None:
    from engine.blocks.shares import Branch as ShareBranch
    from engine.blocks.wait import Until
    from engine.conditions.branching import Branch, Branching
    from engine.time.recurrence import Schedule
    from engine.time.windows import Window

    assert within("window.") == names(Window)
    assert within("until.") == names(Until)
    assert within("trigger.schedule.") == names(Schedule)
    assert within("variants.0.") == within("branches.1.") == names(ShareBranch)
    assert within("branching.") == names(Branching)
    assert within("branching.branches.0.") == names(Branch)


@pytest.mark.rule("F-20", "F-22", "L-1")
def test_every_setting_of_the_flow_is_asked_for() -> None:
    flow = flow_with(limit={"mode": "periodically", "period": "7 days"})
    fields = inside(fields_of(Flow, flow.model_dump(mode="json", by_alias=True), AROUND))
    paths = [field.path for field in fields if field.kind != "more"]
    assert {path[0] for path in paths} == set(Flow.model_fields) - {"flowrig", "id", "blocks", "connections"}
    assert {path[1] for path in paths if path[0] == "limit" and path[1:]} == {"mode", "period", "total"}
    assert {path[1] for path in paths if path[0] == "schedule" and path[1:]} == {"start", "end"}


@pytest.mark.rule("F-22")
def test_the_brand_is_not_asked_for_where_there_is_one() -> None:
    data = flow_with().model_dump(mode="json")
    around = Around(Settings(brands={"main": Labelled()}))
    assert "brand" not in {field.path[0] for field in inside(fields_of(Flow, data, around))}
    unknown = {**data, "brand": "gone"}
    assert "brand" in {field.path[0] for field in inside(fields_of(Flow, unknown, around))}


@pytest.mark.parametrize("name", BLOCKS)
def test_what_is_shown_is_read_back(name: str) -> None:
    for field in FORMS[name].values():
        if field.kind in ("line", "lines", "name", "choice"):
            assert field.read(field.show(field.value)) == field.value, field.path


def test_names_come_from_the_project() -> None:
    segment = FORMS["daily"]["trigger", "segment"]
    assert [(choice.value, choice.label) for choice in segment.choices] == [
        ("vip", "Very important"),
        ("new", "new"),
    ]
    assert segment.read("Very important") == "vip"
    assert segment.read("someday") == "someday"
    assert segment.read("") is None
    events = FORMS["on order_created"]["trigger", "event"]
    assert {choice.value for choice in events.choices} == set(CATALOGUE)
    dates = FORMS["dynamic wait"]["until", "field"]
    assert "order.created_at" in {choice.value for choice in dates.choices}
    assert "product.expires_at" not in {choice.value for choice in dates.choices}


def test_fields_depend_on_the_event() -> None:
    def offered(around: Around) -> set[str]:
        form = form_of(BLOCKS["branches"], around)
        return {str(choice.value).split(".")[0] for choice in form["branching", "field"].choices}

    assert offered(AROUND) == {"customer", "promo_pool", "order"}
    assert offered(Around(SETTINGS)) == {"customer", "promo_pool"}


def test_what_has_no_meaning_is_not_asked_for_unless_it_is_set() -> None:
    fixed = form_of({"kind": "wait", "duration": "1 day"})
    assert ("duration",) in fixed
    assert ("until",) not in fixed
    assert ("duration",) not in form_of({"kind": "wait", "mode": "timed"})
    assert ("duration",) in form_of({"kind": "wait", "mode": "timed", "duration": "1 day"})


def test_what_loses_its_meaning_goes() -> None:
    mode = FORMS["rolling limit"]["mode",]
    assert mode.also("calendar") == ((("period",), None),)
    assert mode.also("rolling") == ()
    every = FORMS["weekly"]["trigger", "schedule", "every"]
    assert dict(every.also("day")) == {
        ("trigger", "schedule", "days"): None,
        ("trigger", "schedule", "weeks"): 1,
    }


def test_the_control_is_one_of_the_variants() -> None:
    control = FORMS["test"]["control",]
    assert [choice.value for choice in control.choices] == ["A", "B"]
    assert control.read("") is None
    with pytest.raises(ValueError, match="choose one"):
        control.read("C")


@pytest.mark.rule("F-7")
def test_a_new_branch_gets_an_equal_share() -> None:
    form = form_of({"kind": "split", "branches": [{"id": "A", "share": 60}, {"id": "C", "share": 40}]})
    adding = form["branches",].adding
    assert adding is not None
    assert [(branch["id"], branch["share"]) for branch in adding.store(0)] == [
        ("A", 40),
        ("C", 27),
        ("B", 33),
    ]


def test_what_need_not_be_set_is_folded_away() -> None:
    read = read_block({"id": "it", **BLOCKS["test"]})
    more = next(field for field in fields_of(type(read), plain(read), AROUND) if field.kind == "more")
    assert [part.path[-1] for part in more.parts] == [
        "title", "note", "at", "secondary_metric", "confidence", "power", "expected_lift"
    ]  # fmt: skip
    assert more.path == (MORE,)


def test_a_full_list_takes_no_more() -> None:
    five = [{"id": letter, "share": 20} for letter in "ABCDE"]
    assert form_of({"kind": "split", "branches": five})["branches",].adding is None


def test_messages_are_shown_as_a_customer_gets_them() -> None:
    body = FORMS["doing send_email"]["actions", 0, "body"]
    assert (body.kind, body.one_line) == ("template", False)
    assert FORMS["doing send_email"]["actions", 0, "subject"].one_line
    read = read_block({"id": "it", **BLOCKS["doing send_email"]})
    fields = inside(fields_of(type(read), plain(read), AROUND))
    assert [field.value["do"] for field in fields if field.kind == "preview"] == ["send_email"]


def test_items_have_titles_in_words() -> None:
    form = form_of({"kind": "steps", "actions": [{"do": "award_points", "account": "points", "amount": 5}]})
    assert [item.title for item in form["actions",].items] == ["Award points: 5 in points"]
    assert [item.title for item in FORMS["test"]["variants",].items] == ["A · 50 %", "B · 50 %"]
    assert [item.title for item in FORMS["branches"]["branching", "branches"].items] == ["one: yes", "two"]


@pytest.mark.rule("F-9")
def test_what_is_added_to_a_test_is_called_a_variant() -> None:
    added = {
        name: form_of(BLOCKS[name])[path,].adding
        for name, path in (("test", "variants"), ("split", "branches"))
    }
    assert {name: each.choices[0].label for name, each in added.items() if each} == {
        "test": "a variant",
        "split": "a branch",
    }


def test_products_in_what_actions_pass_along_are_completed_from_the_world() -> None:
    """By their names, as everywhere; other texts from what the world holds in the field."""
    fields = {name: CustomField("text") for name in ("product", "words")}
    rated = ActionTemplate(fields=fields)
    around = Around(Settings(action_templates={"rate": rated}), (), ())
    action = {"do": "issue_action", "template": "rate"}
    form = form_of({"kind": "steps", "actions": [action]}, around)
    assert form["actions", 0, "fields", "product"].held == Held("products")
    assert form["actions", 0, "fields", "words"].held == Held("action.field.words")

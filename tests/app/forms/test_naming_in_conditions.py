"""Names that do not exist yet are created where a condition asks for them."""

from pathlib import Path
from typing import Any

import pytest

from app.editing import FlowEditor
from app.forms.base import Around, FormField, inside
from app.forms.filling import Filling
from app.forms.leaves import leaf_fields
from app.forms.matching_rows import ConditionRow
from app.forms.search import NameInput
from app.forms.subjects import BlockSubject
from tests.app.forms.projects import SETTINGS, flow_with
from tests.app.running import driving
from tests.app.small_shop import make_small_shop
from tests.app.test_trying_on_screen import checking, condition, editing

IN_SEGMENT = {"field": "customer.in_segment", "of": {"segment": "vip"}, "op": "is", "value": True}
STATUS = {"field": "order.status", "op": "is", "value": "paid"}
STATUSES = {"field": "order.status", "op": "in", "value": ["paid"]}
TAGS = {"field": "order.product_segments", "op": "contains_any", "value": ["tea"]}


def asked(leaf: dict[str, Any]) -> dict[str, FormField]:
    """The fields of a comparison, by title."""
    around = Around.of(flow_with(), SETTINGS)
    return {field.title: field for field in leaf_fields(leaf, (), around, in_filter=False)}


@pytest.mark.rule("F-5", "W-1")
@pytest.mark.parametrize(
    ("leaf", "title", "what"),
    [
        (IN_SEGMENT, "Segment", "segments"),
        (STATUS, "Value", "order_statuses"),
        (STATUSES, "Value", "order_statuses"),
        (TAGS, "Value", "product_segments"),
    ],
)
def test_a_condition_lets_names_be_created(leaf: dict[str, Any], title: str, what: str) -> None:
    field = asked(leaf)[title]
    assert field.creates == what
    assert field.read("fresh") == "fresh"


@pytest.mark.rule("F-5", "W-1")
def test_branch_values_let_names_be_created() -> None:
    branching = {"field": "order.status", "branches": [{"id": "one", "values": ["paid"]}]}
    flow = flow_with({"kind": "condition", "branching": branching})
    editor = FlowEditor(flow, SETTINGS)
    filling = Filling(editor, BlockSubject(editor, "it"))
    values = next(field for field in inside(filling.fields()) if field.title == "Values")
    assert values.creates == "order_statuses"


@pytest.mark.rule("F-5", "W-1")
async def test_a_segment_is_created_within_a_condition(tmp_path: Path) -> None:
    leaf = {"field": "customer.in_segment", "of": {"segment": "none"}, "op": "is", "value": True}
    path = make_small_shop(tmp_path / "shop.flowrig", checking(condition=leaf))
    async with driving(path) as driver:
        screen = await editing(driver, "check")
        await driver.until(lambda: screen.query(ConditionRow))
        if not screen.query(NameInput):
            screen.query_one(ConditionRow).action_ask("open")
        await driver.until(lambda: any(entry.field.title == "Segment" for entry in screen.query(NameInput)))
        entry = next(entry for entry in screen.query(NameInput) if entry.field.title == "Segment")
        entry.input.focus()
        await driver.pilot.pause()
        await driver.press(*"night_owls")
        await driver.pilot.pause()
        await driver.press("down", "enter")
        await driver.said("Created the segment night_owls in the world")
        await driver.until(lambda: condition(screen)["of"] == {"segment": "night_owls"})
        assert screen.editor is not None
        assert "night_owls" in screen.editor.settings.segments

"""What every kind of event of the catalogue must offer."""

import json

import pytest

from engine.events.base import EventKind
from engine.events.catalogue import CATALOGUE
from engine.world.lookup import LOOKUP
from engine.world.settings import Settings
from tests.engine.world.worlds import shop

SPECIAL_WAITS = {"product_expiry": "product", "points_expiry": "balance_change"}

every_kind = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE)


@every_kind
def test_its_entities_can_be_looked_up_and_waited_for(kind: EventKind) -> None:
    assert set(kind.context) <= set(LOOKUP)
    assert {SPECIAL_WAITS.get(entity, entity) for entity in kind.waits} <= set(kind.context)
    assert kind.hears


@every_kind
@pytest.mark.rule("F-25")
def test_a_draft_may_leave_everything_open(kind: EventKind) -> None:
    settings = kind.Settings()
    assert kind.words(settings)
    assert list(settings.unknown(Settings())) == []
    assert kind.Settings.model_validate_json(settings.model_dump_json()) == settings


@every_kind
def test_it_is_explained_in_a_paragraph(kind: EventKind) -> None:
    assert len(kind.help) > 40
    assert "\n" not in kind.help
    assert kind.help.endswith(".")
    assert kind.name != kind.help


@every_kind
@pytest.mark.rule("W-6")
def test_names_that_the_project_lacks_are_found(kind: EventKind) -> None:
    schema = kind.Settings.model_json_schema()["properties"]
    named = {field: about["names"] for field, about in schema.items() if "names" in about}
    assert set(named.values()) <= set(Settings.__dataclass_fields__)
    for field in named:
        value = ["no such"] if "list[" in str(kind.Settings.model_fields[field].annotation) else "no such"
        settings = kind.Settings.model_validate({field: value})
        assert field in [where for where, _ in settings.unknown(shop().settings)]


@every_kind
def test_settings_are_plain_data(kind: EventKind) -> None:
    assert json.loads(kind.Settings().model_dump_json()) == kind.Settings().model_dump()


def test_the_rules_of_this_catalogue() -> None:
    rules = [kind.rule for kind in CATALOGUE.values()]
    assert len(set(rules)) == len(rules)
    transactional = {kind.rule for kind in CATALOGUE.values() if kind.transactional}
    assert transactional == {"E-6", "E-7", "E-10", "E-17", "E-25", "E-28", "E-29"} & set(rules)

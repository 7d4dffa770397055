"""One more kind of event: the example of CONTRIBUTING.md, registered and used, with nothing else touched."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.editing.reading import plain, read_block
from app.forms.base import Around
from app.forms.fields import fields_of
from app.forms.names import choices_of
from engine.blocks.launch import LaunchBlock
from engine.events import lists
from engine.events.base import EventKind, Fact, Ref
from engine.events.catalogue import CATALOGUE
from engine.flow.validation import validate
from engine.world.deltas import ListLineRemoved
from tests.engine.events import test_catalogue as offers
from tests.engine.reports.test_why import enquiry
from tests.kit import change, flow, mail, play, settings, steps, world

PAGE = Path(__file__).resolve().parent.parent / "CONTRIBUTING.md"
ID = "product_removed_from_list"


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> EventKind:
    """The kind of the example, in the catalogue for the time of a test."""
    (code,) = re.findall(r"```python\n(class RemovedFromListKind.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    # As if it stood in the module of its family.
    names: dict[str, Any] = {**vars(lists), "ListLineRemoved": ListLineRemoved, "Fact": Fact, "Ref": Ref}
    exec(compile(code, str(PAGE), "exec"), names)
    made: EventKind = names["RemovedFromListKind"]()
    monkeypatch.setitem(CATALOGUE, made.id, made)
    return made


def on_removal(name: str | None) -> dict[str, Any]:
    asked = {} if name is None else {"list": name}
    return {"id": "start", "kind": "launch", "trigger": {"event": ID, "settings": asked}}


def test_it_offers_what_every_kind_must(kind: EventKind) -> None:
    offers.test_its_entities_can_be_looked_up_and_waited_for(kind)
    offers.test_a_draft_may_leave_everything_open(kind)
    offers.test_it_is_explained_in_a_paragraph(kind)
    offers.test_names_that_the_project_lacks_are_found(kind)


def test_the_form_has_it_with_its_help_and_its_settings(kind: EventKind) -> None:
    around = Around(settings(), ("customer",), ())
    assert (kind.id, kind.name) in [(choice.value, choice.label) for choice in choices_of("events", around)]
    block = read_block(on_removal("cart"))
    (trigger,) = [
        field for field in fields_of(type(block), plain(block), around) if field.path == ("trigger",)
    ]
    event, within = trigger.parts
    assert event.help.startswith(kind.help)
    assert [(part.title, [choice.value for choice in part.choices]) for part in within.parts] == [
        ("List", ["cart", "wishes"])
    ]


def test_validation_and_the_card_know_it(kind: EventKind) -> None:
    letter = steps("mail", {"do": "send_email", "subject": "{{ Product.Name }}", "body": "Back?"})

    def problems(launch: dict[str, Any]) -> list[str]:
        return [problem.sentence for problem in validate(flow(launch, letter), settings())]

    assert problems(on_removal("cart")) == []
    assert problems(on_removal(None)) == ["choose a list"]
    assert "there is no list 'shelf'" in problems(on_removal("shelf"))[0]
    block = read_block(on_removal("cart"))
    assert isinstance(block, LaunchBlock)
    assert block.words(settings()) == kind.name


def test_the_command_line_describes_it(kind: EventKind, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["events"]) == 0
    assert f"  {ID} " in capsys.readouterr().out
    assert main(["events", ID, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["settings"]["list"] | {"help": ""} == {
        "type": "name",
        "title": "List",
        "needed": True,
        "default": None,
        "names": "lists",
        "help": "",
    }


@pytest.mark.rule("R-3")
def test_it_starts_flows_and_is_explained(kind: EventKind) -> None:
    changes = [
        change("2026-05-01", "product.create", product="cup"),
        change("2026-05-02", "list.add", customer="c1", list="wishes", product="cup"),
        change("2026-05-02", "list.add", customer="c1", list="cart", product="cup"),
        change("2026-05-03", "list.remove", customer="c1", list="wishes", product="cup"),
        change("2026-05-04", "list.remove", customer="c1", list="cart", product="cup"),
    ]
    drawn = flow(on_removal("cart"), mail())
    assert [seen.block for seen in play(drawn, changes, world()).visits()] == ["start", "mail"]
    added, _, other, started = [
        attempt
        for attempt in enquiry(drawn, changes, world()).attempts
        if str(attempt.checks[0].values["change"]).startswith("list.")
    ]
    assert started.started
    assert [one.failing.text for one in (added, other) if one.failing is not None] == [
        "cup got a line on the list wishes; 'Product removed from a list' listens for "
        "lines removed from a list",
        "List: asked for cart, it was wishes",
    ]

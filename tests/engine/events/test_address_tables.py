"""Which of E-16 to E-27 a change of an email or phone starts: a table by hand, and all transitions there are.

The table stands in docs/addresses.md. `address_rules` says the same sentence by sentence; the engine is held
against both.
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engine.events.base import EventKind
from engine.events.catalogue import CATALOGUE
from engine.world.entities import Contact, Customer
from engine.world.settings import ActionTemplate, Settings
from engine.world.world import Refused, World, WorldState, undo
from tests.engine.events.address_rules import (
    NONE,
    Confirmed,
    Created,
    Given,
    Has,
    Merged,
    One,
    What,
    Wiped,
    after,
    starts,
)
from tests.engine.world.worlds import NOW, change

PAGE = Path(__file__).resolve().parents[3] / "docs" / "addresses.md"
KINDS: dict[str, EventKind] = {
    kind.rule: kind
    for kind in CATALOGUE.values()
    if kind.rule in {"E-16", "E-18", "E-19", "E-21", "E-22", "E-23", "E-25", "E-26", "E-27"}
}
SIGNS = {"+": "confirmed", "-": "unconfirmed", "": "no_data"}
WORDS = {"confirmed": "+", "unconfirmed": "-", "no data": ""}
BOTH = pytest.mark.parametrize("which", ["email", "phone"])
EVERY = pytest.mark.rule(
    "E-16", "E-18", "E-19", "E-20", "E-21", "E-22", "E-23", "E-24", "E-25", "E-26", "E-27"
)


# All transitions.


def states(primary: str, waiting: str) -> Iterator[Has]:
    """None, one, or two of them: an unconfirmed one waits beside a primary one."""
    yield NONE
    for sign, valid in product(SIGNS, (True, False)):
        one = One(primary, sign, valid)
        yield Has(one)
        yield Has(one, One(waiting, "-", True))
        yield Has(one, One(waiting, "-", False))


STATES = list(states("a", "b"))
GIVEN: list[What] = [
    Given(value, sign, valid) for value, sign, valid in product("abc", (None, *SIGNS), (None, True, False))
]
CONFIRMED: list[What] = [Confirmed(value) for value in (None, "a", "b", "c")]
MERGED: list[What] = [Merged(other) for other in dict.fromkeys([*STATES, *states("c", "d")])]
CREATED: list[What] = [
    Created(None),
    *(Created(One("a", sign, valid)) for sign, valid in product(SIGNS, (True, False))),
]
TRANSITIONS = [
    *((before, what) for before in STATES for what in (*GIVEN, Wiped(), *CONFIRMED, *MERGED)),
    *((NONE, what) for what in CREATED),
]


def test_the_transitions_are_as_many_as_the_page_says() -> None:
    assert (len(STATES), len(GIVEN), len(MERGED), len(CREATED)) == (19, 36, 37, 7)
    both = 2 * len(TRANSITIONS)
    assert both == 2 * (19 * (36 + 1 + 4 + 37) + 7)
    assert f"{both:,} transitions" in PAGE.read_text("utf-8")


# Playing one.


def contact(one: One | None) -> Contact | None:
    return None if one is None else Contact(one.value, one.valid, SIGNS[one.sign])  # type: ignore[arg-type]


def customer(name: str, which: str, has: Has) -> Customer:
    found = Customer(name)
    setattr(found, which, contact(has.primary))
    setattr(found, f"pending_{which}", contact(has.waiting))
    return found


def has(found: Customer, which: str) -> Has:
    def one(of: Contact | None) -> One | None:
        signs = {word: sign for sign, word in SIGNS.items()}
        return None if of is None else One(of.value, signs[of.confirmation], of.valid)

    return Has(one(getattr(found, which)), one(getattr(found, f"pending_{which}")))


def as_change(which: str, what: What) -> dict[str, Any]:
    """The change as a scenario would say it."""
    if isinstance(what, Created):
        given: dict[str, Any] = {"do": "customer.create", "customer": "new"}
        if what.one is not None:
            given[which] = {
                "value": what.one.value,
                "valid": what.one.valid,
                "confirmation": SIGNS[what.one.sign],
            }
        return given
    if isinstance(what, Merged):
        return {"do": "customer.merge", "customer": "anna", "merged": "other"}
    if isinstance(what, Confirmed):
        given = {"do": f"customer.confirm_{which}", "customer": "anna"}
        return given if what.value is None else {**given, "value": what.value}
    given = {"do": f"customer.set_{which}", "customer": "anna", "value": None}
    if isinstance(what, Given):
        given["value"] = what.value
        if what.sign is not None:
            given["confirmation"] = SIGNS[what.sign]
        if what.valid is not None:
            given["valid"] = what.valid
    return given


def played(which: str, before: Has, what: What, **envelope: Any) -> tuple[Has, list[str]] | None:
    """What the customer has then, and the events in the order of the catalogue; None where it is refused."""
    people = [customer("anna", which, before)]
    if isinstance(what, Merged):
        people.append(customer("other", which, what.other))
    templates = {"own": ActionTemplate(category="personal"), "called": ActionTemplate()}
    settings = Settings(action_templates=templates)
    world = World(WorldState(settings, customers={one.id: one for one in people}))
    try:
        applied = world.apply(change({**as_change(which, what), **envelope}))
    except Refused:
        return None
    who = "new" if isinstance(what, Created) else "anna"
    events = [
        (rule, event)
        for rule, kind in KINDS.items()
        if any(type(delta) in kind.hears for delta in applied.deltas)
        for event in kind.recognise(applied, world)
    ]
    assert all((event.customer.id, event.happened_at) == (who, NOW) for _, event in events)
    now = has(world.customers[who], which)
    undo(applied.inverse)
    assert has(world.customers["anna"], which) == before
    return now, [rule for rule, _ in events]


@EVERY
@BOTH
@pytest.mark.parametrize("action", [None, "called", "own"])
def test_every_transition_starts_what_the_sentences_say(which: str, action: str | None) -> None:
    for before, what in TRANSITIONS:
        outcome = played(which, before, what, action=action)
        expected = after(before, what)
        if outcome is None or expected is None:
            assert outcome is None, (str(before), what)
            assert expected is None, (str(before), what)
            continue
        now, events = outcome
        assert now == expected, (str(before), what)
        assert len(set(events)) == len(events), (str(before), what)
        assert set(events) == starts(which, before, what, action == "own"), (str(before), what)


# The table by hand.


def rows() -> list[list[str]]:
    _, _, rest = PAGE.read_text("utf-8").partition("<!-- addresses -->\n\n")
    lines = rest.split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def read_one(text: str) -> One:
    found = re.fullmatch(r"([abc])([+-]?)(!?)", text)
    assert found, text
    return One(found[1], found[2], not found[3])


def read_has(text: str) -> Has:
    if text in ("none", "nobody"):
        return NONE
    primary, _, waiting = text.partition(" (")
    return Has(read_one(primary), read_one(waiting.rstrip(")")) if waiting else None)


def read_what(text: str) -> What:
    if text == "wiped":
        return Wiped()
    if text == "created without":
        return Created(None)
    if text.startswith("created with "):
        return Created(read_one(text.removeprefix("created with ")))
    if text.startswith("merged with "):
        return Merged(read_has(text.removeprefix("merged with ")))
    if text.startswith("confirmed"):
        return Confirmed(text.removeprefix("confirmed").strip() or None)
    value, *said = text.removeprefix("given ").split(", ")
    sign = next((WORDS[word] for word in said if word in WORDS), None)
    valid = True if "valid" in said else False if "invalid" in said else None
    assert set(said) <= {*WORDS, "valid", "invalid"}, text
    return Given(value, sign, valid)


@EVERY
@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}, {row[1]}")
def test_the_table_by_hand_is_so(row: list[str]) -> None:
    before, what = read_has(row[0]), read_what(row[1])
    assert (row[0] == "nobody") == isinstance(what, Created)
    for which, cell in zip(("email", "phone"), row[3:], strict=True):
        expected = None if row[2] == "refused" else (read_has(row[2]), set(re.findall(r"E-\d+", cell)))
        outcome = played(which, before, what)
        assert (outcome and (outcome[0], set(outcome[1]))) == expected
        if expected is not None:
            assert starts(which, before, what) == expected[1]


def test_the_table_by_hand_knows_every_event_and_every_kind_of_change() -> None:
    cells = " ".join(cell for row in rows() for cell in row[3:])
    assert set(re.findall(r"E-\d+", cells)) == set(KINDS) - {"E-27"}
    assert {type(read_what(row[1])) for row in rows()} == {Created, Given, Wiped, Confirmed, Merged}
    assert len(rows()) == len({(row[0], row[1]) for row in rows()})

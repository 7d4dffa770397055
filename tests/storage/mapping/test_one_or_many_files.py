"""An import from one file or from many gives the same events, but for what happens once per import."""

import csv
import json
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.events.base import Event, TriggerMemory
from engine.events.catalogue import CATALOGUE
from engine.world.world import World
from storage.mapping.files import read_mapping
from storage.mapping.importing import import_data
from storage.workspace import Workspace
from storage.yaml_writing import write
from tests.laws import examples
from tests.storage.mapping.shops import timeline

COLUMNS = ("who", "what", "thing", "at", "amount", "import")

SETTINGS: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    "currency": "EUR",
    "lists": {"cart": {}},
    "order_statuses": {"new": {"category": "new"}, "paid": {"category": "paid"}},
    "action_templates": {"call": {}},
    "points_accounts": {"bonus": {}},
}

ON = {"at": "{at}", "batch": "{import}"}
CHANGES: list[dict[str, Any]] = [
    {"do": "product.view", "product": "{thing}", **ON},
    {"do": "list.add", "list": "cart", "product": "{thing}", "quantity": "{amount}", **ON},
    {"do": "list.set", "list": "cart", "items": [{"product": "{thing}", "quantity": "{amount}"}], **ON},
    {"do": "list.clear", "list": "cart", **ON},
    {"do": "action.issue", "template": "call", **ON},
    {"do": "balance.award", "account": "bonus", "amount": "{amount}", **ON},
    {"do": "customer.set_email", "value": "{thing}@example.com", "confirmation": "confirmed", **ON},
    {"do": "customer.set_subscription", "key": "main/email", "status": "subscribed", **ON},
    {"do": "order.create", "order": "{who}-{thing}-{at}-{amount}", "status": "new", **ON},
]

Row = tuple[str, str, str, int, int, str]


def table(file: str, form: str) -> dict[str, Any]:
    columns = {"at": {"type": "time", "format": "unix"}, "amount": "integer"}
    described: dict[str, Any] = {"file": file, "columns": columns}
    return described | ({"form": "json_lines"} if form == "jsonl" else {"header": list(COLUMNS)})


def import_parts(folder: Path, workspace: Workspace, parts: list[list[Row]], form: str) -> World:
    """Import rows that lie in a file for each part; the world before the timeline, which is stored."""
    tables: dict[str, Any] = {"things": {"file": "things.csv"}}
    records = []
    for n, rows in enumerate(parts):
        tables[f"part{n}"] = table(f"part{n}.{form}", form)
        with (folder / f"part{n}.{form}").open("w", encoding="utf-8", newline="") as file:
            if form == "jsonl":
                file.writelines(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in rows)
            else:
                csv.writer(file).writerows(rows)
        changes = [{**one, "when": [{"column": "what", "is": one["do"]}]} for one in CHANGES]
        records.append({"from": f"part{n}", "new_customer": {"customer": "{who}"}, "changes": changes})
    (folder / "things.csv").write_text("thing\ntea\npot\n", encoding="utf-8")
    start = [{"from": "things", "changes": [{"do": "product.create", "product": "{thing}"}]}]
    mapping = {
        "flowrig": "mapping/1",
        "name": "m",
        "world": {"name": "w", "settings": SETTINGS, "start": start},
        "scenario": "s",
        "tables": tables,
        "records": records,
    }
    import_data(read_mapping(write(mapping), "m.yaml"), folder, workspace, skip_bad_rows=True)
    return World(workspace.worlds.load("w"))


def events(world: World, workspace: Workspace) -> list[Event]:
    """All events of the catalogue that an import's changes give, in order."""
    found = []
    for change in timeline(workspace, "s"):
        world.now = change.at
        applied = world.apply(change)
        for kind in CATALOGUE.values():
            if any(type(delta) in kind.hears for delta in applied.deltas):
                found += list(kind.recognise(applied, world))
    return found


def told(found: list[Event]) -> list[Any]:
    """What the events say, without the import in which they came."""
    return [
        (e.kind.id, e.customer.id, e.happened_at, e.received_at, e.context, {**e.facts, "batch": None})
        for e in found
    ]


def cut(rows: list[Row], cuts: list[int]) -> list[list[Row]]:
    places = [0, *sorted(cut % (len(rows) + 1) for cut in cuts), len(rows)]
    return [part for a, b in pairwise(places) if (part := rows[a:b])]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["anna", "bert", "cleo"]),
        st.sampled_from([str(change["do"]) for change in CHANGES]),
        st.sampled_from(["tea", "pot"]),
        st.integers(1_700_000_000, 1_700_000_003) | st.integers(1_700_000_000, 1_700_100_000),
        st.integers(1, 3),
        st.just("import 0"),
    ),
    min_size=1,
    max_size=14,
)
CUTS = st.lists(st.integers(0, 14), max_size=4)
FEW = settings(
    max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(rows=ROWS, cuts=CUTS, forms=st.tuples(*[st.sampled_from(["csv", "jsonl"])] * 2))
def test_one_import_gives_the_same_events_however_its_rows_are_cut_up(
    tmp_path: Path, workspace: Workspace, rows: list[Row], cuts: list[int], forms: tuple[str, str]
) -> None:
    one = events(import_parts(tmp_path, workspace, [rows], forms[0]), workspace)
    once = timeline(workspace, "s")
    many = events(import_parts(tmp_path, workspace, cut(rows, cuts), forms[1]), workspace)
    assert timeline(workspace, "s") == once
    assert [(*said, e.facts.get("batch")) for said, e in zip(told(one), one, strict=True)] == [
        (*said, e.facts.get("batch")) for said, e in zip(told(many), many, strict=True)
    ]


@pytest.mark.rule("E-5")
@FEW
@given(rows=ROWS, cuts=CUTS)
def test_an_import_for_each_file_differs_where_the_rules_say_once_per_import(
    tmp_path: Path, workspace: Workspace, rows: list[Row], cuts: list[int]
) -> None:
    world = import_parts(tmp_path, workspace, [rows], "csv")
    one = events(world, workspace)
    parts = [[(*row[:-1], f"import {n}") for row in part] for n, part in enumerate(cut(rows, cuts))]
    many = events(import_parts(tmp_path, workspace, parts, "csv"), workspace)
    assert told(many) == told(one)
    assert starts(world, one) == first_of_each(one)
    assert starts(world, many) == first_of_each(many)
    others = (kind for kind in CATALOGUE.values() if kind.id != "list_changed")
    assert not any("batch" in event.facts for kind in others for event in many if event.kind is kind)


def starts(world: World, found: list[Event]) -> list[Event]:
    """The changes of the list for which a flow starts."""
    kind = CATALOGUE["list_changed"]
    match = kind.matches(kind.Settings.model_validate({"list": "cart"}), world)
    memory = TriggerMemory()
    return [event for event in found if event.kind is kind and match(event, memory)]


def first_of_each(found: list[Event]) -> list[Event]:
    """By hand: the first of each customer's changes of the list within each import."""
    kind = CATALOGUE["list_changed"]
    mine = sorted(
        (
            (event.customer.id, str(event.facts["batch"]), n)
            for n, event in enumerate(found)
            if event.kind is kind
        )
    )
    firsts = sorted(next(group)[2] for _, group in groupby(mine, key=lambda one: one[:2]))
    return [found[n] for n in firsts]

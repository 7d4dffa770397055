"""Mapping files: what is wrong with them is told with line and column, and the schema knows them."""

from importlib.resources import files
from pathlib import Path

import pytest

from storage.mapping.files import mapping_file, read_mapping
from storage.mapping.model import Mapping
from storage.problems import BadFile
from tests.storage.mapping.shops import MAPPING


def problems(text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        read_mapping(text, "m.yaml")
    return str(caught.value).splitlines()


def test_a_good_mapping_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    assert mapping_file(tmp_path / "m.yaml").mapping.scenario == "shop year"


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("order.create", "order.make", "do: order.make", "there is no change 'order.make': choose one of"),
        ("status: new\n", "state: new\n", "state: new", "order.create has no `state`: its fields are"),
        (
            "from: orders",
            "from: order",
            "from: order\n",
            "there is no table 'order': choose one of orders, items",
        ),
        ('at: "{ordered}"\n', "note: 1\n", "do: order.create", "order.create has no `at`"),
        ('"{id}"\n', '"{id"\n', 'order: "{id"', "a single brace"),
        ('"{id}"\n', '"{}"\n', 'order: "{}"', "name no column"),
        ("table: people", "table: orders", "table: orders", "the table 'orders' is here already"),
        ('      customer: "{people.mail}"\n', "", "new_customer:", "new_customer needs `customer`"),
        ("lines: {table", "group_by: id\n    lines: {table", "lines: {table", "remove `lines` or `group_by`"),
        ('order: "{id}", status: paid', "status: paid", 'at: "{paid}"', "order.set_status needs `order`"),
        ('"%d.%m.%Y %H:%M"', '"%d.%m. %H:%M"', "%d.%m. %H", "lacks the year, the month or the day"),
        ('"%d.%m.%Y %H:%M"', '"%x"', '"%x"', "%x cannot be used"),
        ("file: items.csv", "file: ../items.csv", "../items.csv", "give a file's name alone"),
        ("time_zone: Europe/Berlin", "time_zone: Europe/Bonn", "Europe/Bonn", "no time zone"),
        ("gift: yes_no", "gift: yesno", "gift: yesno", "yes_no"),
        ("gift: yes_no", "gift: {type: text, format: '%Y-%m-%d'}", "gift: {type: text", "has no format"),
        (
            "file: orders.csv",
            "file: orders.csv\n    encoding: utf-9",
            "utf-9",
            "there is no encoding 'utf-9'",
        ),
    ],
)
def test_each_fault_is_told_at_its_place(old: str, new: str, where: str, words: str) -> None:
    text = MAPPING.replace(old, new, 1)
    told = problems(text)
    line = text[: text.index(where)].count("\n") + 1
    assert any(one.startswith(f"m.yaml:{line}:") and words in one for one in told), told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        mapping_file(tmp_path / "none.yaml")


def test_the_schema_names_everything() -> None:
    schema = Mapping.model_json_schema()
    assert set(schema["required"]) == {"name", "tables", "world", "scenario"}
    assert "Condition" in schema["$defs"]
    assert "is" in schema["$defs"]["Condition"]["properties"]
    assert "from" in schema["$defs"]["Records"]["properties"]


@pytest.mark.parametrize("name", ["olist", "taobao", "uci_online_retail"])
def test_the_mappings_that_come_along_can_be_read(name: str) -> None:
    text = (files("sample_data") / "mappings" / f"{name}.yaml").read_bytes()
    mapping = read_mapping(text, name).mapping
    assert len(mapping.note) > 200

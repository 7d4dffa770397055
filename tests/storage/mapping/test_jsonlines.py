"""JSON Lines: values are cells by their paths, and a bad line is named and costs nothing but itself."""

import json
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.world.world import World
from storage.mapping.datafile import LONGEST_LINE, MOST_UNREADABLE
from storage.mapping.files import read_mapping
from storage.mapping.importing import import_data
from storage.mapping.jsonlines import LINES_LOOKED_AT, MOST_CELLS, MOST_DEEP, JsonLinesFile
from storage.mapping.model import Table
from storage.mapping.rejected import RowProblem
from storage.problems import BadFile
from storage.workspace import Workspace
from tests.laws import examples
from tests.storage.mapping.shops import timeline


def opened(folder: Path, content: bytes | str, **table: object) -> JsonLinesFile:
    (folder / "a.jsonl").write_bytes(content.encode() if isinstance(content, str) else content)
    return JsonLinesFile(folder, Table.model_validate({"file": "a.jsonl", "form": "json_lines", **table}))


def read(
    folder: Path, content: bytes | str, **table: object
) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """The cells of a file's lines that are not empty, and what is wrong with the others."""
    file = opened(folder, content, **table)
    places = {name: file.position(name) for name in file.header}
    problems: list[RowProblem] = []
    rows = [
        (number, {name: cells[place] for name, place in places.items() if cells[place]})
        for number, cells in file.rows(problems.append)
    ]
    if file.table.each is None:
        assert file.seen == len(rows) + len(problems)
    return rows, [str(problem) for problem in problems]


def test_nested_values_are_cells_by_their_paths(tmp_path: Path) -> None:
    rows, problems = read(
        tmp_path,
        '{"user": {"id": 7, "tags": ["a", {"b": "c"}]}, "ok": true, "no": false, "gone": null}\n'
        "\n"
        '{"later": "José \\u00e9 \\ud83d\\ude00"}',
    )
    assert rows == [
        (1, {"user.id": "7", "user.tags.0": "a", "user.tags.1.b": "c", "ok": "true", "no": "false"}),
        (3, {"later": "José é 😀"}),
    ]
    assert problems == []


def test_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, '{"a": 4.90, "b": 0.1000000000000000055, "c": 12345678901234567890123, "d": -0}')
    assert rows[0][1] == {
        "a": "4.90",
        "b": "0.1000000000000000055",
        "c": "12345678901234567890123",
        "d": "-0",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_and_encodings_are_taken(tmp_path: Path, encoding: str) -> None:
    table = {} if encoding.startswith("utf-8") else {"encoding": encoding}
    rows, _ = read(tmp_path, '{"name": "José"}\r\n'.encode(encoding), **table)
    assert rows == [(1, {"name": "José"})]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "a.jsonl:2: this is no JSON at its character 3"),
        ('{"a": 1} {"a": 2}', "a.jsonl:2: this is no JSON at its character 10"),
        ("{'a': 1}", "a.jsonl:2: this is no JSON"),
        ("__import__('os')", "a.jsonl:2: this is no JSON at its character 1"),
        ("[1]", "a.jsonl:2: each line has to be an object: {…}"),
        ("7", "a.jsonl:2: each line has to be an object"),
        ('{"a": NaN}', "a.jsonl:2: NaN is no number"),
        ('{"a": -Infinity}', "a.jsonl:2: -Infinity is no number"),
        ('{"a": 1, "a": 2}', "a.jsonl:2: 'a' stands twice in one object"),
        ('{"a": {"b": 1}, "a.b": 2}', "a.jsonl:2:a.b: two values have this path"),
        ('{"a": "x\\u0000y"}', "a.jsonl:2:a: it holds a character that no text has"),
        ('{"a": "\\ud800"}', "a.jsonl:2:a: it holds a character that no text has"),
        ('{"\\udc80": 1}', "a.jsonl:2:"),
        ('{"a": "x\ty"}', "a.jsonl:2: this is no JSON at its character"),
        ('{"a": ' * 40 + "1" + "}" * 40, f"a.jsonl:2: objects and lists stand more than {MOST_DEEP} deep"),
        ("[" * 100_000, f"a.jsonl:2: objects and lists stand more than {MOST_DEEP} deep"),
        ('{"a": ' * 100_000, f"a.jsonl:2: objects and lists stand more than {MOST_DEEP} deep"),
        (json.dumps({"a": [1] * (MOST_CELLS + 1)}), f"a.jsonl:2: it has more than {MOST_CELLS:,} values"),
        ('{"a": "' + "x" * LONGEST_LINE + '"}', "a.jsonl:2: a line of more than 1,000,000 characters"),
    ],
    ids=range(19),
)
def test_a_bad_line_is_named_and_costs_nothing_else(tmp_path: Path, line: str, told: str) -> None:
    rows, problems = read(tmp_path, f'{{"id": 1}}\n{line}\n{{"id": 3}}\n')
    assert [(number, cells["id"]) for number, cells in rows] == [(1, "1"), (3, "3")]
    assert len(problems) == 1
    assert problems[0].startswith(told)
    assert problems[0].isprintable()


def test_a_byte_of_another_encoding_costs_its_line_only(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, b'{"n": "Jos\xe9"}\n{"n": "Ann"}\n')
    assert [number for number, _ in rows] == [2]
    assert problems == [
        "a.jsonl:1: the byte 0xE9 is no utf-8: give the table its encoding, such as cp1252 or latin-1"
    ]


def test_a_last_line_that_is_cut_off(tmp_path: Path) -> None:
    _, problems = read(tmp_path, '{"id": 1}\n{"id": 2, "na')
    assert problems == ["a.jsonl:2: this is no JSON at its character 11: the last line may be cut off"]


def test_a_wide_encoding_that_ends_in_the_middle(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, '{"id": 1}\n{"id": 2}\n'.encode("utf-16")[:-3], encoding="utf-16")
    assert len(rows) <= 1
    assert "the file is no utf-16" in problems[-1]


def test_a_file_that_is_no_json_lines_is_given_up(tmp_path: Path) -> None:
    _, problems = read(tmp_path, '{"id": 1}\n' + "x\n" * 5_000)
    assert len(problems) == MOST_UNREADABLE
    assert problems[-1].endswith("1,000 lines cannot be taken apart; the rest was not looked at")


def test_a_file_without_one_good_line_says_why(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"^a\.jsonl:1: this is no JSON at its character 1$"):
        opened(tmp_path, "id,name\n1,x\n")


def test_columns_are_those_described_and_those_of_the_first_lines(tmp_path: Path) -> None:
    lines = (
        '{"id": 1, "user": {"mail": "x"}}\n' + '{"id": 2}\n' * LINES_LOOKED_AT + '{"late": 1, "later": 2}\n'
    )
    file = opened(tmp_path, lines, columns={"late": "integer"})
    assert file.header == ["late", "id", "user.mail"]
    assert [file.position(name) for name in ("user.mail", "late", "user.mail")] == [0, 1, 0]
    *_, (_, cells) = file.rows(lambda problem: None)
    assert cells == ["", "1"]
    with pytest.raises(
        BadFile, match=r"there is no column 'user\.male': it has late, id, user\.mail; one that"
    ):
        file.position("user.male")


ORDERS = """\
{"id": 1, "who": {"id": 7}, "items": [{"sku": "tea", "n": 2}, {"sku": "pot"}], "tags": ["a", "b"]}
{"id": 2, "items": [], "tags": null}
{"id": 3}
{"id": 4, "items": {"sku": "tea"}, "tags": 1}
{"id": 5, "items": [{"sku": "cup", "of": [1]}, "loose", ["x"]], "tags": [["c"], {"d": null}]}
"""


def test_a_row_for_each_entry_of_a_list(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, ORDERS, each="items")
    tags = {"tags.0": "a", "tags.1": "b"}
    assert rows == [
        (1, {"id": "1", "who.id": "7", "items.sku": "tea", "items.n": "2", **tags}),
        (1, {"id": "1", "who.id": "7", "items.sku": "pot", **tags}),
        (5, {"id": "5", "items.sku": "cup", "items.of.0": "1", "tags.0.0": "c"}),
        (5, {"id": "5", "items": "loose", "tags.0.0": "c"}),
        (5, {"id": "5", "items.0": "x", "tags.0.0": "c"}),
    ]
    assert problems == ["a.jsonl:4:items: this is no list"]
    rows, problems = read(tmp_path, ORDERS, each="tags")
    assert [cells.get("tags") for _, cells in rows] == ["a", "b", None, None]
    assert problems == ["a.jsonl:4:tags: this is no list"]


def test_lists_deeper_down_and_their_bounds(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, '{"a": {"b": [1, 2], "c": 3}}\n{"a": 5}\n{"a": {"b": 0}}', each="a.b")
    assert rows == [(1, {"a.b": "1", "a.c": "3"}), (1, {"a.b": "2", "a.c": "3"})]
    assert problems == ["a.jsonl:3:a.b: this is no list"]
    wide = json.dumps({"e": [1] * 200, **{f"k{n}": n for n in range(60)}})
    _, problems = read(tmp_path, '{"e": [1]}\n' + wide, each="e")
    assert problems == [f"a.jsonl:2: it has more than {MOST_CELLS:,} values"]


def test_only_json_lines_have_lists() -> None:
    with pytest.raises(BadFile, match="rows of CSV hold no lists"):
        read_mapping(MAPPING.replace("header: [id, mail]", "header: [id, mail], each: id"), "m.yaml")


@pytest.mark.parametrize("word", ["delimiter: '|'", "quote: '!'", "header: [a]"])
def test_what_belongs_to_csv_is_refused(word: str) -> None:
    text = MAPPING.replace("form: json_lines,", f"form: json_lines, {word},")
    with pytest.raises(BadFile, match=f"JSON Lines have no `{word.partition(':')[0]}`"):
        read_mapping(text, "m.yaml")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()), max_size=8)
)
def test_whatever_the_lines_hold(tmp_path: Path, lines: list[bytes]) -> None:
    try:
        rows, problems = read(tmp_path, b"\n".join(lines))
    except BadFile as bad:
        problems, rows = str(bad).splitlines(), []
    # What Unicode has not given a meaning yet may stand there; what a terminal obeys may not.
    assert not any(category(sign) in ("Cc", "Cs", "Zl", "Zp") for problem in problems for sign in problem)
    for _, cells in rows:
        for name, cell in cells.items():
            assert (name + cell).encode()


# Within a mapping.

MAPPING = """\
flowrig: mapping/1
name: site
world:
  name: w
  settings:
    time_zone: Europe/Berlin
    currency: EUR
    lists: {cart: {}}
    order_statuses: {new: {category: new}}
  start:
    - from: products
      changes: [{do: product.create, product: "{sku}", price: "{price.now}"}]
scenario: s
tables:
  products: {file: products.jsonl, form: json_lines, columns: {price.now: money}}
  site:
    file: site.jsonl
    form: json_lines
    columns: {at: {type: time, format: unix_ms}, gone.wrong: text}
  people: {file: people.csv, header: [id, mail]}
records:
  - from: site
    join: [{table: people, on: {id: user.id}}, {table: products, on: {sku: things.0.sku}, optional: true}]
    new_customer: {customer: "{user.id}", email: {value: "{people.mail}"}}
    changes:
      - {do: product.view, at: "{at}", product: "{things.0.sku}", when: [{column: what, is: view}]}
      - do: list.add
        when: [{column: what, is: add}, {column: gone.wrong, empty: true}]
        at: "{at}"
        list: cart
        product: "{things.0.sku}"
        price: "{products.price.now}"
"""


def lay_out(folder: Path, *lines: object) -> Path:
    (folder / "products.jsonl").write_text('{"sku": "tea", "price": {"now": 4.90}}\n{"sku": "pot"}\n')
    (folder / "people.csv").write_text("7,ana@example.com\n8,bo@example.com\n")
    (folder / "site.jsonl").write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return folder


def did(user: int, what: str, at: int, sku: str = "tea", **more: object) -> dict[str, object]:
    return {"user": {"id": user}, "what": what, "at": at, "things": [{"sku": sku}], **more}


def test_a_clickstream_in_json_lines(tmp_path: Path, workspace: Workspace) -> None:
    folder = lay_out(
        tmp_path,
        did(7, "view", 1_700_000_000_900),
        did(8, "add", 1_700_000_001_000),
        did(8, "add", 1_700_000_002_000, gone={"wrong": "timeout"}),
    )
    result = import_data(read_mapping(MAPPING, "m.yaml"), folder, workspace)
    assert result.kinds == {"customer.create": 2, "product.view": 1, "list.add": 1}
    assert {name: (c.rows, c.rejected, c.left_out) for name, c in result.files.items()} == {
        "products.jsonl": (2, 0, 0),
        "site.jsonl": (3, 0, 1),
        "people.csv": (2, 0, 0),
    }
    world = World(workspace.worlds.load("w"))
    for change in timeline(workspace, "s"):
        world.now = change.at
        world.apply(change)
    ana, bo = world.customers["7"], world.customers["8"]
    assert ana.email is not None
    assert (ana.email.value, ana.views[0].at) == ("ana@example.com", 1_700_000_000)
    assert bo.lists["cart"]["tea"].price == 490


def test_bad_lines_of_an_import(tmp_path: Path, workspace: Workspace) -> None:
    folder = lay_out(tmp_path, did(7, "view", 1), "{}]", did(7, "view", 2, "no such"), did(9, "view", 3))
    mapping = read_mapping(MAPPING, "m.yaml")
    with pytest.raises(BadFile) as caught:
        import_data(mapping, folder, workspace)
    told = str(caught.value).splitlines()
    assert told == [
        "site.jsonl:2: this is no JSON at its character 3",
        "site.jsonl:4:user.id: there is no row for '9' in people.csv",
    ]
    result = import_data(mapping, folder, workspace, skip_bad_rows=True)
    assert result.kinds == {"customer.create": 1, "product.view": 1}
    assert [str(problem) for problem in result.problems] == [
        told[0],
        "site.jsonl:3:things.0.sku: there is no product 'no such'",
        told[1],
    ]


def test_a_path_that_no_line_has(tmp_path: Path, workspace: Workspace) -> None:
    folder = lay_out(tmp_path, did(7, "view", 1))
    text = MAPPING.replace('customer: "{user.id}"', 'customer: "{user.name}"')
    told = r"^site\.jsonl:1: there is no column 'user\.name': it has at, gone\.wrong"
    with pytest.raises(BadFile, match=told):
        import_data(read_mapping(text, "m.yaml"), folder, workspace)


NESTED = """\
flowrig: mapping/1
name: orders
world:
  name: w
  settings: {order_statuses: {new: {category: new}}}
  start:
    - {from: items, group_by: items.sku, changes: [{do: product.create, product: "{items.sku}"}]}
scenario: s
tables:
  orders: {file: orders.jsonl, form: json_lines, columns: {at: time}}
  items: {file: orders.jsonl, form: json_lines, each: items, columns: {items.n: integer, items.price: money}}
records:
  - from: orders
    lines: {table: items, on: {id: id}}
    new_customer: {customer: "{who}"}
    changes:
      - do: order.create
        at: "{at}"
        order: "{id}"
        status: new
        items: {each_line: {product: "{items.sku}", quantity: "{items.n}", price: "{items.price}"}}
"""


def test_orders_with_their_items_in_one_file(tmp_path: Path, workspace: Workspace) -> None:
    cup, pot = {"sku": "cup", "n": 2, "price": 3.10}, {"sku": "pot", "n": 1, "price": 20}
    orders = [
        {"id": "a", "who": 7, "at": "2026-03-01 10:00", "items": [cup, pot]},
        {"id": "b", "who": 7, "at": "2026-03-01 11:00", "items": []},
        {"id": "c", "who": 8, "at": "2026-03-01 12:00", "items": [pot]},
        {"id": "d", "who": 8, "at": "2026-03-01 13:00", "items": [cup, {**pot, "n": "many"}]},
    ]
    (tmp_path / "orders.jsonl").write_text("\n".join(map(json.dumps, orders)), encoding="utf-8")
    result = import_data(read_mapping(NESTED, "m.yaml"), tmp_path, workspace, skip_bad_rows=True)
    world = World(workspace.worlds.load("w"))
    for change in timeline(workspace, "s"):
        world.apply(change)
    assert {order.id: (order.total, len(order.items)) for order in world.orders.values()} == {
        "a": (2620, 2),
        "b": (0, 0),
        "c": (2000, 1),
    }
    assert [str(problem) for problem in result.problems] == [
        "orders.jsonl:4:items.n: 'many' is not a number: write decimals after '.'",
    ]
    assert result.files["orders.jsonl"].rows == 4

"""Importing bad CSV files: one clear line for each problem, and everything or nothing."""

from pathlib import Path

import pytest

from tests.acceptance.inside import Inside
from tests.acceptance.shell import Shell

MAPPING = """\
flowrig: mapping/1
name: little shop
world:
  name: shop
  settings: {time_zone: Europe/Berlin, currency: EUR, order_statuses: {new: {category: new}}}
  start:
  - from: products
    changes: [{do: product.create, product: "{sku}", price: "{price}"}]
scenario: shop year
tables:
  orders: {file: orders.csv, columns: {ordered: time}}
  items: {file: items.csv, columns: {price: money, quantity: integer}}
  products: {file: products.csv, columns: {price: money}}
records:
- from: orders
  lines: {table: items, on: {order: id}}
  new_customer: {customer: "{mail}", email: {value: "{mail}"}}
  changes:
  - do: order.create
    at: "{ordered}"
    order: "{id}"
    status: new
    items: {each_line: {product: "{sku}", price: "{price}", quantity: "{quantity}"}}
"""

ORDERS = "id,mail,ordered\no1,anna@example.com,2026-01-02 10:00\no2,ben@example.com,2026-01-03 10:00\n"
ITEMS = "order,sku,price,quantity\no1,tea,4.50,2\no2,cup,12.00,1\n"
PRODUCTS = "sku,price\ntea,4.50\ncup,12.00\n"

IMPORT = ("import", "map.yaml", "--data", "data", "--workspace", "w.flowrig")


@pytest.fixture
def shop(shell: Shell) -> Shell:
    (shell.folder / "data").mkdir()
    shell.write("map.yaml", MAPPING)
    shell.write("data/orders.csv", ORDERS)
    shell.write("data/items.csv", ITEMS)
    shell.write("data/products.csv", PRODUCTS)
    return shell


def test_a_whole_import(shop: Shell) -> None:
    out = shop(*IMPORT).out
    assert "2 customers, 2 products, 2 orders" in out
    assert "2 changes from" not in out  # customers are added, too
    assert "4 changes from 2026-01-02T10:00:00+01:00 to 2026-01-03T10:00:00+01:00" in out


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (
            "orders",
            ORDERS.replace("ben", "b\xfcn").encode("latin-1"),
            "orders.csv:3:mail: the byte 0xFC is no utf-8: give the table its encoding",
        ),
        ("orders", ORDERS.encode("utf-16"), "orders.csv: the file begins with the mark of utf-16"),
        (
            "orders",
            ORDERS.replace("mail", "e-mail"),
            "orders.csv:1: there is no column 'mail': it has id, e-mail",
        ),
        ("orders", ORDERS.replace(",", ";"), "orders.csv:1: there is no column 'id': its only column is"),
        (
            "orders",
            ORDERS.replace("2026-01-03", "03.01.2026"),
            "orders.csv:3:ordered: '03.01.2026 10:00' is ambiguous, day or month first",
        ),
        ("orders", ORDERS[:-18], "orders.csv:3: it has 2 cells instead of 3: the last row is cut off"),
        ("orders", ORDERS.replace("ben", '"ben'), "orders.csv:3: a quote"),
        ("orders", ORDERS + ORDERS.splitlines()[1] + "\n", "orders.csv:4:id: there is an order 'o1' already"),
        ("items", ITEMS.replace(",1\n", ",-1\n"), "items.csv:3:quantity: -1 is too little: 1 is the least"),
        ("items", ITEMS.replace("o2,", "o9,"), "items.csv:3:order: it belongs to no row of orders.csv"),
        ("items", ITEMS.replace("cup", "pot"), "items.csv:3:sku: there is no product 'pot'"),
        ("items", "", "items.csv: the file is empty"),
        ("products", PRODUCTS.replace("12.00", "\x1b[2J"), "products.csv:3:price: '␛[2J' is not"),
    ],
)
def test_bad_csv_files_import_nothing(
    shop: Shell, inside: Inside, file: str, text: str | bytes, told: str
) -> None:
    inside(*IMPORT)
    good = (shop.folder / f"data/{file}.csv").read_bytes()
    shop.write(f"data/{file}.csv", text)
    before = shop.files()
    lines = inside(*IMPORT, expect=1).err.splitlines()
    assert [line for line in lines if line.startswith(told)], lines
    assert all(".csv:" in line for line in lines if line != lines[-1])
    # The workspace that is there stays as it is; one that is not there is not made.
    assert shop.files() == before
    inside(*IMPORT[:-1], "new.flowrig", expect=1)
    assert shop.files() == before
    shop.write(f"data/{file}.csv", good)
    inside(*IMPORT)


def test_a_mark_of_utf_8_is_no_part_of_the_first_column(shop: Shell, inside: Inside) -> None:
    shop.write("data/orders.csv", b"\xef\xbb\xbf" + ORDERS.encode())
    assert "2 orders" in inside(*IMPORT).out


def test_files_that_are_missing(shop: Shell, inside: Inside) -> None:
    (shop.folder / "data/items.csv").unlink()
    before = shop.files()
    told = inside(*IMPORT, expect=1).line
    assert told == "items.csv: there is no such file in data: it has orders.csv, products.csv"
    assert "no such folder" in inside(*IMPORT[:3], "nowhere", *IMPORT[4:], expect=2).line
    assert "no such mapping" in inside("import", "nothing", *IMPORT[2:], expect=2).line
    assert "there is no such file" in inside("import", "nothing.yaml", *IMPORT[2:], expect=2).line
    assert "this is a flow file" in inside("import", "hello.yaml", *IMPORT[2:], expect=1).line
    assert "--workspace" in inside(*IMPORT[:4], expect=2).line
    assert shop.files() == before


def test_good_rows_alone_and_a_report_of_the_others(shop: Shell, inside: Inside) -> None:
    shop.write("data/items.csv", ITEMS.replace(",1\n", ",-1\n"))
    found = inside(*IMPORT, "--skip-bad-rows", "--report", "bad.csv")
    assert "1 customer, 2 products, 1 order" in found.out
    assert "items.csv:3:quantity: -1 is too little" in found.err
    report = (shop.folder / "bad.csv").read_text(encoding="utf-8").splitlines()
    assert report[0] == "file,row,column,reason"
    assert report[1].startswith("items.csv,3,quantity,")


def test_a_report_replaces_nothing_that_is_needed(shop: Shell, inside: Inside) -> None:
    shop.write("data/items.csv", ITEMS.replace(",1\n", ",-1\n"))
    inside(*IMPORT, "--skip-bad-rows")
    before = shop.files()
    for name in ("w.flowrig", "map.yaml", "data/orders.csv", "data/../data/items.csv", "no/such.csv", "data"):
        told = inside(*IMPORT, "--skip-bad-rows", "--report", name, expect=2).line
        assert told.startswith(name)
    assert shop.files() == before
    assert Path(shop.folder / "w.flowrig").read_bytes().startswith(b"SQLite")


def test_a_real_process_says_it_in_one_line(shop: Shell) -> None:
    shop.write("data/orders.csv", ORDERS.replace("mail", "e-mail"))
    assert "there is no column 'mail'" in shop(*IMPORT, expect=1).line


def test_bad_lines_of_json_lines_are_told_like_bad_rows(shop: Shell) -> None:
    shop.write("map.yaml", MAPPING.replace("file: products.csv,", "file: products.jsonl, form: json_lines,"))
    good = ['{"sku": "tea", "price": 4.50}', '{"sku": "cup", "price": 12.00}']
    bad = ['{"sku": "pot", "price": "dear"}', "sku,price", '{"sku": "\x1b[2J', '{"sku": ' + "[" * 100_000]
    shop.write("data/products.jsonl", "\n".join([*good, *bad, "__import__('os').remove('map.yaml')"]))
    found = shop(*IMPORT, expect=1)
    assert found.out == ""
    *told, last = found.err.splitlines()
    assert [line[: line.index(": ")] for line in told] == [
        "products.jsonl:3:price",
        "products.jsonl:4",
        "products.jsonl:5",
        "products.jsonl:6",
        "products.jsonl:7",
    ]
    assert "nothing was imported" in last
    assert "\x1b" not in found.err
    assert shop("validate", "map.yaml").out
    assert "2 products, 2 orders" in shop(*IMPORT, "--skip-bad-rows").out

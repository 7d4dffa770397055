"""The mappings that come along, on the data for which they are made: what is in the world in the end is
compared with a plain reading of the files."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.world.world import World
from storage.mapping.files import MappingFile, read_mapping
from storage.mapping.importing import FileCount, import_data
from storage.workspace import Workspace
from tests.conftest import SHARED
from tests.storage.mapping.shops import timeline

pytestmark = pytest.mark.real_data

OLIST = SHARED / "data" / "olist"
UCI = SHARED / "data" / "uci_online_retail"
TAOBAO = SHARED / "data" / "taobao"


def shipped(name: str) -> MappingFile:
    return read_mapping((files("sample_data") / "mappings" / f"{name}.yaml").read_bytes(), f"{name}.yaml")


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def seconds(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def played(workspace: Workspace, world: str, scenario: str) -> World:
    found = World(workspace.worlds.load(world))
    for change in timeline(workspace, scenario):
        found.now = change.at
        found.apply(change)
    return found


def test_olist(workspace: Workspace) -> None:
    result = import_data(shipped("olist"), OLIST, workspace)
    assert result.rejected == result.problem_count == 0
    world = played(workspace, "olist", "olist")

    people = {
        row["customer_id"]: row["customer_unique_id"] for row in rows(OLIST / "olist_customers_dataset.csv")
    }
    prices: dict[str, list[int]] = defaultdict(list)
    for row in rows(OLIST / "olist_order_items_dataset.csv"):
        prices[row["order_id"]].append(minor(row["price"]))
    known_since: dict[str, int] = {}
    owners = {}
    for row in rows(OLIST / "olist_orders_dataset.csv"):
        who = owners[row["order_id"]] = people[row["customer_id"]]
        order = world.orders[row["order_id"]]
        assert order.customer == who
        assert [item.price for item in order.items] == prices[row["order_id"]]
        assert order.total == sum(prices[row["order_id"]])
        assert order.fields["estimated_delivery"] == row["order_estimated_delivery_date"][:10]
        # The status is the latest one by its own date, whatever the order in which the columns stand.
        dated = [
            (row["order_purchase_timestamp"], "created"),
            (row["order_approved_at"], "approved"),
            (row["order_delivered_carrier_date"], "shipped"),
            (row["order_delivered_customer_date"], "delivered"),
        ]
        history = sorted((one for one in dated if one[0]), key=lambda one: one[0])
        for item in order.items:
            assert [moment.status for moment in item.history] == [status for _, status in history]
            assert item.status == history[-1][1]
        at = seconds(row["order_purchase_timestamp"], "America/Sao_Paulo")
        known_since[who] = min(at, known_since.get(who, at))
    reviews: Counter[str] = Counter()
    for row in rows(OLIST / "olist_order_reviews_dataset.csv"):
        who = owners[row["order_id"]]
        at = seconds(row["review_answer_timestamp"], "America/Sao_Paulo")
        known_since[who] = min(at, known_since[who])
        reviews[who] += 1
    assert {customer.id: customer.created_at for customer in world.customers.values()} == known_since
    assert {
        customer.id: len(customer.actions) for customer in world.customers.values() if customer.actions
    } == reviews


def test_uci_online_retail(workspace: Workspace) -> None:
    result = import_data(shipped("uci_online_retail"), UCI, workspace)
    assert result.rejected == result.problem_count == 0
    world = played(workspace, "uci online retail", "uci online retail")

    fees = {"POST", "M", "D", "C2"}
    lines: dict[str, list[dict[str, str]]] = defaultdict(list)
    credited: Counter[str] = Counter()
    left_out = 0
    for row in rows(UCI / "online_retail_sample.csv"):
        if row["StockCode"] in fees:
            left_out += 1
        elif row["InvoiceNo"].startswith("C"):
            credited[row["CustomerID"]] += int(row["Quantity"])
        else:
            lines[row["InvoiceNo"]].append(row)
    assert result.files == {"online_retail_sample.csv": FileCount(13_302, 0, left_out)}
    assert set(world.orders) == set(lines)
    for number, order in world.orders.items():
        expected = lines[number]
        assert order.customer == expected[0]["CustomerID"]
        assert order.created_at == seconds(expected[0]["InvoiceDate"], "Europe/London")
        assert order.total == sum(int(row["Quantity"]) * minor(row["UnitPrice"]) for row in expected)
        assert [item.product for item in order.items] == [row["StockCode"] for row in expected]
    pieces: Counter[str] = Counter()
    for customer in world.customers.values():
        for action in customer.actions:
            quantity = action.fields["quantity"]
            assert isinstance(quantity, int)
            pieces[customer.id] += quantity
    assert pieces == credited


def test_taobao(workspace: Workspace) -> None:
    result = import_data(shipped("taobao"), TAOBAO, workspace)
    assert result.rejected == result.problem_count == 0
    with (TAOBAO / "userbehavior_114users_9days.csv").open(encoding="utf-8", newline="") as file:
        clicks = list(csv.reader(file))
    what = Counter(row[3] for row in clicks)
    assert result.kinds == {
        "customer.create": len({row[0] for row in clicks}),
        "product.view": what["pv"],
        "list.add": what["cart"] + what["fav"],
        "order.create": what["buy"],
    }
    world = played(workspace, "taobao", "taobao")
    # Every customer comes just before what they do first.
    first = {row[0]: int(row[4]) for row in sorted(clicks, key=lambda row: -int(row[4]))}
    assert {customer.id: customer.created_at for customer in world.customers.values()} == first
    assert result.first_at == min(first.values())
    assert {product.id: product.category for product in world.products.values()} == {
        row[1]: row[2] for row in clicks
    }
    on_lists: dict[tuple[str, str, str], int] = Counter(
        (row[0], {"cart": "cart", "fav": "favourites"}[row[3]], row[1])
        for row in clicks
        if row[3] in ("cart", "fav")
    )
    assert {
        (customer.id, name, line.product): line.quantity
        for customer in world.customers.values()
        for name, lines in customer.lists.items()
        for line in lines.values()
    } == on_lists
    # Ties stay in the order of the file.
    for customer in world.customers.values():
        mine = sorted((row for row in clicks if row[0] == customer.id), key=lambda row: int(row[4]))
        assert [(view.product, view.at) for view in customer.views] == [
            (row[1], int(row[4])) for row in mine if row[3] == "pv"
        ]
        assert [world.orders[order].items[0].product for order in customer.orders] == [
            row[1] for row in mine if row[3] == "buy"
        ]

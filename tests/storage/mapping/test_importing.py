"""Whole imports of a little shop: what its rows become, in which order, and what a world refuses."""

from pathlib import Path

import pytest

from engine.time.civil import Zone
from engine.world.changes.base import Change
from engine.world.changes.customers import CreateCustomer
from engine.world.changes.orders import CreateOrder, NewItem, SetOrderStatus
from engine.world.world import World
from storage.mapping.importing import FileCount
from storage.mapping.rejected import BadRows
from storage.problems import BadFile
from storage.workspace import Workspace
from tests.storage.mapping.shops import MAPPING, lay_out, orders, take, timeline

BERLIN = Zone("Europe/Berlin")


def facts(changes: list[Change]) -> list[tuple[str, str, str]]:
    """(when, what, whom or which order), for comparing."""
    return [
        (
            BERLIN.format(change.at)[:16],
            getattr(change, "do", ""),
            getattr(change, "order", getattr(change, "customer", "")),
        )
        for change in changes
    ]


def test_rows_become_a_world_and_a_timeline(tmp_path: Path, workspace: Workspace) -> None:
    result = take(lay_out(tmp_path / "data"), workspace)
    assert facts(timeline(workspace)) == [
        ("2026-03-01T09:00", "customer.create", "bo@example.com"),
        ("2026-03-01T09:00", "order.create", "o2"),
        ("2026-03-01T10:00", "customer.create", "ana@example.com"),
        ("2026-03-01T10:00", "order.create", "o1"),
        ("2026-03-01T10:05", "order.set_status", "o1"),
        ("2026-03-02T09:00", "order.set_status", "o1"),
        ("2026-03-05T12:00", "order.create", "o3"),
        ("2026-03-06T08:00", "order.set_status", "o3"),
    ]
    world = workspace.worlds.load("shop")
    assert {product.id: product.price for product in world.products.values()} == {"tea": 500, "pot": 3000}
    assert world.customers == {}
    assert (result.customers, result.products, result.orders, result.changes) == (2, 2, 3, 8)
    assert result.kinds == {"customer.create": 2, "order.create": 3, "order.set_status": 3}
    assert result.files["items.csv"] == FileCount(rows=4, rejected=0, left_out=0)
    assert (result.first_at, result.last_at) == (
        BERLIN.parse("2026-03-01 09:00"),
        BERLIN.parse("2026-03-06 08:00"),
    )


def test_an_order_has_the_lines_that_belong_to_it(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace)
    made = {change.order: change for change in timeline(workspace) if isinstance(change, CreateOrder)}
    assert made["o1"].items == [
        NewItem(product="tea", quantity=2, price=490),
        NewItem(product="pot", quantity=1, price=2900),
    ]
    assert made["o1"].fields == {"gift": True, "wanted_on": "2026-03-10"}
    assert made["o3"].fields == {}


def test_a_customer_comes_with_what_their_first_row_says(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace)
    ana, bo = sorted(
        (change for change in timeline(workspace) if isinstance(change, CreateCustomer)),
        key=lambda change: change.customer,
    )
    assert ana.email is not None
    assert (ana.first_name, ana.email.value, ana.email.confirmation) == (
        "Ana",
        "ana@example.com",
        "confirmed",
    )
    assert ana.phone is not None
    assert ana.phone.value == "+49 30 1"
    assert ana.fields == {"town": "Berlin"}
    # An empty cell leaves the whole phone out, not a phone without a number.
    assert bo.phone is None


@pytest.mark.rule("T-8")
def test_a_replay_is_received_when_it_happened(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace)
    assert all(change.happened_at is None for change in timeline(workspace))


@pytest.mark.rule("T-8")
def test_a_column_can_be_named_for_when_it_happened(tmp_path: Path, workspace: Workspace) -> None:
    mapping = MAPPING.replace('at: "{paid}", order', 'at: "{sent}", happened_at: "{paid}", order')
    take(lay_out(tmp_path / "data"), workspace, mapping)
    paid = next(c for c in timeline(workspace) if isinstance(c, SetOrderStatus) and c.status == "paid")
    assert BERLIN.format(paid.at)[:16] == "2026-03-02T09:00"
    assert paid.happened == BERLIN.parse("2026-03-01 10:05")


@pytest.mark.rule("T-1")
def test_a_fact_from_the_future_is_rejected(tmp_path: Path, workspace: Workspace) -> None:
    mapping = MAPPING.replace('at: "{paid}", order', 'at: "{paid}", happened_at: "{sent}", order')
    with pytest.raises(BadRows, match=r"orders\.csv:2:sent: it happened after it was received"):
        take(lay_out(tmp_path / "data"), workspace, mapping)


@pytest.mark.rule("W-4")
def test_what_is_kept_plays_without_a_refusal(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace)
    world = World(workspace.worlds.load("shop"))
    for change in timeline(workspace):
        world.apply(change)
    assert [item.status for item in world.orders["o1"].items] == ["sent", "sent"]
    assert world.orders["o1"].total == 3880


@pytest.mark.rule("W-6")
def test_a_change_that_a_run_would_refuse_is_rejected_now(tmp_path: Path, workspace: Workspace) -> None:
    items = "order,sku,n,price\no1,tea,2,4.90\no1,cup,1,3.00\no2,pot,-1,27.50\no3,tea,1,4.90\n"
    folder = lay_out(tmp_path / "data", items=items)
    with pytest.raises(BadRows) as caught:
        take(folder, workspace)
    assert str(caught.value).splitlines() == [
        "items.csv:2: it goes with row 3 of items.csv, which cannot be taken",
        "items.csv:3:sku: there is no product 'cup'",
        "items.csv:4:n: -1 is too little: 1 is the least",
        "orders.csv:2: it goes with row 3 of items.csv, which cannot be taken",
        "orders.csv:3: it goes with row 4 of items.csv, which cannot be taken",
    ]
    assert workspace.worlds.entries() == []
    assert workspace.scenarios.entries() == []


@pytest.mark.rule("W-6")
def test_good_rows_are_taken_where_that_is_asked_for(tmp_path: Path, workspace: Workspace) -> None:
    items = "order,sku,n,price\no1,tea,2,4.90\no1,cup,1,3.00\no2,pot,1,27.50\no3,tea,1,4.90\n"
    report = tmp_path / "report.csv"
    folder = lay_out(tmp_path / "data", items=items)
    result = take(folder, workspace, skip_bad_rows=True, report=report)
    # Nothing of the order with a bad line is there, not even its status; its customer comes with the next.
    assert facts(timeline(workspace)) == [
        ("2026-03-01T09:00", "customer.create", "bo@example.com"),
        ("2026-03-01T09:00", "order.create", "o2"),
        ("2026-03-05T12:00", "customer.create", "ana@example.com"),
        ("2026-03-05T12:00", "order.create", "o3"),
        ("2026-03-06T08:00", "order.set_status", "o3"),
    ]
    assert result.rejected == 3
    assert result.files["items.csv"] == FileCount(rows=4, rejected=2, left_out=0)
    assert report.read_text(encoding="utf-8").splitlines() == [
        "file,row,column,reason",
        '"items.csv",2,,"it goes with row 3 of items.csv, which cannot be taken"'.replace(
            '"items.csv"', "items.csv"
        ),
        "items.csv,3,sku,there is no product 'cup'",
        'orders.csv,2,,"it goes with row 3 of items.csv, which cannot be taken"',
    ]


def test_what_depends_on_a_rejected_row_is_rejected_too(tmp_path: Path, workspace: Workspace) -> None:
    mapping = (
        MAPPING
        + """\
  - from: returns
    changes:
      - {do: order.set_status, at: "{at}", order: "{order}", status: new}
"""
    )
    mapping = mapping.replace("tables:\n", "tables:\n  returns: {file: returns.csv, columns: {at: time}}\n")
    folder = lay_out(tmp_path / "data", orders=orders("o1,p1,2026-03-01,,,perhaps,", "o2,p2,2026-03-01,,,,"))
    (folder / "items.csv").write_text("order,sku,n,price\n", encoding="utf-8")
    (folder / "returns.csv").write_text("order,at\no1,2026-04-01\no2,2026-04-01\n", encoding="utf-8")
    result = take(folder, workspace, mapping, skip_bad_rows=True)
    assert [str(problem) for problem in result.problems] == [
        "orders.csv:2:gift: 'perhaps' is neither yes nor no: give the column `values`",
        "returns.csv:2:order: there is no order 'o1'",
    ]
    assert result.changes == 3


def test_a_change_before_its_order_is_refused_unless_the_mapping_says_otherwise(
    tmp_path: Path, workspace: Workspace
) -> None:
    early = orders(
        "o1,p1,2026-03-05 12:00,2026-03-05 11:00,,,", "o2,p2,2026-03-01,,,,", "o3,p1,2026-03-02,,,,"
    )
    folder = lay_out(tmp_path / "data", orders=early)
    with pytest.raises(BadRows, match=r"orders\.csv:2:id: there is no order 'o1'"):
        take(folder, workspace)
    mapping = MAPPING.replace('at: "{paid}"', 'at: "{paid}", not_before: "{ordered}"')
    take(folder, workspace, mapping)
    paid = next(change for change in timeline(workspace) if isinstance(change, SetOrderStatus))
    assert paid.at == BERLIN.parse("2026-03-05 12:00")
    assert paid.happened_at == BERLIN.parse("2026-03-05 11:00")


def test_a_wrong_constant_is_the_mappings_fault(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(BadFile) as caught:
        take(lay_out(tmp_path / "data"), workspace, MAPPING.replace("status: paid}", "status: payed}"))
    line = next(n for n, text in enumerate(MAPPING.splitlines(), 1) if 'at: "{paid}"' in text)
    assert str(caught.value).startswith(
        f"shop.yaml:{line}:69: there is no order status 'payed': choose one of"
    )
    assert workspace.worlds.entries() == []


def test_an_import_under_the_same_names_replaces_the_former(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace)
    items = "order,sku,n,price\no2,pot,1,27.50\n"
    take(lay_out(tmp_path / "data", orders=orders("o2,p2,2026-03-01,,,,"), items=items), workspace)
    assert len(timeline(workspace)) == 2
    assert len(workspace.worlds.entries()) == len(workspace.scenarios.entries()) == 1


def test_a_failed_import_leaves_the_former_one_as_it_was(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace)
    before = timeline(workspace), workspace.worlds.entry("shop").version
    with pytest.raises(BadRows):
        take(lay_out(tmp_path / "data", items="order,sku,n,price\no1,cup,1,1\n"), workspace)
    assert (timeline(workspace), workspace.worlds.entry("shop").version) == before


def test_every_row_is_taken_left_out_or_rejected(tmp_path: Path, workspace: Workspace) -> None:
    mapping = MAPPING.replace(
        "  - from: orders\n", "  - from: orders\n    when: [{column: who, is: [p1, p2]}]\n"
    )
    many = orders(
        "o1,p1,2026-03-01,,,,",
        "o2,p9,2026-03-01,,,,",
        "o3,p2,2026-13-01,,,,",
        "o4,p1,,,,,",
        "o5,p1,2026-03-02",
    )
    items = "order,sku,n,price\no1,tea,1,1\no2,tea,1,1\no3,tea,1,1\no9,tea,1,1\n"
    result = take(
        lay_out(tmp_path / "data", orders=many, items=items), workspace, mapping, skip_bad_rows=True
    )
    # o1 is taken; o2 is left out by the condition; o3's date and o5's cells are bad; o4 has no time, and
    # so no change.
    assert result.files["orders.csv"] == FileCount(rows=5, rejected=2, left_out=2)
    # o1's line is taken; o2's is left out with it; o3's goes with it; o9 is no order.
    assert result.files["items.csv"] == FileCount(rows=4, rejected=2, left_out=1)
    assert "items.csv:5:order: it belongs to no row of orders.csv" in map(str, result.problems)


def test_a_long_list_of_problems_is_cut_and_counted(tmp_path: Path, workspace: Workspace) -> None:
    rows = [f"o{n},p1,2026-99-01,,,," for n in range(80)]
    with pytest.raises(BadRows) as caught:
        take(lay_out(tmp_path / "data", orders=orders(*rows), items="order,sku,n,price\n"), workspace)
    lines = str(caught.value).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "… and 30 more problems: give --report to have them all"
    assert caught.value.total == 80

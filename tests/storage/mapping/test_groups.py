"""Rows that are one thing together, conditions on rows, and rows joined to rows."""

from pathlib import Path

import pytest

from engine.world.changes.actions import IssueAction
from engine.world.changes.orders import CreateOrder
from storage.mapping.files import read_mapping
from storage.mapping.importing import FileCount, ImportResult, import_data
from storage.mapping.rejected import BadRows
from storage.problems import BadFile
from storage.workspace import Workspace
from tests.storage.mapping.shops import timeline

HEADER = "number,code,n,price,day,who"

MAPPING = """\
flowrig: mapping/1
name: invoices
world:
  name: w
  settings:
    time_zone: Europe/London
    currency: GBP
    order_statuses: {invoiced: {category: paid}}
    action_templates: {credit: {fields: {n: {type: number}}}}
  start:
    - from: lines
      when: [{column: code, is_not: POST}]
      group_by: code
      changes: [{do: product.create, product: "{code}"}]
scenario: s
tables:
  lines:
    file: lines.csv
    columns: {code: {case: upper}, n: integer, price: money, day: {type: time, format: "%Y-%m-%d"}}
records:
  - from: lines
    when:
      - {column: number, starts_not_with: C}
      - any: [{column: code, is_not: [POST, FEE]}, {column: price, greater: 100}]
    group_by: number
    same: who
    new_customer: {customer: "c{who}"}
    changes:
      - do: order.create
        at: "{day}"
        order: "{number}"
        status: invoiced
        items: {each_line: {product: "{code}", quantity: "{n}", price: "{price}"}}
  - from: lines
    when: [{column: number, starts_with: C}]
    new_customer: {customer: "c{who}"}
    changes:
      - {do: action.issue, at: "{day}", template: credit, product: "{code}", fields: {n: "{n}"}}
"""


def invoices(
    folder: Path, workspace: Workspace, *rows: str, mapping: str = MAPPING, skip_bad_rows: bool = False
) -> ImportResult:
    (folder / "lines.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return import_data(read_mapping(mapping, "m.yaml"), folder, workspace, skip_bad_rows=skip_bad_rows)


def orders(workspace: Workspace) -> dict[str, list[tuple[str, int, int | None]]]:
    return {
        change.order: [(item.product, item.quantity, item.price) for item in change.items]
        for change in timeline(workspace, "s")
        if isinstance(change, CreateOrder)
    }


def test_lines_of_a_number_are_one_order_wherever_they_stand(tmp_path: Path, workspace: Workspace) -> None:
    invoices(
        tmp_path,
        workspace,
        "2,A,1,1.00,2011-01-02,7",
        "1,B,1,2.00,2011-01-01,8",
        "2,b,3,3.00,2011-01-03,7",
    )
    assert orders(workspace) == {"1": [("B", 1, 200)], "2": [("A", 1, 100), ("B", 3, 300)]}
    # The first row of a group says what is said once.
    order = next(c for c in timeline(workspace, "s") if isinstance(c, CreateOrder) and c.order == "2")
    assert order.at == 1293926400  # 2011-01-02 in London
    assert set(workspace.worlds.load("w").products) == {"A", "B"}


def test_a_group_that_disagrees_is_rejected_whole(tmp_path: Path, workspace: Workspace) -> None:
    rows = ["1,A,1,1.00,2011-01-01,7", "1,B,1,2.00,2011-01-01,8", "2,A,1,1.00,2011-01-01,7"]
    with pytest.raises(BadRows) as caught:
        invoices(tmp_path, workspace, *rows)
    assert str(caught.value).splitlines() == [
        "lines.csv:2: it goes with row 3 of lines.csv, which cannot be taken",
        "lines.csv:3:who: it differs from row 2, which is of the same group",
    ]
    invoices(tmp_path, workspace, *rows, skip_bad_rows=True)
    assert set(orders(workspace)) == {"2"}


def test_credit_notes_keep_their_negative_quantity(tmp_path: Path, workspace: Workspace) -> None:
    invoices(tmp_path, workspace, "1,A,6,1.00,2011-01-01,7", "C2,A,-6,1.00,2011-01-05,7")
    credit = next(change for change in timeline(workspace, "s") if isinstance(change, IssueAction))
    assert (credit.customer, credit.product, credit.fields) == ("c7", "A", {"n": -6})


def test_a_negative_quantity_in_an_order_is_refused(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(BadRows, match=r"lines\.csv:2:n: -6 is too little: 1 is the least"):
        invoices(tmp_path, workspace, "1,A,-6,1.00,2011-01-01,7")


def test_conditions_leave_rows_out(tmp_path: Path, workspace: Workspace) -> None:
    result = invoices(
        tmp_path,
        workspace,
        "1,A,1,1.00,2011-01-01,7",
        "1,POST,1,5.00,2011-01-01,7",
        "1,FEE,1,100.01,2011-01-01,7",
        "3,post,1,5.00,2011-01-01,7",
    )
    assert orders(workspace) == {"1": [("A", 1, 100), ("FEE", 1, 10001)]}
    assert result.files["lines.csv"] == FileCount(rows=4, rejected=0, left_out=2)


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("column: n, at_least: 2", ["2", "3"]),
        ("column: n, greater: 2", ["3"]),
        ("column: n, less: 2", ["1"]),
        ("column: n, at_most: 2", ["1", "2"]),
        ("column: price, greater: 1.5", ["2", "3"]),
        ("column: price, is: 2.0", ["2"]),
        ("column: day, less: 2011-01-03", ["1", "2"]),
        ("column: number, is: 2", ["2"]),
        ("column: number, is_not: [2, 3]", ["1"]),
        ("column: code, is: b", ["2"]),
        ("column: code, contains: [B, C]", ["2", "3"]),
        ("column: who, empty: true", ["3"]),
        ("column: who, empty: false", ["1", "2"]),
    ],
)
def test_each_question_a_condition_can_ask(
    tmp_path: Path, workspace: Workspace, condition: str, left: list[str]
) -> None:
    start = MAPPING.index("      - {column: number, starts_not_with: C}")
    end = MAPPING.index("    group_by: number")
    mapping = MAPPING[:start] + f"      - {{{condition}}}\n" + MAPPING[end:].replace('"c{who}"', '"c{code}"')
    rows = ["1,A,1,1.00,2011-01-01,7", "2,B,2,2.00,2011-01-02,7", "3,C,3,3.00,2011-01-03,"]
    invoices(tmp_path, workspace, *rows, mapping=mapping)
    assert sorted(orders(workspace)) == left


def test_text_has_no_order(tmp_path: Path, workspace: Workspace) -> None:
    mapping = MAPPING.replace("starts_not_with: C", "greater: 5")
    with pytest.raises(BadFile, match=r"^m\.yaml:23:.*only numbers, money, dates and times have an order"):
        invoices(tmp_path, workspace, "1,A,1,1.00,2011-01-01,7", mapping=mapping)


def test_a_group_key_may_not_be_empty(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(BadRows, match=r"lines\.csv:2:number: it is empty, and rows are grouped by it"):
        invoices(tmp_path, workspace, ",A,1,1.00,2011-01-01,7")


JOINED = """\
flowrig: mapping/1
name: joined
world:
  name: w
  settings: {customer_fields: {town: {type: text}, region: {type: text}}}
scenario: s
tables:
  people: {file: people.csv, columns: {since: time, zip: {case: upper}}}
  towns: {file: towns.csv, columns: {zip: {case: upper}}}
  regions: {file: regions.csv}
records:
  - from: people
    join:
      - {table: towns, on: {zip: zip}}
      - {table: regions, on: {code: towns.region}, optional: true}
    changes:
      - do: customer.create
        at: "{since}"
        customer: "{id}"
        fields: {town: "{towns.name}", region: {first_of: ["{regions.name}", "{towns.region}"]}}
"""


def joined(
    folder: Path, workspace: Workspace, people: str, towns: str, regions: str, *, skip_bad_rows: bool = False
) -> dict[str, object]:
    (folder / "people.csv").write_text(f"id,zip,since\n{people}", encoding="utf-8")
    (folder / "towns.csv").write_text(f"zip,name,region\n{towns}", encoding="utf-8")
    (folder / "regions.csv").write_text(f"code,name\n{regions}", encoding="utf-8")
    import_data(read_mapping(JOINED, "m.yaml"), folder, workspace, skip_bad_rows=skip_bad_rows)
    return {change.customer: change.fields for change in timeline(workspace, "s")}  # type: ignore[attr-defined]


def test_joins_follow_one_another(tmp_path: Path, workspace: Workspace) -> None:
    found = joined(
        tmp_path,
        workspace,
        "1,10a,2020-01-01\n2,20B,2020-01-02\n",
        "10A,Ulm,BW\n20b,Hof,BY\n",
        "BW,Baden\n",
    )
    assert found == {"1": {"town": "Ulm", "region": "Baden"}, "2": {"town": "Hof", "region": "BY"}}


def test_a_row_without_the_row_it_needs(tmp_path: Path, workspace: Workspace) -> None:
    with pytest.raises(BadRows) as caught:
        joined(tmp_path, workspace, "1,99,2020-01-01\n2,,2020-01-01\n", "10A,Ulm,BW\n", "BW,Baden\n")
    assert str(caught.value).splitlines() == [
        "people.csv:2:zip: there is no row for '99' in towns.csv",
        "people.csv:3:zip: it is empty, and needed to find the row in towns.csv",
    ]


def test_a_key_that_means_two_things(tmp_path: Path, workspace: Workspace) -> None:
    towns = "10A,Ulm,BW\n10A,Ulm,BW\n10a,Hof,BY\n"
    with pytest.raises(BadRows) as caught:
        joined(tmp_path, workspace, "1,10A,2020-01-01\n", towns, "BW,Baden\n")
    assert str(caught.value) == (
        "towns.csv:4:zip: row 2 has the same key and says something else: only one can be meant"
    )
    found = joined(tmp_path, workspace, "1,10A,2020-01-01\n", towns, "BW,Baden\n", skip_bad_rows=True)
    assert found == {"1": {"town": "Ulm", "region": "Baden"}}

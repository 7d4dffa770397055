"""A little shop as CSV files and the mapping that fits them, to be changed by each test."""

from pathlib import Path
from textwrap import dedent

from engine.world.changes.base import Change
from storage.mapping.files import read_mapping
from storage.mapping.importing import ImportResult, import_data
from storage.workspace import Workspace

MAPPING = """\
flowrig: mapping/1
name: little shop
world:
  name: shop
  settings:
    time_zone: Europe/Berlin
    currency: EUR
    order_statuses: {new: {category: new}, paid: {category: paid}, sent: {category: shipped}}
    customer_fields: {town: {type: text}}
    order_fields: {gift: {type: yes_no}, wanted_on: {type: date}}
  start:
    - from: products
      changes:
        - {do: product.create, product: "{sku}", name: "{name}", price: "{price}"}
scenario: shop year
tables:
  orders:
    file: orders.csv
    columns:
      ordered: time
      paid: time
      sent: {type: time, format: "%d.%m.%Y %H:%M"}
      gift: yes_no
      wanted: date
  items:
    file: items.csv
    columns: {price: money, n: integer}
  people:
    file: people.csv
  products:
    file: products.csv
    columns: {price: money}
records:
  - from: orders
    join:
      - {table: people, on: {person: who}}
    lines: {table: items, on: {order: id}}
    new_customer:
      customer: "{people.mail}"
      first_name: "{people.first}"
      email: {value: "{people.mail}", confirmation: confirmed}
      phone: {value: "{people.phone}"}
      fields: {town: "{people.town}"}
    changes:
      - do: order.create
        at: "{ordered}"
        order: "{id}"
        status: new
        fields: {gift: "{gift}", wanted_on: "{wanted}"}
        items: {each_line: {product: "{sku}", quantity: "{n}", price: "{price}"}}
      - {do: order.set_status, at: "{paid}", order: "{id}", status: paid}
      - {do: order.set_status, at: "{sent}", order: "{id}", status: sent}
"""

FILES = {
    "orders.csv": """\
        id,who,ordered,paid,sent,gift,wanted
        o1,p1,2026-03-01 10:00,2026-03-01 10:05,02.03.2026 09:00,yes,2026-03-10
        o2,p2,2026-03-01 09:00,,,no,
        o3,p1,2026-03-05 12:00,2026-03-06 08:00,,,
        """,
    "items.csv": """\
        order,sku,n,price
        o3,tea,1,4.90
        o1,tea,2,4.90
        o1,pot,1,29.00
        o2,pot,1,27.50
        """,
    "people.csv": """\
        person,mail,first,phone,town
        p1,ana@example.com,Ana,+49 30 1,Berlin
        p2,bo@example.com,Bo,,Köln
        """,
    "products.csv": """\
        sku,name,price
        tea,Assam,5.00
        pot,Pot,30.00
        """,
}


def lay_out(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the shop's files into a folder; `orders=…` replaces orders.csv, None leaves it out."""
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        given = changed.get(name.removesuffix(".csv"), text)
        if isinstance(given, bytes):
            (folder / name).write_bytes(given)
        elif given is not None:
            (folder / name).write_text(dedent(given), encoding="utf-8")
    return folder


def orders(*rows: str) -> str:
    """orders.csv with these rows after its header."""
    return "\n".join(["id,who,ordered,paid,sent,gift,wanted", *rows, ""])


def take(
    folder: Path,
    workspace: Workspace,
    mapping: str = MAPPING,
    *,
    skip_bad_rows: bool = False,
    pseudonymise: bool = False,
    report: Path | None = None,
) -> ImportResult:
    """Import the files of a folder."""
    return import_data(
        read_mapping(mapping, "shop.yaml"),
        folder,
        workspace,
        skip_bad_rows=skip_bad_rows,
        pseudonymise=pseudonymise,
        report=report,
    )


def timeline(workspace: Workspace, scenario: str = "shop year") -> list[Change]:
    """The changes that an import has kept."""
    stored = workspace.scenarios.timeline(scenario)
    assert stored is not None
    return list(stored.changes(0))

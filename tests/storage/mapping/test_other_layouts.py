"""Layouts other than those for which mappings come along: a mapping is all that they need."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from engine.world.world import World
from storage.mapping.files import read_mapping
from storage.mapping.importing import import_data
from storage.workspace import Workspace
from tests.conftest import SHARED
from tests.storage.mapping.shops import timeline

CLICKS = """\
flowrig: mapping/1
name: clicks
world:
  name: w
  settings:
    time_zone: Asia/Shanghai
    currency: CNY
    lists: {cart: {}, wishes: {}}
    order_statuses: {bought: {category: paid}}
  start:
    - from: clicks
      group_by: product
      changes: [{do: product.create, product: "{product}", category: "{category}"}]
scenario: s
tables:
  clicks:
    file: userbehavior_114users_9days.csv
    header: [user, product, category, what, at]
    columns:
      at: {type: time, format: unix}
      what: {values: {pv: view, cart: cart, fav: wishes, buy: order}}
records:
  - from: clicks
    new_customer: {customer: "{user}"}
    changes:
      - {do: product.view, at: "{at}", product: "{product}", when: [{column: what, is: view}]}
      - do: list.add
        when: [{column: what, is: [cart, wishes]}]
        at: "{at}"
        product: "{product}"
        list: "{what}"
      - do: order.create
        when: [{column: what, is: order}]
        at: "{at}"
        order: "{user}-{#}"
        status: bought
        items: [{product: "{product}", price: 0}]
"""


@pytest.mark.real_data
def test_a_clickstream_without_a_header(workspace: Workspace) -> None:
    folder = SHARED / "data" / "taobao"
    result = import_data(read_mapping(CLICKS, "clicks.yaml"), folder, workspace)
    with (folder / "userbehavior_114users_9days.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    what = Counter(row[3] for row in rows)
    assert result.kinds == {
        "customer.create": len({row[0] for row in rows}),
        "product.view": what["pv"],
        "list.add": what["cart"] + what["fav"],
        "order.create": what["buy"],
    }
    assert (result.products, result.orders) == (len({row[1] for row in rows}), what["buy"])
    assert result.first_at == min(int(row[4]) for row in rows)
    # Ties stay in the order of the file, and every customer comes just before what they do first.
    world = World(workspace.worlds.load("w"))
    for change in timeline(workspace, "s"):
        world.apply(change)
    first = {row[0]: int(row[4]) for row in sorted(rows, key=lambda row: -int(row[4]))}
    assert {customer.id: customer.created_at for customer in world.customers.values()} == first


PEOPLE = """\
flowrig: mapping/1
name: people
world:
  name: w
  settings:
    time_zone: Europe/Berlin
    customer_fields: {spend: {type: money}, group: {type: choice, values: [mens, womens, none]}}
  start:
    - from: people
      changes:
        - do: customer.create
          customer: "person-{#}"
          first_name: "{{{name}}}"
          email: {value: "{mail}", valid: "{ok}"}
          subscriptions: {main/email: subscribed}
          segments: []
          fields: {spend: "{spend}", group: "{segment}"}
scenario: nothing happens
tables:
  people:
    file: people.tsv
    delimiter: "\\t"
    quote: "'"
    encoding: cp1252
    columns:
      spend: {type: money, decimal: ",", thousands: "."}
      segment: {values: {Mens E-Mail: mens, Womens E-Mail: womens, No E-Mail: none}}
      ok: yes_no
"""


def test_people_without_ids_who_are_there_from_the_start(tmp_path: Path, workspace: Workspace) -> None:
    rows = (
        "name\tsegment\tspend\tmail\tok",
        "Zoë\tMens E-Mail\t1.029,5\tz@example.com\tno",
        "'a\tb'\tNo E-Mail\t0\t\t",
    )
    (tmp_path / "people.tsv").write_bytes("\n".join(rows).encode("cp1252"))
    result = import_data(read_mapping(PEOPLE, "people.yaml"), tmp_path, workspace)
    assert (result.customers, result.changes, result.first_at) == (2, 0, None)
    zoe, other = workspace.worlds.load("w").customers.values()
    assert (zoe.id, zoe.first_name, zoe.fields) == ("person-2", "{Zoë}", {"spend": 102950, "group": "mens"})
    assert zoe.email is not None
    assert (zoe.email.value, zoe.email.valid) == ("z@example.com", False)
    assert (other.id, other.first_name, other.email) == ("person-3", "{a\tb}", None)
    assert other.subscription("main/email") == "subscribed"

"""Layouts other than those for which mappings come along: a mapping is all that they need."""

from pathlib import Path

from storage.mapping.files import read_mapping
from storage.mapping.importing import import_data
from storage.workspace import Workspace

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

"""Names, addresses and ids of people that stay at home."""

import zlib
from pathlib import Path

from engine.world.changes.customers import CreateCustomer
from engine.world.changes.orders import CreateOrder
from storage.workspace import Workspace
from tests.storage.mapping.shops import MAPPING, lay_out, take, timeline

PERSONAL = ("ana@example.com", "bo@example.com", "Ana", "+49 30 1")


def customers(workspace: Workspace) -> list[CreateCustomer]:
    return [change for change in timeline(workspace) if isinstance(change, CreateCustomer)]


def test_people_are_replaced_and_stay_apart(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace, pseudonymise=True)
    bo, ana = customers(workspace)
    assert ana.customer != bo.customer
    assert ana.customer.startswith("p-")
    assert ana.email is not None
    assert ana.email.value.endswith("@example.invalid")
    assert ana.email.confirmation == "confirmed"
    assert ana.phone is not None
    assert ana.phone.value.startswith("+999")
    assert ana.first_name.isalpha()
    assert bo.phone is None
    # A town is no name and no address by itself.
    assert ana.fields == {"town": "Berlin"}


def test_the_same_person_has_the_same_pseudonym_within_an_import(
    tmp_path: Path, workspace: Workspace
) -> None:
    take(lay_out(tmp_path / "data"), workspace, pseudonymise=True)
    _, ana = customers(workspace)
    owners = {
        change.order: change.customer for change in timeline(workspace) if isinstance(change, CreateOrder)
    }
    assert owners["o1"] == owners["o3"] == ana.customer != owners["o2"]


def test_another_import_gives_other_pseudonyms(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace, pseudonymise=True)
    before = customers(workspace)
    take(lay_out(tmp_path / "data"), workspace, pseudonymise=True)
    assert not {one.customer for one in before} & {one.customer for one in customers(workspace)}


def test_a_column_of_people_is_replaced_wherever_it_is_used(tmp_path: Path, workspace: Workspace) -> None:
    mapping = MAPPING.replace(
        "wanted_on: {type: date}", "wanted_on: {type: date}, label: {type: text}"
    ).replace('wanted_on: "{wanted}"', 'label: "for {people.first}, {people.town}"')
    take(lay_out(tmp_path / "data"), workspace, mapping, pseudonymise=True)
    labels = [change.fields["label"] for change in timeline(workspace) if isinstance(change, CreateOrder)]
    assert len(labels) == 3
    for label in labels:
        assert str(label).startswith("for p-")
        assert str(label).endswith((", Berlin", ", Köln"))


def test_a_column_can_be_marked_as_personal(tmp_path: Path, workspace: Workspace) -> None:
    mapping = MAPPING.replace(
        "  people:\n    file: people.csv\n",
        "  people: {file: people.csv, columns: {town: {personal: true}}}\n",
    )
    take(lay_out(tmp_path / "data"), workspace, mapping, pseudonymise=True)
    towns = [one.fields["town"] for one in customers(workspace)]
    assert all(str(town).startswith("p-") for town in towns)
    assert len(set(towns)) == 2


def test_nothing_personal_is_anywhere_in_the_workspace(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace, pseudonymise=True)
    parts = [zlib.decompress(row[0]) for row in workspace.connection.rows("SELECT data FROM timeline_part")]
    parts += [zlib.decompress(row[0]) for row in workspace.connection.rows("SELECT data FROM world_version")]
    workspace.close()
    parts += [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
    for text in PERSONAL:
        assert not any(text.encode() in part for part in parts)


def test_without_being_asked_nobody_is_renamed(tmp_path: Path, workspace: Workspace) -> None:
    take(lay_out(tmp_path / "data"), workspace)
    assert [one.customer for one in customers(workspace)] == ["bo@example.com", "ana@example.com"]

"""What differs between two versions of a flow."""

from hypothesis import given

from engine.flow.difference import FieldChange, Rewired, difference
from engine.flow.model import Flow
from tests.engine.simulation.random_flows import flows
from tests.kit import flow, launch, mail, wait


def two() -> Flow:
    return flow(launch(), wait("1 day"), mail())


def test_the_same_is_no_difference_wherever_its_blocks_stand() -> None:
    moved = two().model_copy(
        update={"blocks": tuple(b.model_copy(update={"at": (n, n)}) for n, b in enumerate(two().blocks))}
    )
    assert not difference(two(), moved)


def test_added_removed_changed_and_rewired() -> None:
    new = flow(launch(), wait("2 days"), mail("other"), wires="start.next>wait wait.next>other")
    found = difference(two(), new)
    assert (found.added, found.removed) == (("other",), ("mail",))
    assert found.changed == {"wait": (FieldChange(("duration",), "1 day", "2 days"),)}
    assert found.rewired == (Rewired("wait", "next", "mail", "other"),)


def test_a_rename_is_no_rewiring() -> None:
    found = difference(two(), flow(launch(), wait("1 day", title="Sleep on it"), mail()))
    assert found.changed == {"wait": (FieldChange(("title",), "", "Sleep on it"),)}
    assert not found.rewired


def test_a_block_of_another_kind_is_another_block() -> None:
    found = difference(two(), flow(launch(), mail("wait"), mail()))
    assert (found.added, found.removed, found.changed) == (("wait",), ("wait",), {})


def test_of_the_flow_itself() -> None:
    old, new = two(), flow(launch(), wait("1 day"), mail(), limit={"mode": "once"})
    assert difference(old, new).flow == (FieldChange(("limit", "mode"), "every_time", "once"),)


@given(flows("f"), flows("f"))
def test_the_way_back_is_the_mirror(old: Flow, new: Flow) -> None:
    there, back = difference(old, new), difference(new, old)
    assert not difference(old, old)
    assert set(there.added) == set(back.removed)
    assert {one._replace(old=one.new, new=one.old) for one in there.rewired} == set(back.rewired)
    assert set(there.changed) == set(back.changed)

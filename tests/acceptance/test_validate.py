"""`flowrig validate`: what it says of files, in which order, and where it looks up the names in them."""

from pathlib import Path

import pytest

from storage.files import dump_flow, read_flow, read_world
from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, WORLD, Shell

IN = ("--workspace", "w.flowrig")


def errors(told: str) -> list[str]:
    return [line for line in told.splitlines() if ": warning: " not in line]


@pytest.fixture
def project(shell: Shell) -> Path:
    """A workspace with a flow, and a world where its names are known; another world knows none."""
    with Workspace.open(shell.folder / "w.flowrig", create=True) as workspace:
        workspace.worlds.save("shop", read_world(WORLD, "shop"))
        workspace.worlds.save("zoo", read_world("flowrig: world/1\n", "zoo"))
        workspace.flows.save_draft("hello", dump_flow(read_flow(FLOW, "hello")), name="Hello", status="ready")
    return shell.folder


def test_names_are_looked_up_in_a_workspace(project: Path, shell: Shell, inside: Inside) -> None:
    shell.write("scenario.yaml", SCENARIO.replace("world.yaml", "shop"))
    found = inside("validate", "hello.yaml", "scenario.yaml", *IN)
    assert found.out == "hello.yaml: fine\nscenario.yaml: fine\n"
    assert "world" not in found.err
    shell.write("typo.yaml", FLOW.replace("customer.field.score", "customer.field.skore"))
    (line,) = errors(inside("validate", "typo.yaml", *IN, expect=1).err)
    assert line.startswith("typo.yaml:")
    assert "skore" in line
    bad = SCENARIO.replace("world: world.yaml\n", "").replace("customer: ben", "customer: bob")
    shell.write("bad.yaml", bad)
    told = inside("validate", "bad.yaml", *IN, expect=1).line
    assert told.startswith("bad.yaml:5:")
    assert "bob" in told


def test_a_world_may_be_named(project: Path, shell: Shell, inside: Inside) -> None:
    shell.write("alone.yaml", SCENARIO.replace("world: world.yaml\n", ""))
    found = inside("validate", "hello.yaml", "alone.yaml", "--world", "shop", *IN)
    assert found.out == "hello.yaml: fine\nalone.yaml: fine\n"
    told = inside("validate", "hello.yaml", "alone.yaml", "--world", "zoo", *IN, expect=1).err.splitlines()
    assert any(line.startswith("hello.yaml:") and "visit" in line for line in told)
    assert any(line.startswith("alone.yaml:") and "anna" in line for line in told)
    assert "did you mean 'shop'" in inside("validate", "hello.yaml", "--world", "shopp", *IN, expect=2).line
    # The one that is named counts, whatever lies beside.
    assert errors(inside("validate", "world.yaml", "hello.yaml", "--world", "zoo", *IN, expect=1).err)


def test_a_name_without_a_workspace_is_one_of_the_sample_shop(shell: Shell, inside: Inside) -> None:
    (shell.folder / "home").mkdir()
    with Workspace.open(shell.folder / "home" / "shop.flowrig", create=True) as workspace:
        workspace.worlds.save("ours", read_world(WORLD, "ours"))
    assert inside("validate", "hello.yaml", "--world", "ours").out == "hello.yaml: fine\n"


def test_flows_that_a_scenario_names_are_found(project: Path, shell: Shell, inside: Inside) -> None:
    text = "flowrig: scenario/1\nscenario: s\ngiven: {world: shop, flows: [hello]}\nwhen:\n"
    text += "- {at: 2026-03-02, do: action.issue, customer: anna, template: visit}\n"
    shell.write("s.yaml", text)
    assert inside("validate", "s.yaml", *IN).out == "s.yaml: fine\n"
    assert "there is no workspace" in inside("validate", "s.yaml", "--world", "world.yaml", expect=1).line


def test_what_could_not_be_looked_up_is_not_called_fine(shell: Shell, inside: Inside) -> None:
    shell.write("alone.yaml", SCENARIO.replace("world: world.yaml\n", ""))
    found = inside("validate", "hello.yaml", "alone.yaml")
    assert found.out.splitlines() == [
        "hello.yaml: no errors, but 2 names could not be looked up: give --world W or --workspace FILE",
        "alone.yaml: no errors, but its changes were not tried: give --world W or --workspace FILE",
    ]
    assert found.err.count("no world was given") == 2
    # A warning of another kind takes nothing away from it.
    found = inside("validate", "hello.yaml", "--world", "world.yaml")
    assert found.out == "hello.yaml: fine\n"
    assert "the email has no text" in found.err


def test_files_are_told_in_the_order_given(shell: Shell, inside: Inside) -> None:
    words = ("world.yaml", "hello.yaml", "scenario.yaml")
    for order in (words, words[::-1], (words[1], words[0], words[2])):
        assert inside("validate", *order).out.splitlines() == [f"{name}: fine" for name in order]
    shell.write("w2.yaml", WORLD.replace("Europe/Berlin", "Moon/Tycho"))
    shell.write("f2.yaml", FLOW.replace("cap: 100", "cap: many"))
    shell.write("s2.yaml", SCENARIO.replace("customer: ben", "customer: bob"))
    for order in (("w2.yaml", "f2.yaml", "s2.yaml"), ("s2.yaml", "w2.yaml", "f2.yaml")):
        told = errors(inside("validate", *order, "--world", "world.yaml", expect=1).err)
        assert [line.partition(":")[0] for line in told] == list(order)


def test_a_misspelt_event_is_one_mistake(shell: Shell, inside: Inside) -> None:
    text = FLOW.replace("event: action_issued", "event: order_creatd")
    text = text.replace("    settings:\n      templates:\n      - visit\n", "")
    text = text.replace("customer.field.score", "order.total")
    text = text.replace("subject: You again", 'subject: "Your {{ Order.Total }}"')
    shell.write("typo.yaml", text)
    (told,) = errors(inside("validate", "typo.yaml", "--world", "world.yaml", expect=1).err)
    assert "did you mean order_created" in told


def test_too_many_of_what(shell: Shell, inside: Inside) -> None:
    blocks = "".join(f"- {{id: b{n}, kind: limit, cap: 1}}\n" for n in range(2001))
    shell.write("big.yaml", f"flowrig: flow/1\nid: big\nblocks:\n{blocks}")
    told = inside("validate", "big.yaml", "--world", "world.yaml", expect=1).line
    assert told == "big.yaml:3:1: blocks: there are 2,001, and 2,000 are the most"

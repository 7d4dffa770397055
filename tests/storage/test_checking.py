"""Checking scenario files: their changes are tried in their world, and what it refuses is told in place."""

from pathlib import Path

import pytest

from storage.checking import Checked, check_files

WORLD = """\
flowrig: world/1
settings:
  lists: {cart: {}}
  promo_pools: {tens: {}}
  action_templates: {visit: {}}
products: {tea: {}, pot: {}}
customers: {ada: {email: {value: ada@example.com}}}
pools: {tens: {codes: [TEN]}}
"""

FLOW = """\
flowrig: flow/1
id: gift
name: A code for a visit
blocks:
- {id: start, kind: launch, trigger: {event: action_issued, settings: {templates: [visit]}}}
- {id: give, kind: steps, actions: [{do: issue_promo_code, pool: tens}]}
connections:
- {from: start, output: next, to: give}
"""

ADD = "{at: 2026-03-02 10:00, do: list.add, customer: ada, list: cart, product: tea}"


def scenario(*timeline: str, world: str = "world: world.yaml\n") -> str:
    lines = "".join(f"- {line}\n" for line in timeline)
    return f"flowrig: scenario/1\nscenario: s\n{world}timeline:\n{lines}"


def check(folder: Path, text: str, *others: str, world: str | None = None) -> Checked:
    (folder / "world.yaml").write_text(WORLD, encoding="utf-8")
    (folder / "gift.yaml").write_text(FLOW, encoding="utf-8")
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    paths = [folder / name for name in ("s.yaml", *others)]
    found = check_files(paths, None if world is None else folder / world)
    for lines in (found.fine, found.warnings, found.errors):
        lines[:] = [line.replace(f"{folder}/", "") for line in lines]
    return found


@pytest.mark.rule("W-6")
def test_a_change_that_the_world_refuses_is_told_at_its_place(tmp_path: Path) -> None:
    text = scenario(ADD, ADD.replace("tea", "coffee"), ADD.replace("ada", "eve"))
    found = check(tmp_path, text)
    assert found.errors == ["s.yaml:6:76: there is no product 'coffee'"]
    assert found.fine == []


def test_a_scenario_whose_changes_can_be_applied(tmp_path: Path) -> None:
    found = check(tmp_path, scenario(ADD, ADD))
    assert (found.fine, found.warnings, found.errors) == (["s.yaml: fine"], [], [])


@pytest.mark.parametrize("named", ["", "world: stored\n"])
def test_a_world_that_is_no_file_is_the_one_given(tmp_path: Path, named: str) -> None:
    bad = scenario(ADD.replace("tea", "coffee"), world=named)
    line = 4 + bool(named)
    assert check(tmp_path, bad, world="world.yaml").errors == [
        f"s.yaml:{line}:76: there is no product 'coffee'"
    ]
    assert len(check(tmp_path, bad, "world.yaml").errors) == 1
    assert check(tmp_path, scenario(ADD, world=named), "world.yaml").errors == []
    alone = check(tmp_path, bad)
    assert alone.errors == []
    ways = "give --world W or --workspace FILE"
    assert alone.fine == [f"s.yaml: no errors, but its changes were not tried: {ways}"]


def test_a_world_that_is_not_there(tmp_path: Path) -> None:
    found = check(tmp_path, scenario(ADD, world="world: other.yaml\n"))
    assert found.errors == ["s.yaml:3:8: other.yaml: there is no such file"]


def test_changes_that_need_what_flows_do(tmp_path: Path) -> None:
    text = """\
flowrig: scenario/1
scenario: s
given: {world: world.yaml, flows: [gift.yaml]}
when:
- {at: 2026-03-02 10:00, do: action.issue, customer: ada, template: visit}
- {after: 1h, do: promo.issue, customer: ada, pool: tens}
"""
    (line,) = check(tmp_path, text).errors
    assert line.startswith("s.yaml:6:53: the pool 'tens' has no code left")
    assert check(tmp_path, text.replace(", flows: [gift.yaml]", "")).errors == []
    assert check(tmp_path, text.replace("pool: tens}", "pool: tens, refused: no code}")).errors == []


def test_rows_of_examples_are_all_tried(tmp_path: Path) -> None:
    text = """\
flowrig: scenario/1
scenario: s
given: {parts: {settings: {lists: {cart: {}}}, customers: {ada: {}}, products: {tea: {}}}}
when:
- {at: 2026-03-02 10:00, do: list.add, customer: ada, list: cart, product: "${product}"}
examples: [{product: tea}, {product: coffee}, {product: coffee}]
"""
    assert check(tmp_path, text).errors == ["s.yaml:5:76: there is no product 'coffee'"]

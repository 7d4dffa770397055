"""Flow, world and scenario files: read, checked, written in their canonical form."""

from pathlib import Path

import pytest

from engine.time.civil import Zone
from engine.world.world import STATE
from storage.files import (
    dump_flow,
    dump_world,
    flow_file,
    kind_of,
    read_file,
    read_flow,
    read_scenario,
    read_world,
    scenario_file,
    schema,
    world_file,
)
from storage.problems import BadFile

SHOP = Path(__file__).resolve().parents[2] / "sample_data" / "shop"
FLOWS = sorted((SHOP / "flows").glob("*.yaml"))


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_export_and_import_give_the_same_bytes(path: Path) -> None:
    text = path.read_text("utf-8")
    flow = read_flow(text, path.name)
    canonical = dump_flow(flow)
    again = read_flow(canonical, path.name)
    assert again == flow
    assert dump_flow(again) == canonical


@pytest.mark.rule("F-25")
def test_an_unfinished_draft_is_kept_as_it_is() -> None:
    text = "flowrig: flow/1\nid: draft\nblocks:\n  - id: start\n    kind: launch\n  - id: w\n    kind: wait\n"
    assert dump_flow(read_flow(text, "x")) == text


def test_one_edit_changes_only_its_own_lines() -> None:
    path = next(path for path in FLOWS if path.stem == "welcome")
    flow = read_flow(path.read_text("utf-8"), path.name)
    block = flow.blocks[1]
    edited = flow.model_copy(
        update={"blocks": (flow.blocks[0], block.model_copy(update={"title": "Another"}), *flow.blocks[2:])}
    )
    before, after = dump_flow(flow).splitlines(), dump_flow(edited).splitlines()
    changed = [line for line in after if line not in before]
    assert changed == ["    title: Another"]


def test_worlds_come_back_the_same() -> None:
    state = world_file(SHOP / "world.yaml")
    text = dump_world(state)
    again = read_world(text, "world.yaml")
    assert STATE.dump_python(again) == STATE.dump_python(state)
    assert dump_world(again) == text


def test_instants_without_an_offset_are_in_the_zone_of_the_world() -> None:
    text = (
        "flowrig: scenario/1\nscenario: s\ntimeline:\n"
        "  - {at: 2026-03-02 12:00, do: action.issue, customer: b, template: t}\n"
        "  - {at: 2026-03-02T10:00:00Z, do: action.issue, customer: a, template: t}\n"
        "  - {at: 2026-03-02 12:00, do: action.issue, customer: c, template: t}\n"
    )
    berlin = read_scenario(text, "s.yaml").read(Zone("Europe/Berlin"))
    # 12:00 in Berlin is 11:00 UTC; of one instant, the order given stays.
    assert [change.customer for change in berlin.changes()] == ["a", "b", "c"]  # type: ignore[attr-defined]
    assert [berlin.place(n) for n in range(3)] == ["s.yaml:5:5", "s.yaml:4:5", "s.yaml:6:5"]
    kolkata = read_scenario(text, "s.yaml").read(Zone("Asia/Kolkata"))
    assert [change.customer for change in kolkata.changes()] == ["b", "c", "a"]  # type: ignore[attr-defined]


def told(path: Path) -> list[str]:
    with pytest.raises(BadFile) as caught:
        flow_file(path)
    lines = str(caught.value).split("\n")
    assert all("Traceback" not in line and "\x1b" not in line for line in lines)
    return lines


BAD = [
    (b"", "this is no flowrig file"),
    (b"- a\n", "this is no flowrig file"),
    (b"hello\n", "this is no flowrig file"),
    (b"id: x\n", "this is no flowrig file"),
    (b"flowrig: flow/9\nid: x\n", "f.yaml:1:10: "),
    (b"flowrig: [flow/1]\nid: x\n", "f.yaml:1:1: "),
    (b"flowrig: world/1\n", "this is a world file, and a flow file is wanted"),
    (b"flowrig: flow/1\n", "'id' is missing"),
    (b"flowrig: flow/1\nid: x\nblokcs: []\n", "f.yaml:3:1: unknown key 'blokcs': did you mean 'blocks'?"),
    (b"flowrig: flow/1\nid: x\nid: y\n", "f.yaml:3:1: 'id' stands here a second time"),
    (b"flowrig: flow/1\nid: x\nname: \xff\n", "f.yaml:3:7: this is not UTF-8 text"),
    ("flowrig: flow/1\nid: x\n".encode("utf-16"), "this is not UTF-8 text"),
    (b"flowrig: flow/1\nid: &a x\n", "f.yaml:2:5: anchors"),
    (b"flowrig: flow/1\nid: '\\x1b[2J'\nname: \x1b[2J\n", "the character U+001B"),
    (b'flowrig: flow/1\nid: "\\e[2J"\n', "'␛[2J' cannot stand here"),
    (b"[" * (10 << 20), "the file is too large: 4 MB are the most"),
]


@pytest.mark.parametrize(("content", "line"), BAD, ids=range(len(BAD)))
def test_bad_files_are_told_in_one_line(tmp_path: Path, content: bytes, line: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(content)
    lines = told(path)
    assert len(lines) == 1
    assert line in lines[0]


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "there is no such file" in told(tmp_path / "none.yaml")[0]
    assert "this is a folder" in told(tmp_path)[0]
    assert "␛[2J" in told(tmp_path / "\x1b[2J.yaml")[0]


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text(
        "flowrig: flow/1\nid: x\nnam: y\nblocks:\n  - {id: a, kind: wayt}\n  - {id: b c, kind: wait}\n"
    )
    assert [line.removeprefix(str(path)) for line in told(path)] == [
        ":3:1: unknown key 'nam': did you mean 'name'?",
        ":5:19: unknown kind 'wayt': did you mean 'wait'?",
        ":6:10: 'b c' cannot stand here: "
        "an id has 1 to 64 letters, digits, '_', '.' and '-', a letter or digit first",
    ]


@pytest.mark.rule("W-6")
def test_a_world_that_does_not_hold_together_is_refused_at_its_place() -> None:
    text = "flowrig: world/1\nsettings:\n  time_zone: Mars/Base\n"
    with pytest.raises(BadFile, match=r"w\.yaml:3:14: "):
        read_world(text, "w.yaml")
    text = "flowrig: world/1\ncustomers:\n  anna:\n    id: anna\n    segments: {vip: 0}\n"
    with pytest.raises(BadFile, match=r"w\.yaml:5:"):
        read_world(text, "w.yaml")


def test_kinds_and_their_schemas(tmp_path: Path) -> None:
    for kind in ("flow", "world", "scenario", "mapping"):
        assert schema(kind)["type"] == "object"
        path = tmp_path / f"{kind}.yaml"
        path.write_text(f"flowrig: {kind}/1\n")
        assert kind_of(read_file(path)) == kind
    assert scenario_file(SHOP / "month.yaml").world == "shop"

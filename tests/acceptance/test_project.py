"""Whose names and time zone count in a workspace with several worlds: the same world for all who ask."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.session.library import Library
from engine.world.settings import Settings
from storage.files import dump_flow, read_flow, read_world
from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, WORLD, Shell

IN = ("--workspace", "w.flowrig")

OFFSETS = {"Asia/Tokyo": "+09:00", "America/Phoenix": "-07:00", "UTC": "+00:00"}

TWO = {"east": "Asia/Tokyo", "west": "America/Phoenix"}


@pytest.mark.parametrize(
    ("worlds", "scenarios", "named", "expected"),
    [
        ({}, {}, None, "UTC"),
        ({"only": "Asia/Tokyo"}, {}, None, "Asia/Tokyo"),
        (TWO, {}, None, "Asia/Tokyo"),
        (TWO, {}, "west", "America/Phoenix"),
        (TWO, {"days": "west"}, None, "America/Phoenix"),
        (TWO, {"days": "west"}, "east", "Asia/Tokyo"),
        (TWO, {"days": None}, None, "Asia/Tokyo"),
        (TWO, {"days": "gone"}, None, "Asia/Tokyo"),
        (TWO, {"a": None, "b": "west"}, None, "Asia/Tokyo"),
        (TWO, {"a": "west", "b": "east"}, None, "America/Phoenix"),
    ],
)
def test_the_same_world_counts_for_all(
    worlds: Mapping[str, str],
    scenarios: Mapping[str, str | None],
    named: str | None,
    expected: str,
    shell: Shell,
    inside: Inside,
) -> None:
    with Workspace.open(shell.folder / "w.flowrig", create=True) as workspace:
        for name, zone in worlds.items():
            labelled = f"type: number\n      label: Score in {zone}"
            text = WORLD.replace("Europe/Berlin", zone).replace("type: number", labelled)
            workspace.worlds.save(name, read_world(text, name))
        for name, of in scenarios.items():
            workspace.scenarios.save(name, f"flowrig: scenario/1\nscenario: {name}\n", world=of)
        flow = read_flow(FLOW, "hello")
        workspace.flows.save_draft("hello", dump_flow(flow), name="Hello", status="ready")
        assert workspace.project(named).time_zone == expected
        if named is None:
            assert Library(workspace).settings() == workspace.project()
    world = () if named is None else ("--world", named)
    offset = OFFSETS[expected]
    told = inside("when", "hello#day", "--at", "2026-03-02 10:00", *world, *IN).out
    assert told.endswith(f"{offset}\n")
    told = inside("describe", "hello", *world, *IN).out
    assert (f"Score in {expected}" in told) == (expected != "UTC")
    if named is None:
        [found] = json.loads(inside("flows", "--json", *IN).out)
        assert found["changed"].endswith(offset)
        found = json.loads(inside("history", "hello", "--json", *IN).out)
        assert found["versions"][0]["created"].endswith(offset)


@pytest.fixture
def two(shell: Shell) -> Path:
    """A flow that is complete in the second of two worlds only, where the scenario plays."""
    with Workspace.open(shell.folder / "w.flowrig", create=True) as workspace:
        bare = read_world(WORLD, "bare")
        bare.settings, bare.customers = Settings(), {}
        workspace.worlds.save("bare", bare)
        workspace.worlds.save("shop", read_world(WORLD, "shop"))
        workspace.scenarios.save("days", "", world="shop")
        library = Library(workspace)
        assert library.save(read_flow(FLOW, "hello")).status == "ready"
    return shell.folder


def test_what_the_app_calls_ready_is_launched_at_the_shell(two: Path, inside: Inside) -> None:
    told = inside("launch", "hello", "--world", "bare", *IN, expect=1).err
    assert "there is no action template 'visit'" in told
    assert inside("launch", "hello", *IN).out == "hello: version 1 is Active\n"
    inside("pause", "hello", *IN)
    assert "Active" in inside("resume", "hello", *IN).out
    with Workspace.open(two / "w.flowrig") as workspace:
        Library(workspace).save(read_flow(FLOW.replace("1 day", "2 days"), "hello"))
    assert "Ready for launch" in inside("restore", "hello", "1", "--drop-draft", *IN).out


def test_a_file_may_say_it_too(two: Path, inside: Inside) -> None:
    (two / "bare.yaml").write_text("flowrig: world/1\nsettings: {time_zone: Asia/Tokyo}\n", "utf-8")
    assert inside("launch", "hello", "--world", "bare.yaml", *IN, expect=1).err
    told = inside("when", "hello#day", "--at", "2026-03-02 10:00", "--world", "bare.yaml", *IN).out
    assert told.endswith("+09:00\n")


def test_a_world_that_is_not_there(two: Path, inside: Inside) -> None:
    when = ("when", "hello#day", "--at", "2026-03-02 10:00")
    for words in (("launch", "hello"), ("describe", "hello"), when):
        told = inside(*words, "--world", "shopp", *IN, expect=2).line
        assert "there is no world 'shopp': did you mean 'shop'?" in told

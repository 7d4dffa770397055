"""`flowrig take`: files into a workspace."""

from pathlib import Path

import pytest

from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, WORLD, Shell

IN = ("--workspace", "w.flowrig")


@pytest.fixture
def files(shell: Shell) -> Path:
    folder = shell.folder
    (folder / "hello.yaml").write_text(FLOW, "utf-8")
    (folder / "shop.yaml").write_text(WORLD, "utf-8")
    return folder


@pytest.mark.rule("F-17")
def test_a_flow_becomes_a_draft(files: Path, inside: Inside) -> None:
    told = inside("take", "hello.yaml", "shop.yaml", *IN).out.splitlines()
    assert told == ["shop: a world with 2 customers", "hello: a new flow: Ready for launch"]
    inside("take", "hello.yaml", *IN)
    file = files / "hello.yaml"
    file.write_text(FLOW.replace("1 day", "3 days"), "utf-8")
    refused = inside("take", "hello.yaml", *IN, expect=2).line
    assert refused.endswith(
        "/w.flowrig: the flow 'hello' has a draft, and there is one at most: "
        "--replace puts the new one in its place"
    )
    inside("take", "hello.yaml", "--replace", *IN)
    inside("launch", "hello", *IN)
    same = inside("take", "hello.yaml", *IN).out
    assert same == "hello: the same as version 1: nothing to change\n"
    file.write_text(FLOW, "utf-8")
    assert inside("take", "hello.yaml", *IN).out == "hello: its draft: Ready for launch\n"
    assert "3 days" not in inside("export", "hello@draft", "--as", "yaml", *IN).out
    assert inside("delete-draft", "hello", *IN).out == "hello: its draft is deleted; version 1 stays\n"
    assert "has no draft" in inside("delete-draft", "hello", *IN, expect=1).line
    assert "3 days" in inside("export", "hello", "--as", "yaml", *IN).out


@pytest.mark.rule("F-16")
def test_what_is_still_to_do_in_a_flow_is_said(files: Path, inside: Inside) -> None:
    (files / "other.yaml").write_text(
        "flowrig: flow/1\nid: other\nblocks: [{id: start, kind: launch}]\n", "utf-8"
    )
    told = inside("take", "other.yaml", *IN)
    assert told.out == "other: a new flow: Draft\n"
    assert "other.yaml:3:10: error: block 'start', trigger: choose what starts the flow" in told.err
    only = inside("delete-draft", "other", *IN, expect=1).line
    assert only.endswith("deleting its draft is not possible: possible is editing it or duplicating it")


def test_a_scenario_comes_with_its_world_and_its_flows(files: Path, inside: Inside) -> None:
    (files / "visits.yaml").write_text(
        SCENARIO.replace("world: world.yaml\n", "given: {world: shop.yaml, flows: [hello.yaml]}\n").replace(
            "timeline:", "when:"
        ),
        "utf-8",
    )
    inside("take", "visits.yaml", *IN)
    assert inside("flows", *IN).out.count("Active") == 1
    with Workspace.open(files / "w.flowrig", write=False) as workspace:
        (world,) = workspace.worlds.entries()
        (scenario,) = workspace.scenarios.entries()
        assert (world.name, scenario.world) == ("shop", "shop")
    # It is played by its names.
    inside("run", "--scenario", scenario.name, "--run-name", "a", *IN)
    # A draft beside what the scenario launched is the person's own.
    (files / "hello.yaml").write_text(FLOW.replace("1 day", "3 days"), "utf-8")
    inside("take", "hello.yaml", *IN)
    (files / "hello.yaml").write_text(FLOW, "utf-8")
    inside("take", "visits.yaml", *IN)
    assert "3 days" in inside("export", "hello@draft", "--as", "yaml", *IN).out
    same = inside("take", "hello.yaml", "--replace", *IN).out
    assert same == "hello: the same as version 1: nothing to change\n"
    assert "has no draft" in inside("delete-draft", "hello", *IN, expect=1).line
    # The same once more changes nothing; another one is not put in its place unasked.
    inside("take", "visits.yaml", "shop.yaml", "hello.yaml", *IN)
    (files / "shop.yaml").write_text(WORLD.replace("Europe/Berlin", "Europe/London"), "utf-8")
    refused = inside("take", "visits.yaml", *IN, expect=2).line
    assert "there is another world 'shop' already: --replace" in refused
    inside("take", "visits.yaml", "--replace", *IN)


def test_all_or_none(files: Path, inside: Inside) -> None:
    (files / "bad.yaml").write_text("flowrig: flow/1\nid: [\n", "utf-8")
    assert "bad.yaml:" in inside("take", "shop.yaml", "bad.yaml", *IN, expect=1).line
    assert not (files / "w.flowrig").exists()
    inside("take", "shop.yaml", *IN)
    (files / "shop.yaml").write_text(WORLD.replace("Europe/Berlin", "Europe/London"), "utf-8")
    inside("take", "hello.yaml", "shop.yaml", *IN, expect=2)
    assert "hello" not in inside("flows", *IN).out

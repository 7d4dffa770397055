"""The exit status, by one rule for all commands: 0 fine; 1 what was asked about is not fine; 2 the command
cannot be carried out as it was given."""

from importlib.resources import files

import pytest

from storage.files import dump_flow, read_flow, read_world
from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, WORLD, Shell

IN = ("--workspace", "w.flowrig")

NOTHING = "nowhere.yaml"
"""A file that there is not."""

BROKEN = "broken.yaml"
"""A file that cannot be read as what it says it is."""

RUN = ("--run", "r")


@pytest.fixture
def shop(shell: Shell, inside: Inside) -> Inside:
    """A workspace with a world, a run, and three flows: one is on, one off, of one there is a draft."""
    with Workspace.open(shell.folder / "w.flowrig", create=True) as workspace:
        workspace.worlds.save("shop", read_world(WORLD, "shop"))
        for flow in ("on", "off", "new"):
            text = dump_flow(read_flow(FLOW.replace("id: hello", f"id: {flow}"), flow))
            workspace.flows.save_draft(flow, text, name=flow.upper(), status="ready")
        for flow in ("on", "off"):
            workspace.flows.launch(flow)
        workspace.flows.pause("off")
    inside("run", "hello.yaml", "--scenario", "scenario.yaml", "--run-name", "r", *IN)
    shell.write(BROKEN, "flowrig: scenario/1\nscenario: 3\nthen: [\n")
    shell.write("mapping.yaml", (files("sample_data") / "mappings" / "olist.yaml").read_bytes())
    shell.write("lost.yaml", SCENARIO.replace("world.yaml", NOTHING))
    given = "flowrig: scenario/1\nscenario: s\ngiven: {world: world.yaml, flows: [nowhere.yaml]}\nwhen: []\n"
    shell.write("strayed.yaml", given + "then:\n- {event: action_issued, recognised: 0}\n")
    return inside


@pytest.mark.parametrize(
    "words",
    [
        ("run", NOTHING, "--scenario", "scenario.yaml", *IN),
        ("run", "hello.yaml", "--scenario", NOTHING, *IN),
        ("run", "hello.yaml", "--world", NOTHING, "--scenario", "scenario.yaml", *IN),
        ("validate", NOTHING),
        ("validate", "hello.yaml", NOTHING),
        ("validate", "hello.yaml", "--world", NOTHING),
        ("validate", BROKEN, NOTHING),
        ("test", NOTHING),
        ("sweep", NOTHING, "--change", "1", "--over", "1d", "--step", "1h"),
        ("rehearse", NOTHING, *RUN, *IN),
        ("take", NOTHING, *IN),
        ("export", NOTHING, "--as", "yaml"),
        ("describe", NOTHING),
        ("describe", "hello.yaml", "--world", NOTHING),
        ("describe", "hello.yaml", "--out", "nowhere/flow.md"),
        ("diff", "hello.yaml", NOTHING),
        ("when", f"{NOTHING}#day", "--at", "2026-03-02"),
        ("generate", "--from", NOTHING, "--as", "world"),
        ("import", NOTHING, "--data", ".", *IN),
        ("import", "olist", "--data", "nowhere", *IN),
        (NOTHING,),
        ("nowhere/w.flowrig",),
        (".",),
    ],
)
def test_a_file_named_that_is_not_there_is_2(
    shop: Inside, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    told = shop(*words, expect=2).err
    assert "no such f" in told or "this is a folder" in told


@pytest.mark.parametrize("flow", ["nix", "on@7"])
@pytest.mark.parametrize(
    ("words", "others"),
    [
        (("run",), ("--scenario", "scenario.yaml")),
        (("rehearse",), RUN),
        (("history",), ()),
        (("launch",), ()),
        (("pause",), ()),
        (("restore",), ("1",)),
        (("delete-draft",), ()),
        (("describe",), ()),
        (("diff", "on"), ()),
    ],
)
def test_a_name_that_there_is_not_is_2(
    shop: Inside, words: tuple[str, ...], others: tuple[str, ...], flow: str
) -> None:
    told = shop(*words, flow, *others, *IN, expect=2).line
    assert "there is no flow" in told or "no version 7" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        # What stands in a file.
        (("run", BROKEN, "--scenario", "scenario.yaml", *IN), "broken.yaml:"),
        (("validate", BROKEN), "broken.yaml:"),
        (("sweep", BROKEN, "--change", "1", "--over", "1d", "--step", "1h"), "broken.yaml:"),
        (("rehearse", BROKEN, *RUN, *IN), "broken.yaml:"),
        (("take", BROKEN, *IN), "broken.yaml:"),
        (("describe", BROKEN), "broken.yaml:"),
        # What is another kind of file.
        (("run", "world.yaml", "--scenario", "scenario.yaml", *IN), "this is a world file"),
        (("describe", "scenario.yaml"), "this is a scenario file"),
        (("sweep", "hello.yaml", "--change", "1", "--over", "1d", "--step", "1h"), "this is a flow file"),
        (("take", "mapping.yaml", *IN), "this is a mapping file"),
        # What a file names is not there.
        (("run", "hello.yaml", "--scenario", "lost.yaml", *IN), "nowhere.yaml: there is no such file"),
        (("validate", "lost.yaml"), "lost.yaml:3:8: nowhere.yaml: there is no such file"),
        (("run", "--scenario", "strayed.yaml", *IN), "strayed.yaml:3:"),
        (
            ("sweep", "strayed.yaml", "--change", "1", "--over", "1d", "--step", "1h"),
            "strayed.yaml:3:",
        ),
        # How a flow stands.
        (("pause", "off", *IN), "is Paused, pausing it is not possible"),
        (("resume", "on", *IN), "is Active, resuming it is not possible"),
        (("launch", "on", *IN), "has no draft to launch"),
        (("delete-draft", "on", *IN), "has no draft"),
        (("rehearse", "on", *RUN, *IN), "has no draft to rehearse"),
    ],
)
def test_what_is_not_fine_is_1(shop: Inside, words: tuple[str, ...], told: str) -> None:
    assert told in shop(*words, expect=1).line


def test_an_example_that_there_is_not_is_2(
    shop: Inside, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTUAL_DRIVER", "none")
    shell.write("rows.yaml", SCENARIO + "examples: [{name: a}, {name: b}]\n")
    for words in (
        ("rows.yaml",),
        ("take", "rows.yaml", *IN),
        ("sweep", "rows.yaml", "--change", "1", "--over", "1d", "--step", "1h"),
    ):
        assert "there is no example 'c'" in shop(*words, "--example", "c", expect=2).line
    for words in (
        ("scenario.yaml",),
        ("take", "scenario.yaml", *IN),
        ("sweep", "scenario.yaml", "--change", "1", "--over", "1d", "--step", "1h"),
    ):
        told = shop(*words, "--example", "c", expect=2).line
        assert told.endswith("there is no example 'c': the scenario has no examples")


def test_a_scenario_that_cannot_be_tested_has_not_failed(shop: Inside) -> None:
    """1 would say that it was played, and that what it expects does not hold."""
    for name in (BROKEN, "strayed.yaml"):
        shop("test", name, expect=2)


@pytest.mark.parametrize("words", [("launch", "on"), ("launch", "off"), ("rehearse", "on", *RUN)])
def test_a_flow_without_a_draft_is_told_with_the_command_that_makes_one(
    shop: Inside, words: tuple[str, ...]
) -> None:
    assert "flowrig take FILE" in shop(*words, *IN, expect=1).line


def test_a_version_that_there_is_not_is_told_with_the_command_that_lists_them(shop: Inside) -> None:
    for words in (("describe", "on@7"), ("restore", "on", "7"), ("describe", "on@draft")):
        assert shop(*words, *IN, expect=2).line.endswith(": flowrig history on lists its versions")

"""The life of a flow at the shell: listed, launched, paused, restored; any version told as it was."""

import json
from pathlib import Path

import pytest

from storage.files import dump_flow, read_flow, read_world
from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, WORLD, Shell

IN = ("--workspace", "w.flowrig")


def saved(folder: Path, text: str) -> None:
    """Save a draft, as the app does while somebody draws."""
    flow = read_flow(text, "hello")
    path = folder / "w.flowrig"
    with Workspace.open(path, create=True) as workspace:
        if not workspace.worlds.entries():
            workspace.worlds.save("shop", read_world(WORLD, "world"))
        workspace.flows.save_draft("hello", dump_flow(flow), name=flow.name, status="ready")


@pytest.fixture
def made(shell: Shell) -> Path:
    """A workspace with a flow of which nothing was launched yet."""
    saved(shell.folder, FLOW)
    return shell.folder


@pytest.mark.rule("F-15", "F-17", "F-19")
def test_a_flows_life(made: Path, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    hour = iter(range(1_800_000_000, 1_900_000_000, 3600))
    monkeypatch.setattr("storage.flows.time.time", lambda: next(hour))
    assert inside("launch", "hello", *IN).out == "hello: version 1 is Active\n"
    assert "no draft to launch" in inside("launch", "hello", *IN, expect=1).line
    saved(made, FLOW.replace("1 day", "2 days"))
    # By its name, too.
    assert inside("pause", "Hello", *IN).out == "hello: Paused\n"
    paused = "is Paused, pausing it is not possible: possible is "
    told = inside("pause", "hello", *IN, expect=1).line
    assert told.endswith(
        f"{paused}editing it, launching it, resuming it, deleting its draft or duplicating it"
    )
    assert inside("launch", "hello", *IN).out == "hello: version 2 is Active\n"
    assert inside("pause", "hello", *IN).out == "hello: Paused\n"
    assert inside("resume", "hello", *IN).out == "hello: Active\n"
    told = inside("history", "hello", *IN).out.splitlines()[3]
    assert told.endswith("  paused Fri 2027-01-15 23:00:00, resumed Sat 2027-01-16 01:00:00")
    # What there is no draft for is not offered.
    told = inside("resume", "hello", *IN, expect=1).line
    assert told.endswith("resuming it is not possible: possible is editing it, pausing it or duplicating it")
    assert inside("restore", "hello", "1", *IN).out == "hello: version 1 is the draft: Ready for launch\n"
    refused = inside("restore", "hello", "2", *IN, expect=2).line
    assert "--drop-draft puts version 2 in its place" in refused
    inside("restore", "hello", "2", "--drop-draft", *IN)
    found = json.loads(inside("history", "hello", *IN, "--json").out)
    assert {key: found[key] for key in ("flow", "name", "status", "draft")} == {
        "flow": "hello",
        "name": "Hello",
        "status": "active",
        "draft": "ready",
    }
    assert [(v["version"], v["status"], v["stopped"] is None) for v in found["versions"]] == [
        (0, "ready", True),
        (2, "active", True),
        (1, "replaced", False),
    ]
    first = found["versions"][-1]
    assert first["launched"] < first["stopped"]
    # In the project's zone.
    assert first["launched"].endswith("+01:00")
    lines = inside("history", "hello", *IN).out.splitlines()
    assert lines[0] == "Hello: Active, with a draft that is ready"
    assert lines[1].split() == ["version", "status", "changed", "launched", "stopped"]
    assert [line.split()[0] for line in lines[3:]] == ["draft", "2", "1"]


@pytest.mark.rule("F-16", "F-25")
def test_what_is_unfinished_is_not_launched(made: Path, inside: Inside) -> None:
    saved(made, FLOW.replace("  duration: 1 day\n", ""))
    # Saved as ready, but it is looked at anew.
    found = inside("launch", "hello", *IN, expect=1)
    assert found.err.startswith("hello: ")
    assert "day" in found.err
    assert json.loads(inside("history", "hello", *IN, "--json").out)["status"] == "ready"
    saved(made, FLOW)
    inside("launch", "hello", *IN)


@pytest.mark.rule("F-19")
def test_any_version_is_told_as_it_was(made: Path, inside: Inside) -> None:
    inside("launch", "hello", *IN)
    saved(made, FLOW.replace("1 day", "2 days"))
    inside("launch", "hello", *IN)
    saved(made, FLOW.replace("1 day", "3 days"))

    def waits(*words: str) -> str:
        text = inside("export", *words, "--as", "yaml", *IN).out
        return next(line.split(": ")[1] for line in text.splitlines() if "duration" in line)

    assert waits("hello", "--version", "1") == waits("hello@1") == "1 day"
    # What was launched last, unless it is said.
    assert waits("hello") == waits("hello@2") == waits("Hello@2") == "2 days"
    assert waits("hello", "--version", "draft") == waits("hello@draft") == "3 days"
    for form in ("text", "mermaid", "svg"):
        assert inside("export", "hello@1", "--as", form, *IN).out
    assert "1 day" in inside("describe", "hello", "--version", "1", *IN).out
    assert "3 days" in inside("describe", "hello@draft", *IN).out

    def changed(old: str, new: str) -> dict[str, str]:
        found = json.loads(inside("diff", old, new, *IN, "--json").out)
        change: dict[str, str] = found["changed"]["day"]["duration"]
        return change

    assert changed("hello@1", "hello@2") == {"old": "1 day", "new": "2 days"}
    assert changed("hello@1", "hello") == {"old": "1 day", "new": "2 days"}
    assert changed("hello", "hello@draft") == {"old": "2 days", "new": "3 days"}
    assert changed("hello.yaml", "hello@2") == {"old": "1 day", "new": "2 days"}
    inside("run", "hello@1", "--scenario", "scenario.yaml", "--run-name", "first", *IN)
    story = json.loads(inside("story", "--run", "first", "--customer", "anna", *IN, "--json").out)
    assert story["passages"][0]["version"] == 1


def test_versions_that_there_are_not(made: Path, inside: Inside) -> None:
    for words, why in (
        (("hello@7",), "flow 'hello' has no version 7"),
        (("hello@x",), "name a version as NAME@NUMBER, or the draft as NAME@draft"),
        (("hello@",), "name a version as NAME@NUMBER"),
        (("hello@-1",), "name a version as NAME@NUMBER"),
        (("hello@99999999999999999999",), "name a version as NAME@NUMBER"),
        (("other@1",), "there is no flow 'other'"),
        (("hello.yaml", "--version", "1"), "a file has no versions"),
    ):
        assert why in inside("describe", *words, *IN, expect=2).line
    inside("describe", "hello", "--version", "0", *IN, expect=2)
    assert "no version 1" in inside("restore", "hello", "1", *IN, expect=2).line
    for command in ("history", "launch", "pause", "resume"):
        assert "there is no flow 'x'" in inside(command, "x", *IN, expect=2).line
    assert "there is no flow 'x'" in inside("restore", "x", "1", *IN, expect=2).line


@pytest.mark.rule("F-19")
def test_what_runs_already_is_not_restored(made: Path, inside: Inside) -> None:
    restore = ("restore", "hello", "1", *IN)
    inside("launch", "hello", *IN)
    assert inside(*restore, expect=1).line == "hello: version 1 runs already: nothing to restore"
    saved(made, FLOW)
    inside("launch", "hello", *IN)
    same = "hello: version 1 is the same as version 2, which runs already: nothing to restore"
    assert inside(*restore, expect=1).line == same
    inside("pause", "hello", *IN)
    same = "hello: version 1 is the same as version 2, which is the newest one already: nothing to restore"
    assert inside(*restore, expect=1).line == same
    saved(made, FLOW.replace("1 day", "2 days"))
    inside(*restore, "--drop-draft")


def test_a_name_that_is_mistyped(made: Path, inside: Inside) -> None:
    for command in ("history", "launch", "pause", "resume", "describe", "run"):
        line = inside(command, "helo", *IN, expect=2).line
        assert line.endswith("there is no flow 'helo': did you mean 'hello'?"), command
    inside("run", "hello.yaml", "--scenario", "scenario.yaml", "--run-name", "first", *IN)
    assert "did you mean 'hello'?" in inside("rehearse", "helo", "--run", "first", *IN, expect=2).line
    assert "did you mean 'first'?" in inside("rehearse", "hello", "--run", "frist", *IN, expect=2).line


def test_the_flows_of_a_workspace_are_listed(made: Path, inside: Inside) -> None:
    [found] = json.loads(inside("flows", *IN, "--json").out)
    assert found.pop("changed")
    assert found == {
        "flow": "hello",
        "name": "Hello",
        "folder": "",
        "brand": None,
        "status": "ready",
        "draft": None,
        "version": None,
    }
    lines = inside("flows", *IN).out.splitlines()
    assert lines[0].split() == ["flow", "name", "folder", "status", "version", "changed"]
    assert lines[2].startswith("hello")
    assert "Ready for launch" in lines[2]
    inside("launch", "hello", *IN)
    saved(made, FLOW)
    assert "Active, with a draft that is ready" in inside("flows", *IN).out
    # The shop that the app opens by itself.
    assert len(json.loads(inside("flows", "--json").out)) == 16


def test_a_flow_whose_name_holds_an_at(made: Path, inside: Inside) -> None:
    with Workspace.open(made / "w.flowrig") as workspace:
        workspace.flows.duplicate("hello", "odd", "mail@2")
    assert inside("describe", "mail@2", *IN).out.startswith("# mail@2\n")
    assert inside("describe", "mail@2@draft", *IN).out.startswith("# mail@2\n")

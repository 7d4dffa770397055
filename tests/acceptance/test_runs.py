"""`flowrig runs`: what a workspace has played, how far each came, and how to go on."""

import json

import pytest

from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, Shell

IN_W = ("--workspace", "w.flowrig")
RUN = ("run", "hello.yaml", "--scenario", "scenario.yaml", *IN_W)


@pytest.mark.rule("T-6")
def test_runs_are_listed_newest_first_with_how_far_they_came(shell: Shell, inside: Inside) -> None:
    inside(*RUN, "--run-name", "one", "--seed", "7")
    inside(*RUN, "--run-name", "two", "--until", "2026-03-29 12:00")
    head, _, two, one = inside("runs", *IN_W).out.splitlines()
    assert head.split() == ["run", "state", "flows", "scenario", "from", "to"]
    assert two.startswith("two  finished  hello  ")
    assert two.endswith("  Sun 2026-03-29 12:00")
    assert one.startswith("one  finished  hello  ")
    second, first = json.loads(inside("runs", *IN_W, "--json").out)
    assert (first["run"], first["state"], first["seed"]) == ("one", "finished", 7)
    assert first["flows"] == {"hello": 0}
    assert (second["to"], second["until"]) == ("2026-03-29T12:00:00+02:00",) * 2
    assert first["until"] is None
    assert (first["wakes"], first["deeds"]) == (4, 0)


def test_one_that_was_cut_off_says_how_to_go_on(shell: Shell, inside: Inside) -> None:
    inside(*RUN, "--run-name", "one two", "--until", "2026-03-29 12:00")
    with Workspace.open(shell.folder / "w.flowrig") as workspace:
        workspace.connection.run("UPDATE run SET state = 'running'")
        # As long as somebody holds the workspace, it is played.
        assert "  running  " in inside("runs", *IN_W).out
    told = inside("runs", *IN_W).out.splitlines()
    assert "  interrupted  " in told[2]
    assert told[-1] == "flowrig run --resume 'one two' --workspace w.flowrig goes on with it"
    assert [one["state"] for one in json.loads(inside("runs", *IN_W, "--json").out)] == ["interrupted"]


def test_the_apps_own_run_is_gone_on_with_in_the_app(shell: Shell, inside: Inside) -> None:
    inside(*RUN, "--run-name", "played")
    with Workspace.open(shell.folder / "w.flowrig") as workspace:
        workspace.connection.run("UPDATE run SET state = 'running'")
    assert inside("runs", *IN_W).out.splitlines()[-1] == "the app goes on with it where it stood"


def test_a_workspace_without_runs_says_how_to_have_one(shell: Shell, inside: Inside) -> None:
    with Workspace.open(shell.folder / "w.flowrig", create=True):
        pass
    assert inside("runs", *IN_W).out == "no runs yet: flowrig run FLOW plays one\n"
    assert json.loads(inside("runs", *IN_W, "--json").out) == []


def test_a_protected_workspace_is_listed_too(shell: Shell, inside: Inside) -> None:
    inside(*RUN, "--run-name", "one")
    (shell.folder / "w.flowrig").chmod(0o444)
    for words in (("runs",), ("flows",)):
        inside(*words, *IN_W)
    assert inside("runs", *IN_W).out.splitlines()[2].startswith("one  finished")


def test_many_flows_are_counted_and_not_listed(shell: Shell, inside: Inside) -> None:
    for n in range(5):
        shell.write(f"f{n}.yaml", FLOW.replace("id: hello", f"id: flow-{n}"))
    inside("run", *(f"f{n}.yaml" for n in range(5)), *RUN[2:], "--run-name", "all")
    assert "  flow-0, flow-1, flow-2 and 2 more  " in inside("runs", *IN_W).out

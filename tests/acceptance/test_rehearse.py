"""`flowrig rehearse` at the shell: what a launch would do, and nothing is done."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from engine.rehearsal.fares import TALLIES
from storage.files import dump_flow, read_flow, read_world
from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, WORLD, Shell
from tests.test_docs import CODE, table

IN = ("--workspace", "w.flowrig")
RUN = ("--run", "first", *IN)
AT = ("--at", "2026-03-29 10:00")

WITHOUT_THE_WAIT = (
    FLOW.replace(FLOW[FLOW.index("- id: day\n") : FLOW.index("- id: low\n")], "")
    .replace("- {from: mail, output: next, to: day}\n", "- {from: mail, output: next, to: low}\n")
    .replace("- {from: day, output: next, to: low}\n", "")
)


def save(folder: Path, text: str) -> None:
    """Save a draft, as the app does."""
    flow = read_flow(text, "hello")
    with Workspace.open(folder / "w.flowrig") as workspace:
        workspace.flows.save_draft("hello", dump_flow(flow), name=flow.name, status="ready")


@pytest.fixture
def played(shell: Shell, inside: Inside) -> Path:
    """A workspace with a launched flow, a draft beside it, and a run that has come to its end."""
    with Workspace.open(shell.folder / "w.flowrig", create=True) as workspace:
        workspace.worlds.save("world", read_world(WORLD, "world"))
    save(shell.folder, FLOW)
    inside("launch", "hello", *IN)
    inside("run", "hello", "--scenario", "scenario.yaml", "--run-name", "first", *IN)
    save(shell.folder, WITHOUT_THE_WAIT)
    return shell.folder


def rehearsed(inside: Inside, *words: str) -> Any:
    return json.loads(inside("rehearse", *words, *RUN, "--json").out)


@pytest.mark.rule("F-17", "F-18")
def test_a_draft(played: Path, inside: Inside) -> None:
    before = sha256((played / "w.flowrig").read_bytes()).hexdigest()
    found = rehearsed(inside, "hello", *AT)
    assert list(found) == [
        "flow",
        "version",
        "replaces",
        "at",
        "until",
        "inside",
        "continue",
        "removed",
        "sentence",
        "waiting",
        "differ",
        "differences",
        "groups",
        "more_groups",
        "totals",
        "halt",
    ]
    assert (found["version"], found["replaces"]) == (2, 1)
    assert (found["inside"], found["continue"], found["removed"]) == (2, 0, {"day": 2})
    assert found["at"] == "2026-03-29T10:00:00+02:00"
    assert found["until"] == "2026-04-12T10:00:00+02:00"
    assert [one["customer"] for one in found["waiting"]] == ["anna", "ben"]
    assert not any(one["continues"] for one in found["waiting"])
    anna, ben = found["differences"]
    assert anna == {
        "customer": "anna",
        "how": [
            {
                "what": "path",
                "flow": "hello",
                "block": "day",
                "old": {"output": "next", "to": "low", "stop": None},
                "new": {"output": None, "to": None, "stop": "block_deleted"},
            },
            {"what": "message", "flow": "hello", "block": "second", "of": "email", "old": 1, "new": 0},
        ],
        "data": [],
    }
    assert len(ben["how"]) == 1
    assert [(group["customers"], group["examples"]) for group in found["groups"]] == [
        (1, ["anna"]),
        (1, ["ben"]),
    ]
    out = inside("rehearse", "Hello", *AT, *RUN).out
    assert out.splitlines()[:5] == [
        "Hello as version 2, in place of version 1, at Sun 2026-03-29 10:00",
        "2 waiting: 2 are removed (Wait 'day' was deleted)",
        "removed: anna, ben",
        "",
        "until Sun 2026-04-12 10:00: 2 customers fare differently",
    ]
    assert "\n1 customer: anna\n  at 'Wait': to 'Condition' → stops: block deleted\n" in out
    assert ["messages,", "'Steps'", "(email)", "1", "0"] in [line.split() for line in out.splitlines()]
    assert sha256((played / "w.flowrig").read_bytes()).hexdigest() == before


def test_who_waits_more_than_once_is_one_customer(played: Path, inside: Inside, shell: Shell) -> None:
    again = "- {at: 2026-03-28 20:00, do: action.issue, customer: anna, template: visit}\n"
    last = "- {at: 2026-03-28 21:00"
    shell.write("thrice.yaml", SCENARIO.replace(last, again + last))
    inside("run", "hello", "--scenario", "thrice.yaml", "--run-name", "thrice", *IN)
    lines = inside("rehearse", "Hello", *AT, "--run", "thrice", *IN).out.splitlines()
    assert lines[1] == "3 waiting: 3 are removed (Wait 'day' was deleted)"
    assert lines[2] == "removed: 2 customers in 3 passages: anna, ben"


@pytest.mark.rule("F-18")
def test_who_waits_longer(played: Path, inside: Inside) -> None:
    save(played, FLOW.replace("1 day", "3 days"))
    # Whoever is inside serves out the old wait; nobody comes later.
    found = rehearsed(inside, "hello", *AT)
    assert (found["continue"], found["removed"], found["differences"]) == (2, {}, [])
    assert "nobody fares differently" in inside("rehearse", "hello", *AT, *RUN).out
    found = rehearsed(inside, "hello", "--at", "2026-03-28 20:00", "--days", "30")
    assert found["sentence"] == "1 waiting: 1 goes on under version 2"
    [ben] = found["differences"]
    assert ben["customer"] == "ben"
    assert ben["how"] == [
        {
            "what": "time",
            "flow": "hello",
            "block": "day",
            "old": "2026-03-30T08:00:00+02:00",
            "new": "2026-04-01T08:00:00+02:00",
        }
    ]
    assert found["groups"][0]["how"][0]["later"] == 2 * 86_400


def test_a_file_a_version_and_where_the_run_stands(played: Path, shell: Shell, inside: Inside) -> None:
    shell.write("draft.yaml", WITHOUT_THE_WAIT)
    assert rehearsed(inside, "draft.yaml", *AT) == rehearsed(inside, "hello", *AT)
    assert rehearsed(inside, "hello@draft", *AT) == rehearsed(inside, "hello", *AT)
    assert rehearsed(inside, "hello@1", *AT)["differ"] == 0
    # The run has come to its end: nobody is inside any more.
    found = rehearsed(inside, "hello")
    assert (found["inside"], found["differ"]) == (0, 0)
    assert inside("rehearse", "hello", *RUN).out.splitlines()[1] == "nobody waits in it"
    shell.write("other.yaml", FLOW.replace("id: hello", "id: other"))
    found = rehearsed(inside, "other.yaml", "--at", "2026-03-28 19:00")
    assert (found["replaces"], found["inside"], found["differ"]) == (None, 0, 2)
    out = inside("rehearse", "other.yaml", "--at", "2026-03-28 19:00", *RUN).out
    assert "as version 1, not in the run yet, at" in out
    assert "without it  version 1" in out


def test_what_cannot_be_rehearsed(played: Path, shell: Shell, inside: Inside) -> None:
    for words, why, status in (
        (("hello", *AT, *RUN[2:], "--run", "x"), "there is no run 'x'", 2),
        (("nobody", *AT, *RUN), "there is no flow 'nobody'", 2),
        (("hello@7", *AT, *RUN), "flow 'hello' has no version 7", 2),
        (("hello", "--at", "2026-03-28 18:59", *RUN), "the run begins at 2026-03-28T19:00:00+01:00", 2),
        (("hello", "--at", "soon", *RUN), "--at soon: ", 2),
        (("hello", *AT, *RUN, "--days", "0"), "'0' is no whole number from 1 to", 2),
        (("missing.yaml", *AT, *RUN), "missing.yaml", 2),
    ):
        assert why in inside("rehearse", *words, expect=status).line
    inside("rehearse", "hello", *IN, expect=2)
    save(played, FLOW.replace("  duration: 1 day\n", ""))
    assert inside("rehearse", "hello", *AT, *RUN, expect=1).line.startswith(
        "hello: its draft is not finished: "
    )
    inside("launch", "hello", *IN, expect=1)
    save(played, FLOW)
    inside("launch", "hello", *IN)
    assert "flow 'hello' has no draft" in inside("rehearse", "hello", *AT, *RUN, expect=1).line


def test_the_page_tells_all_kinds() -> None:
    told = [code for row in table("fares") for code in CODE.findall(row[0])]
    assert told == ["path", "time", "arrival", *TALLIES]

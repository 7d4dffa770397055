"""`flowrig why`: the chain of R-3 on the command line, and `flowrig events`: what can start a flow."""

import json

import pytest

from engine.events.catalogue import CATALOGUE
from engine.reports.why import CHECKS
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, Shell

RUN = ("run", "hello.yaml", "--scenario", "scenario.yaml", "--workspace", "w.flowrig", "--run-name", "one")
WHY = ("why", "--run", "one", "--workspace", "w.flowrig", "--flow", "hello", "--customer")


@pytest.mark.rule("R-3")
def test_why_it_started_as_json(inside: Inside) -> None:
    inside(*RUN)
    found = json.loads(inside(*WHY, "anna", "--json").out)
    assert list(found) == ["started", "checks", "first_failing"]
    assert (found["started"], found["first_failing"]) == (True, None)
    assert [check["check"] for check in found["checks"]] == list(CHECKS)
    for check in found["checks"]:
        assert set(check) == {"check", "ok", "values"}
        assert check["ok"] is True
    seen, settings, *_ = (check["values"] for check in found["checks"])
    assert seen["at"] == "2026-03-28T19:00:00+01:00"
    assert settings["templates"] == {"wanted": "visit", "seen": "visit", "ok": True}


@pytest.mark.rule("R-3")
def test_why_not_as_json(shell: Shell, inside: Inside) -> None:
    low = "  filter: {field: customer.email.filled, op: is, value: true}\n- id: mail\n"
    shell.write("hello.yaml", FLOW.replace("- id: mail\n", low))
    inside(*RUN)
    found = json.loads(inside(*WHY, "ben", "--json").out)
    assert (found["started"], found["first_failing"]) == (False, "customer_filter")
    values = next(check["values"] for check in found["checks"] if not check["ok"])
    assert values["conditions"]["seen"] == "no"


@pytest.mark.rule("R-3")
def test_why_at_a_moment_in_words(shell: Shell, inside: Inside) -> None:
    inside(*RUN)
    out = inside(*WHY, "anna", "--at", "2026-03-30 12:00").out
    assert out.splitlines()[:4] == [
        "anna, hello (unsaved), Mon 2026-03-30 12:00",
        "did not start: event recognised? no",
        "",
        "✗ no   event recognised     the field score went from 3 to 99; "
        "'Action issued' listens for actions that are issued",
    ]
    assert "  2026-03-28T19:00:00+01:00  started (passage 1)" in out.splitlines()
    plain = shell(*WHY, "anna", env={"PYTHONIOENCODING": "ascii"}).out
    assert "+ yes  event recognised" in plain


@pytest.mark.rule("R-3")
def test_nothing_that_happened_is_an_answer_too(shell: Shell, inside: Inside) -> None:
    shell.write("scenario.yaml", SCENARIO.replace("customer: ben", "customer: anna"))
    inside(*RUN)
    found = json.loads(inside(*WHY, "ben", "--json").out)
    assert (found["started"], found["first_failing"]) == (False, "recognised")
    assert "nothing that concerns this customer" in inside(*WHY, "ben").out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--customer", "nobody"), "there is no customer 'nobody' in run 'one'"),
        (("--flow", "x"), "run 'one' plays no flow 'x': it plays hello"),
        (("--at", "soon"), "--at soon: "),
        (
            ("--at", "2026-03-29 12:00"),
            "happened at Sun 2026-03-29 12:00: "
            "the nearest moments are 2026-03-28T19:00:00+01:00 and 2026-03-30T12:00:00+02:00",
        ),
        (
            ("--at", "2026-03-28 12:00"),
            "happened at Sat 2026-03-28 12:00: the nearest moment is 2026-03-28T19:00:00+01:00",
        ),
        (("--at", "2027-01-01"), "happened at Fri 2027-01-01 00:00: the run has come to"),
        (("--run", "two"), "there is no run 'two'"),
    ],
)
def test_what_is_not_there_is_one_line(inside: Inside, words: tuple[str, ...], part: str) -> None:
    inside(*RUN)
    assert part in inside(*WHY, "anna", *words, expect=2).line


def test_hostile_names_reach_the_terminal_as_text(shell: Shell, inside: Inside) -> None:
    shell.write("scenario.yaml", SCENARIO.replace("{score: 99}", r'{motto: "\x1b[2J"}'))
    world = (shell.folder / "world.yaml").read_text("utf-8")
    shell.write(
        "world.yaml", world.replace("customer_fields:\n", "customer_fields:\n    motto: {type: text}\n")
    )
    inside(*RUN)
    out = inside(*WHY, "anna", "--at", "2026-03-30 12:00").out
    assert "\x1b" not in out
    assert "␛[2J" in out


def test_events_as_json(inside: Inside) -> None:
    found = json.loads(inside("events", "--json").out)
    assert [event["id"] for event in found] == list(CATALOGUE)
    for event in found:
        assert list(event) == [
            *("id", "name", "settings", "context", "waits", "parameters", "transactional", "help"),
        ]
        assert set(event["settings"]) == set(CATALOGUE[event["id"]].Settings.model_fields)
        assert all(setting["title"] and setting["type"] for setting in event["settings"].values())
    (one,) = json.loads(inside("events", "order_status_changed", "--json").out)
    assert one["settings"]["items"]["choices"] == ["all", "any"]
    assert one["settings"]["status"]["names"] == "order_statuses"
    assert one["settings"]["status"]["needed"] is True
    assert one["transactional"] is True


def test_events_in_words(inside: Inside) -> None:
    out = inside("events").out
    assert all(f"  {kind.id} " in out and kind.name in out for kind in CATALOGUE.values())
    assert out.splitlines()[-1].startswith(f"{len(CATALOGUE)} kinds of event")
    for kind in CATALOGUE.values():
        whole = inside("events", kind.id).out
        assert " ".join(kind.help.split()) in " ".join(whole.split())
        assert all(name in whole for name in (*kind.context, *kind.waits, *kind.parameters))
        assert all(f"\n  {name}\n" in whole for name in kind.Settings.model_fields)
        assert all(len(line) <= 80 for line in whole.splitlines())
    assert "there is no event 'cake'" in inside("events", "cake", expect=2).line

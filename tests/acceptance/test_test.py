"""`flowrig test`: scenarios are played, and what they expect is compared with what came of it."""

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import sample_data
from tests.acceptance.inside import Inside
from tests.acceptance.shell import Shell

SCENARIOS = Path(sample_data.__file__).parent / "scenarios"

GOOD = """\
flowrig: scenario/1
scenario: a visit
title: Whoever visits us hears from us
rules: [F-6]
given: {world: world.yaml, flows: [hello.yaml]}
when:
  - {at: 2026-03-28 19:00, do: action.issue, customer: anna, template: visit}
then:
  - {flow: hello, customer: anna, passages: 1}
  - {customer: anna, messages: 2}
"""

BAD = GOOD.replace("a visit", "a wrong one").replace("F-6", "F-9").replace("messages: 2", "messages: 3")

ROWS = """\
flowrig: scenario/1
scenario: rows
given: {world: world.yaml, flows: [hello.yaml]}
when:
  - {at: 2026-03-28 19:00, do: action.issue, customer: "${who}", template: visit}
then:
  - {flow: hello, block: low, customer: anna, left: {"yes": "${n}"}}
examples:
  - {name: Anna's score is low, who: anna, n: 1}
  - {name: "Ben's is not", who: ben, n: 0}
  - {name: "\\e[31mred <&> \\x00", who: ben, n: 1}
"""


@pytest.fixture
def suite(shell: Shell) -> Shell:
    """A folder with three scenarios, one file that is none, and one that cannot be read."""
    shell.write("a-good.yaml", GOOD)
    shell.write("b-bad.yaml", BAD)
    shell.write("c-rows.yaml", ROWS)
    shell.write("notes.yaml", "just: notes\n")
    return shell


def test_all_of_a_folder_in_order(suite: Shell, inside: Inside) -> None:
    result = inside("test", ".", expect=1)
    assert result.out.splitlines()[0] == "✓ a visit"
    assert "✗ a wrong one  b-bad.yaml:10" in result.out
    assert "    expected  anna: messages: 3" in result.out
    assert "    actual    messages: 2" in result.out
    assert "    why       entered Sat 2026-03-28 19:00" in result.out
    assert "✓ rows [Anna's score is low]" in result.out
    assert result.out.splitlines()[-1] == "3 passed, 2 failed"
    assert "\x1b" not in result.out
    assert "\x00" not in result.out
    assert "two visits" not in result.out, "a timeline without expectations is no test"


def test_it_is_told_how_many_more_do_not_hold(suite: Shell, inside: Inside) -> None:
    suite.write(
        "b-bad.yaml",
        BAD.replace(
            "then:\n", "then:\n  - {customer: anna, messages: 7}\n  - {customer: ben, messages: 7}\n"
        ),
    )
    out = inside("test", "b-bad.yaml", expect=1).out
    assert "    and       2 more expectations do not hold" in out
    assert "more" not in inside("test", "c-rows.yaml", expect=1).out


def test_the_json_is_as_it_was_promised(suite: Shell, inside: Inside) -> None:
    found: dict[str, Any] = json.loads(inside("test", "a-good.yaml", "b-bad.yaml", "--json", expect=1).out)
    assert list(found) == ["passed", "failed", "scenarios"]
    assert (found["passed"], found["failed"]) == (1, 1)
    good, bad = found["scenarios"]
    assert good == {
        "file": "a-good.yaml",
        "line": 2,
        "name": "a visit",
        "ok": True,
        "expected": None,
        "actual": None,
        "why": None,
    }
    assert list(bad) == list(good)
    assert (bad["line"], bad["ok"], bad["expected"]) == (10, False, "anna: messages: 3")
    assert bad["actual"].startswith("messages: 2")
    assert bad["why"].startswith("entered Sat 2026-03-28 19:00")


def test_all_hold(suite: Shell, inside: Inside) -> None:
    assert inside("test", "a-good.yaml").out == "✓ a visit\n1 passed\n"


def test_by_name_title_and_rule(suite: Shell, inside: Inside) -> None:
    assert inside("test", ".", "-k", "LOW").out == "✓ rows [Anna's score is low]\n1 passed\n"
    assert inside("test", ".", "-k", "hears from us", "--rule", "F-6").out == "✓ a visit\n1 passed\n"
    assert inside("test", ".", "--rule", "F-9", expect=1).out.endswith("0 passed, 1 failed\n")
    assert inside("test", ".", "--rule", "F-99", expect=2).line == "no scenario is as -k and --rule say"


def test_files_that_cannot_be_read_are_named_and_the_others_played(suite: Shell, inside: Inside) -> None:
    suite.write("b-bad.yaml", GOOD.replace("passages", "pasages").replace("messages: 2", "messages: -2"))
    suite.write("d-worse.yaml", "flowrig: scenario/1\n  x: {")
    result = inside("test", ".", expect=2)
    assert result.err.splitlines() == [
        "b-bad.yaml:9:35: unknown key 'pasages': did you mean 'passages'?",
        "b-bad.yaml:10:32: a whole number is asked for here, 0 or more",
        *[line for line in result.err.splitlines() if line.startswith("d-worse.yaml:2:")],
    ]
    assert "✓ a visit" in result.out
    assert result.out.splitlines()[-1] == "3 passed, 1 failed, 2 files could not be read"
    found = json.loads(inside("test", ".", "--json", expect=2).out)
    assert (found["passed"], found["failed"]) == (3, 1)


@pytest.mark.rule("W-6")
def test_a_customer_who_never_was_is_no_silent_pass(suite: Shell, inside: Inside) -> None:
    suite.write("x.yaml", GOOD.replace("customer: anna, messages: 2", "customer: ana, messages: 0"))
    result = inside("test", "x.yaml", expect=2)
    assert result.line == "x.yaml:10:16: there is no customer 'ana': did you mean 'anna'?"


def test_a_scenario_that_expects_nothing_fails(suite: Shell, inside: Inside) -> None:
    suite.write("x.yaml", GOOD[: GOOD.index("then:")])
    assert "something to prove (then)" in inside("test", "x.yaml", expect=1).out


def test_a_refused_change_is_a_departure_at_its_line(suite: Shell, inside: Inside) -> None:
    suite.write("x.yaml", GOOD.replace("template: visit", "template: nonsense"))
    result = inside("test", "x.yaml", expect=1)
    assert "x.yaml:7" in result.out
    assert "expected  the change is applied" in result.out
    assert "'nonsense'" in result.out


def test_the_first_departure_is_the_first_in_time(suite: Shell, inside: Inside) -> None:
    early = "  - {at: 2026-03-28 19:00, flow: hello, block: day, inside: 2}\n"
    suite.write("x.yaml", BAD + early)
    result = inside("test", "x.yaml", expect=1)
    assert "x.yaml:11" in result.out
    assert "expected  Sat 2026-03-28 19:00: hello, block day: inside: 2" in result.out


def test_what_there_is_not(suite: Shell, inside: Inside) -> None:
    assert "no such file or folder" in inside("test", "nix", expect=2).line
    (suite.folder / "empty").mkdir()
    assert "there are no scenarios" in inside("test", "empty", expect=2).line
    assert "mere traffic" in inside("test", "scenario.yaml", expect=2).line
    assert "no flowrig file" in inside("test", "notes.yaml", expect=2).line.replace("this is ", "")


def test_junit(suite: Shell, inside: Inside) -> None:
    suite.write("d-worse.yaml", "flowrig: scenario/1\nscenario: x\nthen: 3\n")
    inside("test", ".", "--junit", "out.xml", expect=2)
    root = ElementTree.fromstring((suite.folder / "out.xml").read_bytes())
    (suite_of,) = root
    assert (suite_of.get("tests"), suite_of.get("failures"), suite_of.get("errors")) == ("6", "2", "1")
    found = list(suite_of)
    assert [case.get("name") for case in found][:2] == ["a visit", "a wrong one"]
    red = next(case for case in found if "<&>" in (case.get("name") or ""))
    assert red.get("name") == "rows [\ufffd[31mred <&> \ufffd]"
    failure = found[1].find("failure")
    assert failure is not None
    assert "b-bad.yaml:10" in (failure.text or "")
    error = found[-1].find("error")
    assert error is not None
    assert "d-worse.yaml:3:7" in (error.text or "")


def test_a_report_replaces_none_of_the_scenarios(suite: Shell, inside: Inside) -> None:
    before = suite.files()
    assert "would replace" in inside("test", ".", "--junit", "a-good.yaml", expect=2).line
    assert suite.files() == before


def test_it_leaves_nothing_behind(suite: Shell, inside: Inside) -> None:
    before = suite.files()
    inside("test", ".", expect=1)
    assert suite.files() == before


def test_several_processes_print_the_same(suite: Shell) -> None:
    alone = suite("test", ".", expect=1)
    assert suite("test", ".", "--jobs", "2", expect=1).out == alone.out


def test_names_are_looked_up_in_the_workspace_named(suite: Shell, inside: Inside) -> None:
    inside(
        "run",
        "hello.yaml",
        "--world",
        "world.yaml",
        "--scenario",
        "scenario.yaml",
        "--workspace",
        "w.flowrig",
    )
    suite.write("x.yaml", GOOD.replace("world.yaml", "nix"))
    assert "there is no workspace" in inside("test", "x.yaml", expect=2).line
    assert "there is no world 'nix'" in inside("test", "x.yaml", "--workspace", "w.flowrig", expect=2).line


@pytest.mark.parametrize("no_color", [False, True])
def test_colours_only_where_they_are_wanted(
    suite: Shell, inside: Inside, monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("app.cli.test.sys.stdout.isatty", lambda: True)
    assert ("\x1b[32m" in inside("test", "a-good.yaml").out) is not no_color


def test_a_scenario_plays_like_any_other_run(suite: Shell, inside: Inside) -> None:
    out = inside("run", "--scenario", "a-good.yaml", "--workspace", "w.flowrig", "--json").out
    assert json.loads(out)["flows"]["hello"]["entered"] == 1


REFUSED = """\
  - {after: 1h, do: flow.resume, flow: hello, refused: is Active}
  - {after: 1h, do: flow.pause, flow: hello, refused: is Paused}
  - {after: 1h, do: customer.create, customer: anna, refused: so it is said}
then:"""

RUN = ("run", "--scenario", "a-good.yaml", "--workspace", "w.flowrig")


@pytest.mark.rule("F-15")
def test_what_must_be_refused_is_tried_by_a_run(suite: Shell, inside: Inside) -> None:
    suite.write("a-good.yaml", GOOD.replace("then:", REFUSED))
    plain = json.loads(inside("run", "--scenario", "b-bad.yaml", "--workspace", "v.flowrig", "--json").out)
    found = inside(*RUN)
    told = found.out[found.out.index("what had to be refused") :].splitlines()
    assert "  ✓ Sat 2026-03-28 20:00  flow.resume: flow: the flow 'hello' is Active" in told[1]
    assert told[2] == "  ✗ Sat 2026-03-28 21:00  flow.pause: it was done"
    assert told[3].startswith("  ✗ Sat 2026-03-28 22:00  customer.create: customer: ")
    assert told[4].startswith("run ")
    first, second = found.err.splitlines()
    assert first == 'a-good.yaml:9:5: this must be refused with "is Paused", and it was done'
    assert second.startswith(
        'a-good.yaml:10:5: this must be refused with "so it is said", and the reason is "'
    )
    # The run itself is as it was without them.
    again = json.loads(inside(*RUN, "--json").out)
    refusals = again.pop("refusals")
    assert again | {"run": plain["run"]} == plain
    assert [one["ok"] for one in refusals] == [True, False, False]
    assert refusals[1] == {
        "at": "2026-03-28T21:00:00+01:00",
        "do": "flow.pause",
        "refused": "is Paused",
        "actual": None,
        "ok": False,
    }


def test_a_sweep_tells_what_was_not_refused(suite: Shell, inside: Inside) -> None:
    tail = "  - {after: 1h, do: flow.resume, flow: hello, refused: is Active, mark: again}\nthen:"
    pause = "  - {at: 2026-03-28 22:00, do: flow.pause, flow: hello}\nthen:"
    suite.write("a-good.yaml", GOOD.replace("then:", tail).replace("then:", pause).split("then:")[0])
    words = ("sweep", "a-good.yaml", "--change", "again", "--over", "4h", "--step", "1h")
    lines = inside(*words).out.splitlines()
    assert "Sat 2026-03-28 18:00 to Sat 2026-03-28 21:00" in lines
    assert "  ✓ all as expected" in lines
    assert lines[-1] == '  ✗ flow.resume must be refused with "is Active": it was done'
    found = json.loads(inside(*words, "--json").out)
    assert [(one["ok"], one["must_be_refused"]) for one in found["stretches"]] == [
        (True, [True]),
        (False, [False]),
    ]


def test_what_comes_after_the_end_of_a_run_is_not_tried(suite: Shell, inside: Inside) -> None:
    suite.write("a-good.yaml", GOOD.replace("then:", REFUSED))
    found = inside(*RUN, "--until", "2026-03-28 20:30")
    assert "flow.resume" in found.out
    assert "flow.pause" not in found.out
    assert found.err == "2 entries that must be refused come after the run's end: they were not tried\n"


def test_parts_count_in_a_run_too(suite: Shell, inside: Inside) -> None:
    parts = "given: {parts: {customers: {anna: {fields: {score: 50}}}}, world"
    suite.write("x.yaml", GOOD.replace("given: {world", parts))
    out = inside("run", "--scenario", "x.yaml", "--workspace", "w.flowrig", "--json").out
    assert json.loads(out)["flows"]["hello"]["blocks"]["low"]["left"] == {"yes": 0, "no": 1}


def test_sweep_finds_the_flip(suite: Shell, inside: Inside) -> None:
    edit = "do: customer.set_field, customer: anna, fields: {score: 99}"
    rise = f"  - {{at: 2026-03-30 12:00, {edit}, mark: rise}}\n"
    suite.write("x.yaml", GOOD.replace("then:\n", f"{rise}then:\n"))
    words = ("sweep", "x.yaml", "--change", "rise", "--over", "2d", "--step", "1h")
    lines = inside(*words).out.splitlines()
    assert lines[0].endswith("customer.set_field, which stands at Mon 2026-03-30 12:00, at 49 moments")
    assert "Sun 2026-03-29 12:00 to Sun 2026-03-29 19:00" in lines
    assert "Sun 2026-03-29 20:00 to Tue 2026-03-31 12:00" in lines
    found = json.loads(inside(*words, "--json").out)
    assert [one["ok"] for one in found["stretches"]] == [False, True]
    assert (found["change"], found["moments"]) == (2, 49)
    assert json.loads(inside("sweep", "x.yaml", "--change", "2", *words[4:], "--json").out) == found


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--change", "3", "--over", "1d", "--step", "1h"), "give its number from 1 to 1"),
        (("--change", "x", "--over", "1d", "--step", "1h"), "there is no change 'x'"),
        (("--change", "1", "--over", "one", "--step", "1h"), "--over one: write a length of time"),
        (("--change", "1", "--over", "1d", "--step", "0m"), "the step is nothing"),
        (("--change", "1", "--over", "300d", "--step", "1m"), "10,000 are the most"),
        (("--change", "1", "--over", "1d", "--step", "1h", "--example", "x"), "there is no example 'x'"),
    ],
)
def test_sweep_says_what_is_wrong(suite: Shell, inside: Inside, words: tuple[str, ...], line: str) -> None:
    assert line in inside("sweep", "a-good.yaml", *words, expect=2).line


def test_the_examples_of_the_documentation_hold(tmp_path: Path, inside: Inside, shell: Shell) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "scenarios.md"
    shutil.copytree(SCENARIOS, tmp_path / "scenarios")
    folder = tmp_path / "scenarios" / "docs"
    folder.mkdir()
    parts = page.read_text("utf-8").split("```yaml scenario\n")[1:]
    for n, part in enumerate(parts):
        (folder / f"{n}.yaml").write_text(part.split("```")[0], "utf-8")
    assert inside("test", str(folder)).out.splitlines()[-1] == "4 passed"

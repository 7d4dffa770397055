"""The command line, as its fixed interface says."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, Shell

RUN = ("run", "hello.yaml", "--scenario", "scenario.yaml", "--workspace", "w.flowrig")


@pytest.mark.rule("R-1")
def test_run_prints_counts_as_json(shell: Shell) -> None:
    found = json.loads(shell(*RUN, "--json", "--run-name", "one").out)
    assert found["run"] == "one"
    flow = found["flows"]["hello"]
    assert {
        key: flow[key] for key in ("entered", "inside", "finished", "launched", "stopped", "did_not_enter")
    } == {
        "entered": 2,
        "inside": 0,
        "finished": 2,
        "launched": 2,
        "stopped": {},
        "did_not_enter": {},
    }
    assert flow["blocks"]["low"] == {
        "kind": "condition",
        "entered": 2,
        "inside": 0,
        "left": {"yes": 1, "no": 1},
        "stopped": {},
    }
    assert flow["blocks"]["day"]["left"] == {"next": 2}
    assert found["outbox"] == {"email": {"sent": 2, "not_sent": {"no_email": 1}}}


def test_run_prints_a_table(shell: Shell, inside: Inside) -> None:
    out = inside(*RUN).out
    assert out.startswith("Hello (unsaved)\n2 entered · 0 inside · 2 finished · 2 launched\n")
    assert "Say hello  " in out
    assert "no email 1" in out
    # Blocks without a title have the same name.
    shell.write("hello.yaml", FLOW.replace("  title: Say hello\n", ""))
    out = inside(*RUN).out
    assert "Steps (mail)" in out
    assert "Steps (second)" in out
    assert "\nWait  " in out


def test_the_outbox_of_several_flows_names_them(shell: Shell, inside: Inside) -> None:
    shell.write("other.yaml", FLOW.replace("id: hello", "id: other"))
    inside("run", "hello.yaml", "other.yaml", *RUN[2:], "--run-name", "both")
    lines = inside("outbox", "--run", "both", "--workspace", "w.flowrig").out.splitlines()
    assert lines[0].split() == ["at", "customer", "flow", "block", "channel", "result", "message"]
    assert {line.split()[4] for line in lines[2:]} == {"hello", "other"}


def test_run_until_leaves_customers_inside(inside: Inside) -> None:
    found = json.loads(inside(*RUN, "--until", "2026-03-29 18:59", "--json").out)
    assert found["flows"]["hello"]["inside"] == 2
    inside(*RUN, "--until", "2026-03-28 18:59", expect=2)


def test_the_journal_is_one_line_a_visit(shell: Shell) -> None:
    shell(*RUN, "--journal", "out.jsonl")
    lines = [json.loads(line) for line in (shell.folder / "out.jsonl").read_text().splitlines()]
    assert list(lines[0]) == [
        "flow",
        "version",
        "passage",
        "customer",
        "block",
        "arrived",
        "left",
        "output",
        "stop",
    ]
    waits = [line for line in lines if line["block"] == "day"]
    assert [(line["customer"], line["arrived"], line["left"]) for line in waits] == [
        # A civil day, over the night on which the clocks change.
        ("anna", "2026-03-28T19:00:00+01:00", "2026-03-29T19:00:00+02:00"),
        ("ben", "2026-03-28T21:00:00+01:00", "2026-03-30T08:00:00+02:00"),
    ]


def test_flows_worlds_and_scenarios_come_from_the_default_workspace_too(inside: Inside) -> None:
    inside("run", "hello.yaml", "--scenario", "scenario.yaml", "--run-name", "mine")
    story = json.loads(inside("story", "--run", "mine", "--customer", "anna", "--json").out)
    assert story["passages"][0]["flow"] == "hello"


@pytest.mark.rule("R-2")
def test_story(inside: Inside) -> None:
    inside(*RUN, "--run-name", "one")
    words = ("story", "--run", "one", "--customer", "anna", "--workspace", "w.flowrig")
    visits = json.loads(inside(*words, "--json").out)["passages"][0]["visits"]
    low = next(visit for visit in visits if visit["block"] == "low")
    # The score was set to 99 a day later.
    assert low["why"]["values"]["seen"] == "3"
    assert low["output"] == "yes"
    mail = next(visit for visit in visits if visit["block"] == "mail")
    assert mail["messages"] == [{"channel": "email", "result": "sent", "body": "Hello Anna"}]
    text = inside(*words).out
    assert "waits until Sun 2026-03-29 19:00" in text
    assert "saw 3" in text
    assert (
        "there is no customer 'nobody'"
        in inside("story", "--run", "one", "--customer", "nobody", "--workspace", "w.flowrig", expect=2).line
    )


def test_outbox(shell: Shell) -> None:
    shell(*RUN, "--run-name", "one")
    words = ("outbox", "--run", "one", "--workspace", "w.flowrig")
    found = json.loads(shell(*words, "--json").out)
    assert [(m["customer"], m["block"], m["channel"], m["body"], m["result"]) for m in found] == [
        ("anna", "mail", "email", "Hello Anna", "sent"),
        ("ben", "mail", "email", None, "no_email"),
        ("anna", "second", "email", "You again", "sent"),
    ]
    assert found[0]["at"] == "2026-03-28T19:00:00+01:00"
    assert "Hello Anna" in shell(*words).out


@pytest.mark.rule("F-10", "F-12", "F-13")
def test_when(shell: Shell, inside: Inside) -> None:
    found = json.loads(
        inside("when", "hello.yaml#day", "--at", "2026-03-28 21:00", "--world", "world.yaml", "--json").out
    )
    assert found == {"leaves": "2026-03-30T08:00:00+02:00"}
    schedule = FLOW.replace(
        "event: action_issued\n    settings:\n      templates:\n      - visit",
        'schedule:\n      every: day\n      at: "02:30"',
    )
    shell.write("daily.yaml", schedule)
    found = json.loads(
        inside(
            "when",
            "daily.yaml#start",
            "--at",
            "2026-03-28 02:30",
            "-n",
            "2",
            "--world",
            "world.yaml",
            "--json",
        ).out
    )
    assert found == {"firings": ["2026-03-29T03:30:00+02:00", "2026-03-30T02:30:00+02:00"]}
    assert (
        "neither a wait nor a schedule"
        in inside("when", "hello.yaml#mail", "--at", "2026-03-28", expect=2).line
    )
    assert "no block 'x'" in inside("when", "hello.yaml#x", "--at", "2026-03-28", expect=2).line


def test_validate(shell: Shell, inside: Inside) -> None:
    inside("validate", "hello.yaml", "world.yaml", "scenario.yaml", "--world", "world.yaml")
    shell.write("bad.yaml", FLOW.replace("share: 50\n  - id: B", "share: 40\n  - id: B"))
    found = inside("validate", "bad.yaml", "--world", "world.yaml", expect=1).err.splitlines()
    (line,) = [one for one in found if "warning: " not in one]
    assert line.startswith("bad.yaml:33:3: block 'halves', branches:")
    assert "90 %" in line
    # Without a world nobody can say whether its names exist.
    assert "warning: " in inside("validate", "hello.yaml").err


@pytest.mark.parametrize("kind", ["flow", "scenario", "world", "mapping"])
def test_schema(inside: Inside, kind: str) -> None:
    found = json.loads(inside("schema", kind).out)
    assert found["type"] == "object"
    assert found["properties"]


def test_version_and_help(shell: Shell) -> None:
    assert shell("--version").out.startswith("flowrig ")
    for words in (
        [],
        ["run"],
        ["validate"],
        ["import"],
        ["story"],
        ["why"],
        ["events"],
        ["outbox"],
        ["when"],
        ["schema"],
    ):
        assert "usage: flowrig" in shell(*words, "--help").out


@pytest.mark.parametrize(
    ("words", "status", "part"),
    [
        (("run",), 2, "name at least one flow"),
        (("run", "nosuch.yaml"), 2, "nosuch.yaml"),
        (
            ("run", "hello.yaml", "--scenario", "scenario.yaml", "--until", "2020-01-01"),
            2,
            "before the start",
        ),
        (("run", "hello.yaml", "--scenario", "scenario.yaml", "--until", "tomorrow"), 2, "--until"),
        (("run", "hello.yaml", "--scenario", "scenario.yaml", "--seed", "x"), 2, "--seed"),
        (("run", "hello.yaml", "hello.yaml", "--scenario", "scenario.yaml"), 2, "named twice"),
        (("run", "hello.yaml", "--world", "world.yaml"), 2, "--from"),
        (("run", "--resume", "nothing"), 2, "there is no such file"),
        (("story", "--run", "nothing", "--customer", "x"), 2, "there is no such file"),
        (("nonsense", "--help"), 2, "nonsense"),
        (("run", "--nonsense"), 2, "--nonsense"),
        (("when", "hello.yaml", "--at", "2026-01-01"), 2, "FLOW#BLOCK"),
        (("schema", "cake"), 2, "cake"),
    ],
)
def test_what_can_be_said_wrongly_is_one_line(
    inside: Inside, words: tuple[str, ...], status: int, part: str
) -> None:
    # With the sample shop it would take a second each.
    where = () if "--help" in words or words[:1] == ("schema",) else ("--workspace", "w.flowrig")
    assert part in inside(*words, *where, expect=status).line


def test_a_refused_change_is_named_by_its_line(shell: Shell, inside: Inside) -> None:
    shell.write("bad.yaml", SCENARIO.replace("customer: ben", "customer: nobody"))
    line = inside("run", "hello.yaml", "--scenario", "bad.yaml", expect=1).line
    assert line.startswith("bad.yaml:6:")
    assert "there is no customer 'nobody'" in line


def test_runs_that_do_not_exist(inside: Inside) -> None:
    inside(*RUN, "--run-name", "one")
    for words in (
        ("run", "--resume", "x"),
        ("outbox", "--run", "x"),
        ("story", "--customer", "c", "--run", "x"),
    ):
        told = inside(*words, "--workspace", "w.flowrig", expect=2).line
        assert told.endswith("there is no run 'x': the only one is 'one'")


def test_two_runs_of_one_name_are_refused(inside: Inside) -> None:
    inside(*RUN, "--run-name", "one")
    assert "already" in inside(*RUN, "--run-name", "one", expect=2).line


def test_a_run_can_be_played_on(shell: Shell) -> None:
    whole = json.loads(shell(*RUN, "--json", "--run-name", "whole", "--journal", "whole.jsonl").out)
    shell(*RUN, "--until", "2026-03-29 00:00", "--run-name", "part")
    rest = json.loads(
        shell(
            "run",
            "--resume",
            "part",
            "--until",
            "2026-05-01",
            "--workspace",
            "w.flowrig",
            "--json",
            "--journal",
            "part.jsonl",
        ).out
    )
    assert rest["flows"] == whole["flows"]
    assert (shell.folder / "whole.jsonl").read_bytes() == (shell.folder / "part.jsonl").read_bytes()


def test_hostile_names_reach_the_terminal_as_text(shell: Shell, inside: Inside) -> None:
    for name in ("[red]x[/", "\x1b[2J"):
        quoted = json.dumps(name)
        shell.write(
            "world.yaml",
            "flowrig: world/1\nsettings:\n  action_templates:\n    visit: {}\n"
            f"customers:\n  {quoted}:\n    id: {quoted}\n",
        )
        shell.write(
            "scenario.yaml",
            "flowrig: scenario/1\nscenario: s\nworld: world.yaml\ntimeline:\n"
            f"- {{at: 2026-01-01, do: action.issue, customer: {quoted}, template: visit}}\n",
        )
        shell.write("hello.yaml", FLOW.replace("customer.field.score", "customer.orders.count"))
        inside(
            "run",
            "hello.yaml",
            "--scenario",
            "scenario.yaml",
            "--workspace",
            f"{len(name)}.flowrig",
            "--run-name",
            "r",
        )
        for words in (("outbox", "--run", "r"), ("story", "--run", "r", "--customer", name)):
            out = inside(*words, "--workspace", f"{len(name)}.flowrig").out
            assert "\x1b" not in out
            assert name.replace("\x1b", "␛") in out


def test_nothing_is_left_behind_by_a_run_that_cannot_start(shell: Shell, inside: Inside) -> None:
    shell.write("hello.yaml", FLOW.replace("cap: 100", "cap: many"))
    before = sorted(path.name for path in Path(shell.folder).iterdir())
    inside("run", "hello.yaml", "--scenario", "scenario.yaml", "--workspace", "w.flowrig", expect=1)
    left = {path.name for path in Path(shell.folder).iterdir()} - set(before)
    assert not {name for name in left if not name.startswith("w.flowrig")}


STOPS = {
    *("relevance_expired", "no_branch_matched", "limit_reached", "no_date", "flow_stopped", "block_deleted"),
    "launch_limit",
}
REFUSALS = {"launch_limit", "condition_cannot_be_applied", "too_old"}
VISIT = ["flow", "version", "passage", "customer", "block", "arrived", "left", "output", "stop"]
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


@pytest.mark.rule("R-1", "R-4")
def test_the_sample_shop_keeps_to_the_interface(shell: Shell, inside: Inside) -> None:
    flows = [path.name.removesuffix(".yaml") for path in (files("sample_data") / "shop" / "flows").iterdir()]
    run = inside(
        "run", *flows, "--scenario", "march", "--json", "--run-name", "all", "--journal", "all.jsonl"
    )
    found = json.loads(run.out)
    assert list(found) == ["run", "flows", "outbox"]
    assert set(found["flows"]) == set(flows)
    stopped, refused = set(), set()
    branches = set()
    for flow in found["flows"].values():
        assert list(flow) == [
            *("version", "entered", "inside", "finished", "launched", "stopped", "did_not_enter", "blocks")
        ]
        assert flow["entered"] == flow["inside"] + flow["finished"] + sum(flow["stopped"].values())
        stopped |= set(flow["stopped"])
        refused |= set(flow["did_not_enter"])
        for block in flow["blocks"].values():
            assert list(block) == ["kind", "entered", "inside", "left", "stopped"]
            assert block["entered"] == block["inside"] + sum(
                [*block["left"].values(), *block["stopped"].values()]
            )
            outputs = {"condition": {"yes", "no"}, "limit": {"within", "beyond"}}.get(block["kind"], {"next"})
            if not set(block["left"]) <= outputs:
                branches |= set(block["left"])
    assert stopped >= {"relevance_expired", "no_branch_matched", "limit_reached", "no_date", "flow_stopped"}
    assert stopped <= STOPS
    assert refused == REFUSALS
    assert {"other", "A", "word"} & branches
    for channel in found["outbox"].values():
        assert list(channel) == ["sent", "not_sent"]
    visits = [json.loads(line) for line in (shell.folder / "all.jsonl").read_text("utf-8").splitlines()]
    assert len(visits) == sum(
        block["entered"] for flow in found["flows"].values() for block in flow["blocks"].values()
    )
    for visit in visits:
        assert list(visit) == VISIT
        assert INSTANT.fullmatch(visit["arrived"])
        assert visit["left"] is None or INSTANT.fullmatch(visit["left"])
        assert (visit["output"] is None) == (visit["left"] is None)
        assert visit["stop"] is None or visit["stop"] in STOPS
    messages = json.loads(inside("outbox", "--run", "all", "--json").out)
    assert len(messages) == sum(
        channel["sent"] + sum(channel["not_sent"].values()) for channel in found["outbox"].values()
    )
    for message in messages:
        assert list(message) == ["at", "customer", "block", "channel", "body", "result"]
        assert INSTANT.fullmatch(message["at"])
        assert (message["body"] is None) == (message["result"] != "sent")


def test_commands_explain_what_is_missing(shell: Shell, inside: Inside) -> None:
    assert "march" in inside("run", "welcome", expect=2).line
    assert "it has none" in inside("run", "hello.yaml", *W, expect=2).line
    assert "put changes into" in inside("run", "hello.yaml", "--scenario", nothing(shell), *W, expect=2).line
    assert (
        "there is no flow 'wellcome'" in inside("when", "wellcome#day", "--at", "2026-01-01", expect=2).line
    )
    assert (
        inside("run", "--wold", "x", expect=2).line == "flowrig run: unknown: --wold (see flowrig run --help)"
    )
    assert inside("open", "a", "b", expect=2).line == "flowrig: unknown: b (see flowrig --help)"


W = ("--workspace", "w.flowrig")


def nothing(shell: Shell) -> str:
    """A scenario in which nothing happens."""
    shell.write("nothing.yaml", SCENARIO.split("timeline")[0])
    return "nothing.yaml"


def test_when_a_flow_and_a_world_are_files_no_workspace_is_made(shell: Shell, inside: Inside) -> None:
    before = shell.files()
    out = inside("when", "hello.yaml#day", "--at", "2026-03-28 21:00", "--world", "world.yaml").out
    assert out == "leaves 2026-03-30T08:00:00+02:00\n"
    # A flow's file alone says nothing of a zone.
    out = inside("when", "hello.yaml#day", "--at", "2026-03-28T21:00:00+01:00", "--json").out
    assert json.loads(out) == {"leaves": "2026-03-30T08:00:00+00:00"}
    assert shell.files() == before

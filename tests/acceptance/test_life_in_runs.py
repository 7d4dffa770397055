"""What is done to flows in a run, at the shell: told by run, story, why, outbox and sweep."""

import json
import shutil
from pathlib import Path

import pytest

import sample_data
from tests.acceptance.inside import Inside
from tests.acceptance.shell import Shell

SCENARIOS = Path(sample_data.__file__).parent / "scenarios"
IN = ("--workspace", "w.flowrig")


@pytest.fixture
def life(shell: Shell) -> Path:
    """The sample scenarios of the life of a flow, in a folder of their own."""
    for name in ("life", "flows"):
        shutil.copytree(SCENARIOS / name, shell.folder / name)
    shutil.copy(SCENARIOS / "world.yaml", shell.folder / "world.yaml")
    return shell.folder / "life"


@pytest.mark.rule("F-17", "F-18", "F-19", "R-1")
def test_run_tells_what_was_done_and_what_is_gone(life: Path, inside: Inside) -> None:
    words = ("run", "--scenario", "life/f-18-a-deleted-wait.yaml", *IN)
    out = inside(*words).out
    assert "Two waits (version 2)" in out
    told = [" ".join(line.split()) for line in out.splitlines()]
    assert "A day gone (version 1) 3 0 next 1 block deleted 2" in told
    assert "Twelve hours wait 2 0 next 2" in told
    at = told.index("what was done to the flows")
    assert told[at + 1 : at + 3] == [
        "Tue 2026-03-03 12:00 two-waits: a draft was made (Active)",
        "Tue 2026-03-03 12:00 two-waits: launched as version 2 (Active)",
    ]
    found = json.loads(inside(*words, "--json").out)
    day = found["flows"]["two-waits"]["blocks"]["day"]
    assert day["stopped"] == {"block_deleted": 2}
    assert (day["kind"], day["name"], day["version"]) == ("gone", "A day", 1)
    assert [(one["do"], one["status"], one["version"]) for one in found["life"]] == [
        ("flow.edit", "creating_draft", 1),
        ("flow.edit", "active", 1),
        ("flow.launch", "launching", 2),
        ("flow.launch", "active", 2),
    ]
    assert found["life"][0]["at"] == "2026-03-03T12:00:00+01:00"


@pytest.mark.rule("F-18", "R-2")
def test_story_tells_by_which_version_somebody_came(life: Path, inside: Inside) -> None:
    inside("run", "--scenario", "life/f-18-a-deleted-wait.yaml", "--run-name", "one", *IN)
    ada = inside("story", "--run", "one", "--customer", "ada", *IN).out
    assert "two-waits (version 1), entered" in ada
    assert "A day stopped at Tue 2026-03-03 12:00: its Wait was deleted in version 2" in ada
    nora = inside("story", "--run", "one", "--customer", "nora", *IN).out
    assert "Twelve hours → next at Tue 2026-03-03 22:00\n" in nora, "there by the old version"
    assert "Steps → next (version 1 → 2)" in nora
    found = json.loads(inside("story", "--run", "one", "--customer", "ada", *IN, "--json").out)
    last = found["passages"][0]["visits"][-1]
    assert (last["stop"], last["version"], last["deleted_in"]) == ("block_deleted", 1, 2)
    assert last["stopped"] == "2026-03-03T12:00:00+01:00"
    assert "Well then" in inside("outbox", "--run", "one", *IN).out


@pytest.mark.rule("F-21", "F-17", "R-3")
def test_why_says_that_it_was_paused_or_not_launched(life: Path, inside: Inside) -> None:
    inside("run", "--scenario", "life/f-15-from-draft-to-active.yaml", "--run-name", "one", *IN)

    def why(customer: str) -> str:
        return inside("why", "--run", "one", "--customer", customer, "--flow", "thanks", *IN).out

    assert "flow on              the flow was paused at Thu 2026-03-05 08:00" in why("saskia")
    assert "did not start: flow on? no" in why("saskia")
    early = why("ada")
    assert "nothing that concerns this customer and this flow" in early
    assert "Tue 2026-03-03 12:00  thanks: launched as version 1 (Active)" in early
    assert "started (passage" in why("dora")


@pytest.mark.rule("E-39", "R-3")
def test_why_names_the_moment_at_which_it_was_off(life: Path, inside: Inside) -> None:
    inside("run", "--scenario", "life/e-39-launched-too-late.yaml", "--run-name", "one", *IN)
    out = inside("why", "--run", "one", "--customer", "ada", "--flow", "points-available", *IN).out
    assert "the flow was off at Mon 2026-03-02 10:00, when it had to be on too" in out


@pytest.mark.rule("F-21")
def test_a_pause_is_moved_through_time(life: Path, inside: Inside) -> None:
    file = "life/f-20-an-end-that-is-moved.yaml"
    words = ("sweep", file, "--change", "the end is moved", "--over", "2d", "--step", "1h")
    out = inside(*words, "--example", "later while it is off and she waits").out
    assert "flow.set_end, which stands at Tue 2026-03-03 09:30, at 49 moments" in out
    assert "Mon 2026-03-02 09:30 to Tue 2026-03-03 09:30\n  how-was-it, ada: finished" in out
    assert "Tue 2026-03-03 10:30 to Wed 2026-03-04 09:30\n  how-was-it, ada: stopped (flow stopped)" in out
    found = json.loads(inside(*words, "--json").out)
    assert found["change"] == 3


@pytest.mark.rule("F-15")
def test_what_is_not_possible_stands_at_its_place(life: Path, inside: Inside) -> None:
    path = life / "f-17-the-launched-version-runs-on.yaml"
    path.write_text(path.read_text("utf-8").replace("do: flow.launch", "do: flow.resume"), "utf-8")
    line = inside("run", "--scenario", f"life/{path.name}", *IN, expect=1).line
    assert line.startswith(f"life/{path.name}:")
    assert "'how-was-it' is Active, resuming it is not possible" in line


@pytest.mark.rule("F-17")
def test_flows_and_a_world_of_ones_own_with_the_deeds_of_a_scenario(life: Path, inside: Inside) -> None:
    """What is named in the command takes the place of what is given; what is done stays."""
    words = ("run", "flows/how-was-it.yaml", "--world", "world.yaml")
    out = inside(*words, "--scenario", "life/f-17-the-launched-version-runs-on.yaml", *IN).out
    assert "launched as version 1 (Active)" in out
    assert "How was it? (version 1)" in out


@pytest.mark.rule("F-25")
def test_a_scenario_may_begin_with_drafts_alone(life: Path, inside: Inside) -> None:
    out = inside("run", "--scenario", "life/e-39-launched-too-late.yaml", *IN).out
    assert "run e-39-launched-too-late: " in out
    assert "1 entered" in out


@pytest.mark.rule("F-20")
def test_an_end_that_is_moved_says_to_when_and_when_it_passed(life: Path, inside: Inside) -> None:
    words = ("run", "--scenario", "life/f-20-at-its-end.yaml", "--run-name", "one", *IN)
    out = inside(*words).out
    lines = (
        "Mon 2026-03-02 08:00  how-was-it: its end was moved to Tue 2026-03-03 12:00 (Active)",
        "Tue 2026-03-03 12:00  how-was-it: its end passed (Paused)",
    )
    assert "  " + "\n  ".join(lines) in out
    why = inside("why", "--run", "one", "--customer", "nora", "--flow", "how-was-it", *IN).out
    assert "  " + "\n  ".join(lines) in why
    found = json.loads(inside(*words[:3], "--run-name", "two", *IN, "--json").out)["life"]
    assert [(one["number"], one["do"], one.get("to")) for one in found] == [
        (1, "flow.set_end", "2026-03-03T12:00:00+01:00"),
        (None, "flow.end", None),
    ]
    assert found[1]["at"] == "2026-03-03T12:00:00+01:00"
    story = ("story", "--run", "one", "--customer", "ben", *IN)
    stopped = "stopped at Tue 2026-03-03 13:00: flow stopped, its end (Tue 2026-03-03 12:00) had passed"
    assert stopped in inside(*story).out
    visit = json.loads(inside(*story, "--json").out)["passages"][0]["visits"][-1]
    assert visit["off"] == {"why": "ended", "at": "2026-03-03T12:00:00+01:00"}


@pytest.mark.rule("F-20")
def test_an_end_that_is_moved_in_time_does_not_pass(life: Path, inside: Inside) -> None:
    path = life / "f-20-an-end-that-is-moved.yaml"
    text = path.read_text("utf-8").replace(
        "later while it is on, moved: 2026-03-02 12:00, to: 2026-03-10",
        "x, moved: 2026-03-02 12:00, to: null",
    )
    path.write_text(text, "utf-8")
    out = inside("run", "--scenario", f"life/{path.name}", *IN).out
    assert "Mon 2026-03-02 12:00  how-was-it: its end was removed (Active)" in out
    assert "its end passed" not in out


@pytest.mark.rule("F-21", "R-2")
def test_story_says_since_when_the_flow_was_paused(life: Path, inside: Inside) -> None:
    path = life / "f-21-a-pause-and-a-wait.yaml"
    path.write_text(path.read_text("utf-8").replace("2026-03-03 09:59:59", "2026-03-03 12:00"), "utf-8")
    inside("run", "--scenario", f"life/{path.name}", "--run-name", "one", *IN)
    out = inside("story", "--run", "one", "--customer", "ada", *IN).out
    assert "flow stopped, paused since Mon 2026-03-02 12:00" in out

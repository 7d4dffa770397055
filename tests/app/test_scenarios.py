"""A scenario on the screen: its captions, its stops, what it expects; real keys, a real file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.app import FlowrigApp
from app.editing.settings import SetField
from app.flow.screen import FlowScreen
from app.session.script import Caption, Script, script_of
from app.session.session import Session
from app.staging import staged
from app.start import opening
from engine.scenario import Scenario
from engine.time.civil import Zone
from storage.files import read_scenario, scenario_file
from storage.given import Library, cases
from storage.problems import BadFile
from storage.workspace import Workspace
from tests.app.running import Driver

STORY = """\
flowrig: scenario/1
scenario: twice
title: Two visits, and a mail for each
given:
  parts:
    settings: {time_zone: Europe/Berlin, action_templates: {visit: {}}}
    customers: {ada: {email: {value: ada@example.com}, subscriptions: {main: subscribed}}}
  flows:
    - id: hello
      blocks:
        - {id: start, kind: launch, trigger: {event: action_issued, settings: {templates: [visit]}}}
        - {id: mail, kind: steps, actions: [{do: send_email, subject: "Hello ${word}", body: Welcome}]}
      connections: [{from: start, output: next, to: mail}]
  start: 2026-03-02 08:00
when:
  - {at: 2026-03-02 10:00, do: action.issue, customer: ada, template: visit, say: Ada comes by.}
  - pause: true
  - {after: 1d, do: action.issue, customer: ada, template: visit, say: "She comes again, [b]boldly[/b]."}
then:
  - {at: 2026-03-03 10:00, flow: hello, customer: ada, passages: 2, inside: 0, stopped: {loop: 0}}
  - {customer: ada, messages: 3, text: {contains: "${word}"}}
examples:
  - {name: plain, word: world}
  - {name: loud, word: WORLD}
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "twice.yaml"
    path.write_text(STORY)
    return path


@asynccontextmanager
async def telling(
    path: Path, example: str | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Driver]:
    with staged(path, example) as (workspace, begins):
        session = Session(lambda say: opening(workspace, say))
        app = FlowrigApp(session, animate=False, story=begins, scenario=path.name)
        try:
            async with app.run_test(size=size) as pilot:
                driver = Driver(app, pilot)
                await driver.until(lambda: isinstance(app.screen, FlowScreen) and driver.flow.editor)
                yield driver
        finally:
            session.close()


async def test_it_stands_at_its_beginning_and_stops_where_it_says(story: Path) -> None:
    async with telling(story) as driver:
        await driver.sees("Two visits, and a mail for each [plain]", "2026-03-02 08:00:00")
        await driver.press("d")
        await driver.until(lambda: driver.flow.shown.state == "paused" and driver.flow.shown.caption)
        # The next midnight was asked for; the scenario has the screen stop before.
        await driver.sees("Ada comes by.", "Mon 2026-03-02 10:00:00")
        await driver.press("d", "d")
        await driver.sees("She comes again, [b]boldly[/b].", "All played")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_was_expected_is_shown_with_what_came_of_it(story: Path, size: tuple[int, int]) -> None:
    async with telling(story, "loud", size) as driver:
        await driver.sees("[loud]")
        await driver.press("t")
        await driver.sees(
            "1 of 2 hold",
            "holds",
            "Tue 2026-03-03 10:00, hello, ada: passages 2, inside 0,",
            "stopped loop 0",
            "differs",
            "but messages: 2",
            "why entered Tue 2026-03-03 10:00",
            "entered for the",
        )
        await driver.press("escape")
        assert isinstance(driver.app.screen, FlowScreen)


async def test_step_by_step_nothing_that_is_said_is_passed_over(story: Path) -> None:
    quiet = (
        "- {at: 2026-03-02 12:00, do: customer.set, customer: ada, zone: null, say: Nothing comes of this.}"
    )
    story.write_text(STORY.replace("  - pause: true\n", f"  {quiet}\n"))
    async with telling(story) as driver:
        for said, at in (
            ("Ada comes by.", "Mon 2026-03-02 10:00:00"),
            ("Nothing comes of this.", "Mon 2026-03-02 12:00:00"),
            ("She comes again", "2026-03-03 12:00:00"),
        ):
            await driver.press("n")
            await driver.sees(said, at)


async def test_it_starts_again_from_its_beginning(story: Path) -> None:
    async with telling(story) as driver:
        await driver.press("t")
        await driver.sees("1 of 2 hold")
        await driver.press("escape", "n", "n", "n")
        await driver.sees("All played")
        for _ in range(2):
            await driver.press("r")
            await driver.sees("2026-03-02 08:00:00")
            await driver.press("n")
            await driver.sees("Ada comes by.", "Mon 2026-03-02 10:00:00")


async def test_changes_that_must_be_refused_are_among_what_was_expected(story: Path) -> None:
    wrong = "- {at: 2026-03-04 10:00, do: action.issue, customer: ada, template: visit, refused: nobody}"
    story.write_text(STORY.replace("then:", f"  {wrong}\nthen:"))
    async with telling(story) as driver:
        await driver.press("t")
        await driver.sees("1 of 3 hold", "Wed 2026-03-04 10:00, action.issue: refused", "it was applied")


async def test_the_workspace_of_a_scenario_is_gone_afterwards(story: Path) -> None:
    with staged(story, None) as (workspace, begins):
        assert begins == ("hello", True)
        assert workspace.exists()
    assert not workspace.parent.exists()


def test_an_example_that_is_not_there_is_refused(story: Path) -> None:
    with pytest.raises(BadFile, match="choose one of plain, loud"), staged(story, "quiet"):
        pass


DRAFT = """\
flowrig: flow/1
id: {id}
blocks:
  - {{id: start, kind: launch, trigger: {{event: action_issued, settings: {{templates: [visit]}}}}}}
  - {{id: {block}, kind: steps, actions: [{{do: send_email, subject: Hello from {block}, body: Welcome}}]}}
connections: [{{from: start, output: next, to: {block}}}]
"""

DEEDS = """\
  - {after: 1h, do: flow.edit, flow: hello, file: newer.yaml}
  - {after: 1h, do: flow.launch, flow: hello}
  - {do: flow.launch, flow: later}
  - {do: flow.resume, flow: hello, refused: is Active}
"""


@pytest.mark.rule("F-17", "F-25")
async def test_what_is_done_to_flows_is_done_on_the_screen(story: Path) -> None:
    (story.parent / "newer.yaml").write_text(DRAFT.format(id="hello", block="letter"))
    (story.parent / "later.yaml").write_text(DRAFT.format(id="later", block="more"))
    text = STORY.replace("  start: 2026", "  drafts: [later.yaml]\n  start: 2026")
    text = text.replace("  - pause: true\n", DEEDS).replace("[b]boldly[/b]", "boldly")
    story.write_text(text.replace("flow: hello, customer: ada, passages: 2", "flow: hello, version: 2"))
    async with telling(story) as driver:
        await driver.press("n")
        await driver.sees("Ada comes by.", "Mon 2026-03-02 10:00:00")
        for said, at in (
            ("'hello': a draft was made.", "Mon 2026-03-02 11:00:00"),
            ("'hello': launched. 'later': launched.", "Mon 2026-03-02 12:00:00"),
            ("She comes again, boldly", "2026-03-03 12:00:00"),
        ):
            await driver.press("n")
            await driver.sees(said, at)
        await driver.press("t")
        await driver.sees("2 of 3 hold", "flow.resume: refused")


@pytest.mark.rule("F-17", "F-25")
async def test_a_flow_that_is_launched_later_is_looked_at_from_the_start(story: Path) -> None:
    text = STORY.replace("  flows:", "  drafts:")
    launch = "  - {at: 2026-03-02 12:00, do: flow.launch, flow: hello}\n"
    story.write_text(text.replace("  - pause: true\n", launch).replace("passages: 2", "passages: 1"))
    async with telling(story) as driver:
        await driver.press("n")
        await driver.sees("Ada comes by.", "Mon 2026-03-02 10:00:00")
        assert driver.flow.shown.flows["hello"].entered == 0
        await driver.press("n")
        await driver.sees("'hello': launched.")
        await driver.press("n")
        await driver.sees("She comes again")
        await driver.until(lambda: driver.flow.shown.flows["hello"].entered == 1)


@pytest.mark.rule("F-17", "F-25")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_draft_that_is_not_finished_is_played_where_the_scenario_gives_it(
    story: Path, size: tuple[int, int]
) -> None:
    (story.parent / "newer.yaml").write_text(DRAFT.format(id="hello", block="letter"))
    text = STORY.replace("  flows:", "  drafts:").replace(
        '{do: send_email, subject: "Hello ${word}", body: Welcome}', ""
    )
    text = text.replace("at: 2026-03-03 10:00, flow", "at: 2026-03-03 12:00, flow")
    text = text.replace(', text: {contains: "${word}"}', "").replace("  - {name: loud, word: WORLD}\n", "")
    text = (
        text.replace("[b]boldly[/b]", "${word}")
        .replace("passages: 2", "passages: 1")
        .replace("messages: 3", "messages: 1")
    )
    story.write_text(text.replace("  - pause: true\n", DEEDS.split("  - {do: flow.launch, flow: later}")[0]))
    async with telling(story, size=size) as driver:
        await driver.sees("2026-03-02 08:00:00")
        for said in ("Ada comes by.", "'hello': a draft was made.", "'hello': launched."):
            await driver.press("n")
            await driver.sees(said)
        await driver.press("n")
        await driver.until(lambda: driver.flow.shown.flows["hello"].entered == 1)
        # And from the beginning again, still unfinished as it is.
        await driver.press("r")
        await driver.sees("2026-03-02 08:00:00")
        await driver.press("t")
        await driver.sees("2 of 2 hold")


@pytest.mark.rule("F-17", "F-19")
async def test_a_version_that_only_the_scenario_launched_can_be_opened(story: Path) -> None:
    (story.parent / "newer.yaml").write_text(DRAFT.format(id="hello", block="letter"))
    (story.parent / "later.yaml").write_text(DRAFT.format(id="later", block="more"))
    text = STORY.replace("  start: 2026", "  drafts: [later.yaml]\n  start: 2026")
    story.write_text(text.replace("  - pause: true\n", DEEDS))
    async with telling(story) as driver:
        for _ in range(4):
            at = driver.flow.shown.now
            await driver.press("n")
            await driver.until(lambda at=at: driver.flow.shown.now > at)  # type: ignore[misc]
        await driver.press("n", "4")
        await driver.sees("Hello from let")
        await driver.press("7")
        await driver.sees("Version 2  Active, in the run alone", "Version 1")
        told = " ".join(" ".join(driver.lines()).split())
        assert "in the run: from Mon 2026-03-02 12:00, 1 customer entered" in told
        assert "in the run: from its start to Mon 2026-03-02 12:00, 1 customer entered" in told
        await driver.press("home", "enter")
        await driver.until(lambda: driver.flow.opened is not None)
        assert "letter" in driver.flow.canvas.ids
        await driver.sees("as they stand in the run now", "1 in")


@pytest.mark.rule("F-17", "F-25")
def test_a_scenario_is_kept_with_all_its_drafts(story: Path) -> None:
    """Once it is in a workspace, no file is needed any more."""
    (story.parent / "newer.yaml").write_text(DRAFT.format(id="hello", block="letter"))
    (story.parent / "later.yaml").write_text(DRAFT.format(id="later", block="more"))
    text = STORY.replace("  start: 2026", "  drafts: [later.yaml, {id: hello}]\n  start: 2026")
    story.write_text(text.replace("  - pause: true\n", DEEDS))
    [first, _] = cases(scenario_file(story), story.parent, Library())
    with staged(story, None) as (path, _), Workspace.open(path) as workspace:
        [kept] = cases(read_scenario(workspace.scenarios.text("twice"), "twice"), None, Library(workspace))
        assert kept.inputs.drafts == first.inputs.drafts
        assert [entry.deed for entry in kept.inputs.entries] == [entry.deed for entry in first.inputs.entries]
        flows = {entry.id: (entry.status, entry.draft_status) for entry in workspace.flows.entries()}
        assert flows == {"hello": ("active", None), "later": ("ready", None)}


@pytest.mark.rule("F-20", "F-21", "F-22")
def test_a_script_says_of_what_is_done_to_flows_what_that_was() -> None:
    zone = Zone("Europe/Berlin")
    scenario = Scenario.model_validate(
        {
            "flowrig": "scenario/1",
            "scenario": "deeds",
            "when": [
                {"at": "2026-03-02 10:00", "do": "flow.pause", "flow": "ask", "say": "Time for a pause."},
                {"after": "1h", "do": "flow.set_end", "flow": "ask", "to": "2026-03-09"},
                {"after": "1h", "do": "flow.set_start", "flow": "other"},
                {"after": "1h", "do": "flow.duplicate", "flow": "ask", "new": "twin"},
                {"after": "1h", "do": "flow.launch", "flow": "ask", "version": 7},
                {"after": "1h", "do": "flow.pause", "flow": "nobody", "refused": "there is no flow"},
            ],
        },
        context={"zone": zone},
    )
    script = script_of(scenario, scenario.timed(zone), zone, {"ask": "How was it?"}, str.title)
    assert script is not None
    assert [caption.text for caption in script.captions] == [
        "Time for a pause.",
        "'How was it?': its end was moved to Mon 2026-03-09 00:00.",
        "'other': its start was removed.",
        "'How was it?': duplicated as twin.",
        "'How was it?': launched as version 7.",
    ]


def test_a_script_says_what_was_said_last() -> None:
    script = Script("t", (Caption(5, "a"), Caption(9, "b"), Caption(9, "c")), (5, 9), 0)
    assert [script.said(now) for now in (4, 5, 8, 9)] == ["", "a", "a", "b c"]
    assert [script.next_stop(after) for after in (4, 5, 9)] == [5, 9, None]


async def test_what_cannot_be_done_to_a_flow_ends_the_run_with_its_reason(story: Path) -> None:
    not_possible = "- {at: 2026-03-02 12:00, do: flow.resume, flow: hello}"
    story.write_text(STORY.replace("  - pause: true\n", f"  {not_possible}\n"))
    async with telling(story) as driver:
        await driver.press("d", "d")
        await driver.until(lambda: driver.flow.shown.state == "failed")
        # A long sentence is told to its end.
        await driver.sees("refused: the flow 'hello' is Active", "at Mon 2026-03-02 12:00", "duplicating it")


async def test_what_is_edited_in_a_scenario_is_said_not_to_be_kept(story: Path) -> None:
    async with telling(story) as driver:
        assert "not kept" in driver.header
        await driver.press("down", "x")
        await driver.said("edits go when you leave")
        assert "not kept" in driver.header
        await driver.press("ctrl+q")
        await driver.sees("Leave the scenario?", "ctrl+e writes a flow to a file")
        await driver.press("enter")
        assert driver.app.is_running
        await driver.press("ctrl+q", "down", "enter")
        await driver.until(lambda: not driver.app.is_running)


async def test_who_only_looked_at_a_scenario_leaves_at_once(story: Path) -> None:
    async with telling(story) as driver:
        await driver.press("d")
        await driver.until(lambda: driver.flow.shown.now > driver.flow.shown.started)
        await driver.press("ctrl+q")
        await driver.until(lambda: not driver.app.is_running)


async def test_step_by_step_what_starts_nothing_is_seen_to_come(story: Path) -> None:
    story.write_text(
        STORY.replace(
            "  - pause: true\n",
            "  - {at: 2026-03-02 11:00, do: flow.pause, flow: hello}\n"
            "  - {at: 2026-03-02 12:00, do: action.issue, customer: ada, template: visit}\n",
        )
    )
    async with telling(story) as driver:
        for words, at in (
            ("Ada comes by.", "Mon 2026-03-02 10:00:00"),
            ("paused", "Mon 2026-03-02 11:00:00"),
            ("Issue an action for ada.", "Mon 2026-03-02 12:00:00"),
            ("She comes again", "Tue 2026-03-03 12:00:00"),
        ):
            await driver.press("n")
            await driver.sees(words, at)


async def test_a_scenario_starts_again_without_a_question(story: Path) -> None:
    async with telling(story) as driver:
        await driver.press("d")
        await driver.until(lambda: driver.flow.shown.now > driver.flow.shown.started)
        await driver.press("r")
        await driver.until(lambda: driver.flow.shown.now == driver.flow.shown.started)
        driver.flow.edit(SetField("mail", ("title",), "Post"))
        await driver.press("d")
        await driver.until(lambda: driver.flow.shown.now > driver.flow.shown.started)
        await driver.press("r")
        await driver.sees("Start again?")

"""Stories as lines: what happened, when, by which way, and why."""

import pytest

from app.flow.panels.story_lines import StoryKey, StoryLines, stop_words
from app.session.requests import Told
from app.signs import BOX
from app.text import cell_width
from engine.blocks.base import Why
from engine.conditions.explaining import BranchExplained, BranchingExplained, Explained
from engine.flow.model import Flow
from engine.reports.story import Off, Story, StoryMessage, StoryPassage, StoryVisit, TurnedAway
from engine.simulation.record import Failure
from engine.time.civil import Zone
from tests.app.small_shop import ESCAPE, NASTY, greeting

ZONE = Zone("Europe/Berlin")
AT = ZONE.parse("2026-03-02 09:00")

TREE = Explained(
    "all",
    False,
    "all of",
    children=(
        Explained("leaf", True, "tier is silver", seen="silver"),
        Explained("leaf", False, f"name is {NASTY}", seen=ESCAPE),
    ),
)
BRANCHES = BranchingExplained(
    1, "Zone", "customer.zone", "is", "oslo",
    (BranchExplained("north", "Up north", False, "bergen"), BranchExplained("south", "", True, "oslo")),
)  # fmt: skip

TOLD = Told(
    "c1",
    "Anna",
    Story(
        "c1",
        True,
        [
            StoryPassage(
                "greeting",
                2,
                1,
                AT,
                [
                    StoryVisit(
                        "hello",
                        "steps",
                        "Hello",
                        AT,
                        Why("planned 2026-03-02T09:00:00+01:00"),
                        AT,
                        "next",
                        messages=(
                            StoryMessage("email", (), "no_email"),
                            StoryMessage("sms", (("text", f"Hi {NASTY}"),), None),
                        ),
                        failures=(Failure(1, AT, "c1", "greeting", 2, "hello", 0, "the pool is empty"),),
                    ),
                    StoryVisit("pause", "wait", "Sleep on it", AT, Why("1 day"), AT + 86_400, "next"),
                    StoryVisit("check", "condition", "", AT + 86_400, Why("no", TREE), AT + 86_400, "no"),
                ],
            ),
            StoryPassage(
                "other",
                1,
                7,
                AT,
                [
                    StoryVisit(
                        "x", "steps", "Late", AT, Why("too late", BRANCHES), None, None, "relevance_expired"
                    )
                ],
            ),
        ],
        [TurnedAway("greeting", 2, AT, AT, "launch_limit", Why("as often as the flow allows"))],
    ),
)


def lines(width: int) -> StoryLines:
    source = StoryLines(TOLD, {"greeting": greeting()}, ZONE, BOX)
    source.lay_out(width)
    return source


def texts(width: int = 70) -> list[str]:
    source = lines(width)
    return ["".join(text for text, _ in source.line(n)) for n in range(len(source))]


@pytest.mark.rule("R-2")
def test_every_visit_with_its_times_its_way_and_its_reason() -> None:
    found = "\n".join(texts())
    assert "Greeting  version 2" in found
    assert "planned Mon 2026-03-02 09:00" in found
    assert "email not sent: no email" in found
    assert f"SMS sent: Hi {NASTY}" in found
    assert "failed: the pool is empty" in found
    assert "Tue 2026-03-03 09:00  → next, after 1 d" in found
    assert "→ no, finished" in found
    assert "✗ all of" in found
    assert "✓ tier is silver" in found
    assert "it was silver" in found
    assert "stopped: relevance expired" in found
    assert "✓ south: oslo" in found


@pytest.mark.rule("R-3")
def test_events_that_did_not_enter_come_last_with_the_reason() -> None:
    found = texts()
    assert any("as often as the flow allows" in text for text in found[found.index("Did not enter") :])


def test_text_of_customers_is_shown_and_never_sent() -> None:
    found = "\n".join(texts())
    assert ESCAPE not in found
    assert "␛[2J" in found
    assert NASTY in found


@pytest.mark.parametrize("width", [44, 60, 74, 120])
def test_nothing_is_cut_off_in_the_panels_there_are(width: int) -> None:
    assert [text for text in texts(width) if cell_width(text) > width] == []


def test_the_cursor_begins_with_the_newest_passage_of_the_flow() -> None:
    first = lines(60).newest("greeting")
    assert first is not None
    assert (first.flow, first.passage, first.block) == ("greeting", 1, "hello")
    assert lines(60).newest("other") == StoryKey("other", 7, "x", 4)
    assert lines(60).newest("nowhere") is None


@pytest.mark.rule("F-18")
def test_a_visit_says_by_which_version_where_that_is_another_one() -> None:
    older = greeting().model_dump(mode="json", by_alias=True)
    older["blocks"][3] = {**older["blocks"][3], "id": "asked", "title": "Silver?"}
    older["connections"] = [joined for joined in older["connections"] if "check" not in joined.values()]
    visits = [
        StoryVisit("hello", "steps", "Hello", AT, Why("sent"), AT, "next", version=1),
        StoryVisit("pause", "wait", "Sleep on it", AT, Why("1 day"), AT + 86_400, "next", version=1),
        StoryVisit("check", "condition", "", AT + 86_400, Why("no"), AT + 86_400, "yes", version=2),
        StoryVisit(
            "late", "wait", "Again", AT + 86_400, Why("1 day"), stop="block_deleted", version=2, deleted_in=3
        ),
    ]
    story = Story("c1", True, [StoryPassage("greeting", 1, 1, AT, visits)])
    flows = {("greeting", 1): Flow.model_validate(older), ("greeting", 2): greeting()}
    source = StoryLines(Told("c1", "Anna", story, versions=flows), {}, ZONE, BOX)
    source.lay_out(60)
    found = ["".join(text for text, _ in source.line(n)) for n in range(len(source))]
    assert [text.strip(" │") for text in found if "version" in text] == [
        "greeting  version 1",
        "version 1 → 2",
        "removed: its Wait was deleted in version 3",
    ]
    assert not any("finished" in text for text in found)


@pytest.mark.rule("F-18", "F-20", "F-21", "R-2")
@pytest.mark.parametrize(
    ("stop", "deleted_in", "off", "words"),
    [
        ("block_deleted", 4, None, "removed Tue 2026-03-03 09:00: its Wait was deleted in version 4"),
        ("block_deleted", None, None, "removed Tue 2026-03-03 09:00: its Wait was deleted"),
        ("flow_stopped", None, None, "stopped Tue 2026-03-03 09:00: flow stopped"),
        (
            "flow_stopped",
            None,
            Off("paused", AT + 3600),
            "stopped Tue 2026-03-03 09:00: the flow was paused, since Mon 2026-03-02 10:00",
        ),
        (
            "flow_stopped",
            None,
            Off("ended", AT + 3600),
            "stopped Tue 2026-03-03 09:00: the flow's end had passed, Mon 2026-03-02 10:00",
        ),
    ],
)
def test_when_and_why_somebody_was_removed(
    stop: str, deleted_in: int | None, off: Off | None, words: str
) -> None:
    visit = StoryVisit("w", "wait", "", AT, Why("1 day"), stop=stop, deleted_in=deleted_in, off=off)
    visit.stopped = AT + 86_400
    assert stop_words(visit, ZONE) == words
    visit.stopped = AT
    assert "03-03" not in stop_words(visit, ZONE)

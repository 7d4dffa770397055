"""How a flow stands, in words: in the run's terms where one plays it."""

import pytest

from app.flow.heading import EDITED, differs, looked_at
from app.home.rows import said_of, table
from app.session.requests import FlowRow, RunStanding, Shelf, Standing
from app.standings import COLOURS, stands, stands_briefly
from engine.time.civil import Zone

ZONE = Zone("UTC")
MONDAY = ZONE.parse("2026-03-02 10:00")
DAY = 86_400

DRAFT = Standing("draft", None, 0)
READY = Standing("ready", None, 0)
ACTIVE = Standing("active", None, 3)
BESIDE = Standing("active", "ready", 3)
UNFINISHED = Standing("paused", "draft", 3)
RUNS = RunStanding("active", 3)


@pytest.mark.rule("F-15", "F-17", "F-20")
@pytest.mark.parametrize(
    ("standing", "running", "words", "briefly"),
    [
        (DRAFT, None, "Draft", "Draft"),
        (DRAFT, RunStanding("active", 0), "Draft", "Draft"),
        (READY, RunStanding("active", 1), "Active (version 1 of the run)", "Active (version 1 of the run)"),
        (READY, None, "Ready for launch", "Ready for launch"),
        (ACTIVE, None, "Active (version 3)", "Active (version 3)"),
        (ACTIVE, RunStanding("active", 2), "Active (version 2)", "Active (version 2)"),
        (BESIDE, None, "Active (version 3), draft beside: Ready", "Active, draft beside: Ready"),
        (
            BESIDE,
            RunStanding("active", 0),
            "Active (draft tried out), draft beside: Ready",
            "Active, draft beside: Ready",
        ),
        (UNFINISHED, None, "Paused, draft beside: unfinished", "Paused, draft beside: unfinished"),
        (
            ACTIVE,
            RunStanding("paused", 3, paused=True, since=MONDAY),
            "Paused since Mon 2 Mar 10:00",
            "Paused since Mon 2 Mar 10:00",
        ),
        (
            BESIDE,
            RunStanding("paused", 3, end=MONDAY),
            "Paused: its end has passed, draft beside: Ready",
            "Paused, draft beside: Ready",
        ),
        (
            ACTIVE,
            RunStanding("active", 3, start=MONDAY + 2 * DAY),
            "Starts Wed 4 Mar 10:00",
            "Starts Wed 4 Mar 10:00",
        ),
        (ACTIVE, RunStanding("active", 3, end=MONDAY + 1), "Active (version 3)", "Active (version 3)"),
    ],
)
def test_how_a_flow_stands(standing: Standing, running: RunStanding | None, words: str, briefly: str) -> None:
    said = stands(standing, running, ZONE, MONDAY)
    assert said.words == words
    assert said.tone in COLOURS
    assert stands_briefly(standing, running, ZONE, MONDAY).words == briefly


def test_a_version_that_the_run_launched_is_no_edit() -> None:
    plays = ("version 7 plays: 7 shows it", "7 plays: 7")
    assert differs(ACTIVE, RunStanding("active", 7)) == plays
    for standing, running in (
        (ACTIVE, None),
        (ACTIVE, RUNS),
        (ACTIVE, RunStanding("active", 0)),
        (BESIDE, RunStanding("active", 7)),
    ):
        assert differs(standing, running) == EDITED
    # A scenario makes drafts too: nobody need have edited what is on the canvas.
    assert differs(DRAFT, None, begins_as_draft=True)[0] == "the run has another draft of it"
    assert differs(BESIDE, RunStanding("active", 7), begins_as_draft=True) == EDITED
    assert looked_at(READY, stands(READY, RunStanding("active", 1), ZONE, MONDAY)) == "draft"
    assert looked_at(READY, stands(READY, None, ZONE, MONDAY)) == ""


def test_the_colour_follows_the_words() -> None:
    tones = {
        stands(standing, running, ZONE, MONDAY).tone
        for standing, running in (
            (DRAFT, None), (READY, None), (ACTIVE, None), (ACTIVE, RunStanding("paused", 3, paused=True)),
        )
    }  # fmt: skip
    assert len(tones) == 4


def test_the_list_of_flows_has_the_words_in_their_colour() -> None:
    rows = tuple(
        FlowRow(name, name, "", "", standing, None, None, None, 0)
        for name, standing in (("a", DRAFT), ("b", BESIDE))
    )
    shelf = Shelf("w", rows, None, 1, "")
    lines = table(rows, said_of(shelf), brands=False, now=0, empty="")
    lines.lay_out(120)
    found = [(text.strip(), style) for n in range(2) for text, style in lines.line(n)]
    assert ("Draft", "dim") in found
    assert ("Active, draft beside: Ready", "good") in found

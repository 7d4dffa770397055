"""How a flow stands, in words: in the run's terms where one plays it."""

import pytest

from app.flow.heading import EDITED, differs, heading, looked_at
from app.home.rows import said_of, table
from app.session.requests import FlowRow, RunStanding, Shelf, Standing
from app.signs import BOX
from app.standings import COLOURS, stands, stands_briefly, ways
from engine.flow.model import Flow
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
        (
            BESIDE,
            RunStanding("active", 3, start=MONDAY + 2 * DAY),
            "Starts Wed 4 Mar 10:00, draft beside: Ready",
            "Not started, draft beside: Ready",
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
    plays = ("version 7 plays: 7 shows it", "version 7 plays")
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


@pytest.mark.parametrize(
    ("standing", "running", "shows"),
    [
        (ACTIVE, RunStanding("active", 7), "version 3"),
        (ACTIVE, RUNS, ""),
        (ACTIVE, RunStanding("active", 0), "version 3"),
        (ACTIVE, RunStanding("paused", 3, paused=True), "version 3"),
        (BESIDE, RUNS, "draft"),
        (DRAFT, None, ""),
    ],
)
def test_which_version_is_looked_at_is_told_once(
    standing: Standing, running: RunStanding | None, shows: str
) -> None:
    assert looked_at(standing, stands(standing, running, ZONE, MONDAY)) == shows


@pytest.mark.parametrize(
    ("width", "told"),
    [
        (78, "‹ Asked how it was draft   ! edits not played   Active   saved"),
        (90, "‹ Asked how it was draft   ! edits not played   Active, draft beside: Ready   saved"),
        (
            118,
            "‹ Asked how it was draft   ! edited: l launches, r starts again   "
            "Active (version 3), draft beside: Ready   saved",
        ),
    ],
)
def test_the_header_says_in_words_what_there_is_room_for(width: int, told: str) -> None:
    flow = Flow(id="asked", name="Asked how it was")
    said = ways(BESIDE, RUNS, ZONE, MONDAY)
    notes = differs(BESIDE, RUNS)
    line = heading(BOX, flow, width, version="draft", ways=said, notes=notes, saved="saved")
    assert line.plain == told


def test_a_long_title_gives_way_to_how_the_flow_stands() -> None:
    paused = RunStanding("paused", 3, paused=True)
    flow = Flow(id="welcome", name="Welcome, with a reminder to confirm", folder="Welcome")
    said, notes = ways(BESIDE, paused, ZONE, MONDAY), differs(BESIDE, paused)
    line = heading(BOX, flow, 78, version="draft", ways=said, notes=notes, saved="saved")
    assert line.plain == "‹ Welcome, with a reminder to con… draft   ! edits not played   Paused   saved"


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

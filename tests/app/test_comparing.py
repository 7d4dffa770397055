"""Two versions compared: the marks on the canvas, the words in the list, what a run made of versions."""

from typing import Any

import pytest

from app.canvas.picture import Level, Tone
from app.canvas.scene import compose
from app.differences import change_text, change_words, value_words
from app.flow.comparing import Comparison, legend, links, tones, with_ghosts
from app.flow.panels.version_lines import DifferenceLines, VersionLines, span_words
from app.flow.picture import graph_of
from app.flow.version_band import counts_words
from app.session.version_requests import RunSpan, VersionRow
from app.signs import BOX
from engine.flow.difference import FieldChange
from engine.flow.model import Flow
from engine.time.civil import Zone
from engine.world.settings import Settings
from storage.lives import Off, VersionLife
from tests.app.small_shop import greeting
from tests.app.versions_shop import WALL, first, third

ZONE = Zone("Europe/Berlin")
AT = ZONE.parse("2026-03-02 09:00")


def told(old: Flow, new: Flow) -> list[str]:
    source = DifferenceLines(Comparison.of(2, old, 0, new), Settings(), BOX)
    source.lay_out(76)
    return ["".join(text for text, _ in source.line(n)) for n in range(len(source))]


@pytest.mark.rule("F-17", "F-19")
def test_cards_are_marked_by_what_became_of_their_blocks() -> None:
    compared = Comparison.of(2, greeting(), 0, third())
    assert tones(compared) == {"hello": Tone.CHANGED, "silver": Tone.REMOVED, "other": Tone.ADDED}
    assert links(compared) == {("check", "yes"): Tone.REMOVED, ("check", "no"): Tone.ADDED}
    assert [mark.words for mark in legend(compared)] == [
        "1 block added",
        "1 block changed",
        "1 block removed",
        "2 outputs lead elsewhere",
        "the flow's settings",
    ]


@pytest.mark.rule("F-19")
def test_a_connection_that_leads_elsewhere_is_marked_and_its_block_is_not() -> None:
    moved = greeting().model_dump(mode="json", by_alias=True)
    for joined in moved["connections"]:
        if joined["from"] == "hello":
            joined["to"] = "check"
    compared = Comparison.of(1, greeting(), 2, Flow.model_validate(moved))
    assert tones(compared) == {}
    assert links(compared) == {("hello", "next"): Tone.CHANGED}
    assert "~ Hello  leads elsewhere" in told(greeting(), Flow.model_validate(moved))
    assert "  led to Sleep on it, leads to A silver customer? now" in told(
        greeting(), Flow.model_validate(moved)
    )


@pytest.mark.rule("F-19")
def test_a_name_is_no_connection() -> None:
    renamed = greeting().model_dump(mode="json", by_alias=True)
    renamed["blocks"][4]["title"] = "Only for silver"
    compared = Comparison.of(1, greeting(), 2, Flow.model_validate(renamed))
    assert links(compared) == {}
    assert told(greeting(), Flow.model_validate(renamed)) == [
        "~ Only for silver  changed",
        "  title: For silver → Only for silver",
        "",
    ]


def test_blocks_that_went_are_ghosts_with_the_connections_they_had() -> None:
    compared = Comparison.of(2, greeting(), 0, third())
    graph = graph_of(third(), Settings())
    shown = with_ghosts(graph, graph_of(greeting(), Settings()), compared)
    assert [card.id for card in shown.cards if card.tone is Tone.REMOVED] == ["silver"]
    assert {link.key: link.target for link in shown.links}["check", "yes"] == "silver"
    # What leads elsewhere now has but one connection: the present one.
    assert len({link.key for link in shown.links}) == len(shown.links)


def test_nothing_went_nothing_is_added_to_the_picture() -> None:
    graph = graph_of(third(), Settings())
    assert with_ghosts(graph, graph, Comparison.of(0, third(), 1, third())) is graph
    assert told(third(), third()) == []


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("level", [Level.FULL, Level.LINE])
def test_every_mark_has_a_sign_and_a_colour(ascii: bool, level: Level) -> None:
    compared = Comparison.of(2, greeting(), 0, third())
    graph = with_ghosts(graph_of(third(), Settings()), graph_of(greeting(), Settings()), compared)
    scene = compose(graph, level, ascii)
    scene.raster.set_tones(tones(compared))
    scene.raster.set_different(links(compared))
    height, width = scene.routes.height, scene.routes.width
    runs = [run for y in range(height) for run in scene.raster.row(y, 0, width)]
    for sign, tone in (("+", "added"), ("~", "changed"), ("-", "removed")):
        assert any(sign in text and style.removeprefix("card-") == tone for text, style in runs), tone
    if ascii:
        assert all(text.isascii() for text, _ in runs)


@pytest.mark.rule("F-19")
def test_the_list_tells_field_by_field() -> None:
    assert told(greeting(), third()) == [
        "~ The flow  changed",
        "  limit · mode: every_time → once",
        "",
        "+ For all others  added",
        "  Email: other",
        "",
        "~ Hello there  changed",
        "  title: Hello → Hello there",
        "",
        "~ A silver customer?  leads elsewhere",
        "  no led nowhere, leads to For all others now",
        "  yes led to For silver, leads nowhere now",
        "",
        "- For silver  removed",
        "  Email: silver",
        "",
    ]
    assert "  filter: nothing → Email is valid" in told(first(), greeting())


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        ("nothing", '"nothing"'),
        ("", '""'),
        (" a", '" a"'),
        ("2 days", "2 days"),
        (True, "yes"),
        (7, "7"),
        ([1, "a"], '[1, "a"]'),
        ("\x1b[2J", "␛[2J"),
        ("x" * 200, "x" * 100 + "…"),
    ],
)
def test_values_are_told_so_that_none_is_taken_for_another(value: Any, words: str) -> None:
    assert value_words(value) == words


def test_the_shell_and_the_screen_name_the_same_field() -> None:
    change = FieldChange(("actions", 0, "text_parts"), "a", None)
    assert change_text(change) == 'actions.0.text_parts: "a" → nothing'
    assert change_words(change, ">") == "actions · 1 · text parts: a > nothing"


def test_a_version_in_the_list_says_when_by_the_wall_and_in_the_run() -> None:
    rows = (
        VersionRow(0, "draft", WALL, WALL),
        VersionRow(
            1,
            "replaced",
            WALL,
            WALL + 60,
            WALL + 100,
            WALL + 160,
            RunSpan(VersionLife(1, None, (), AT, 2), 1),
        ),
    )
    source = VersionLines(rows, 0, ZONE)
    source.lay_out(80)
    assert ["".join(text for text, _ in source.line(n)) for n in range(len(source))] == [
        "Draft  Draft, unfinished  on the canvas",
        "  created  Wed 2026-02-25 07:13:20",
        "",
        "Version 1  Replaced",
        "  created  Wed 2026-02-25 07:13:20",
        "  changed  Wed 2026-02-25 07:14:20",
        "  launched Wed 2026-02-25 07:15:00",
        "  stopped  Wed 2026-02-25 07:16:00",
        "  in the run: from its start to Mon 2026-03-02 09:00, 1 customer entered",
        "",
    ]
    assert [source.key(n) for n in range(4)] == [0, None, None, 1]
    began = "in the run: from Mon 2026-03-02 09:00"
    assert span_words(RunSpan(VersionLife(1, AT), 2), ZONE) == f"{began}, 2 customers entered"
    pauses = tuple(Off(AT + 60 * n, AT + 60 * n + 30, "pause") for n in range(5))
    paused = VersionLife(1, AT, (*pauses, Off(AT + 3600, AT + 7200, "end")))
    assert span_words(RunSpan(paused, 2), ZONE) == (
        f"{began}, paused Mon 2026-03-02 09:03 – Mon 2026-03-02 09:03:30, "
        "paused Mon 2026-03-02 09:04 – Mon 2026-03-02 09:04:30, "
        "past its end Mon 2026-03-02 10:00 – Mon 2026-03-02 11:00, 2 customers entered"
    )
    off = VersionLife(1, AT, (Off(AT + 60, None, "pause"),), AT + 120, 2)
    assert span_words(RunSpan(off, 1), ZONE) == (
        f"{began} to Mon 2026-03-02 09:02, paused from Mon 2026-03-02 09:01, 1 customer entered"
    )


@pytest.mark.rule("F-19")
def test_the_band_says_of_when_the_counts_are() -> None:
    assert counts_words(None, ZONE, loaded=False) == "none, no run is loaded"
    assert counts_words(None, ZONE, loaded=True) == "none, the run has not played this version"
    playing = RunSpan(VersionLife(1), 1)
    assert counts_words(playing, ZONE, loaded=True) == "as they stand in the run now"
    # Of the launch, also where it was paused before.
    paused = RunSpan(VersionLife(1, None, (Off(AT - 60, None, "pause"),), AT, 3), 1)
    assert (
        counts_words(paused, ZONE, loaded=True)
        == "as they stood when version 3 was launched in the run (Mon 2026-03-02 09:00)"
    )

"""When the entries of a scenario happen (T-5)."""

from typing import Any

import pytest

from engine.scenario import FRAME, Scenario
from engine.world.changes.catalogue import KINDS
from tests.engine.expectations.scenarios import BERLIN, scenario

VISIT = {"do": "action.issue", "customer": "c1", "template": "visit"}


def moments(*when: dict[str, Any], **given: Any) -> list[str]:
    found = scenario(given=given, when=when)
    assert list(found.faults(BERLIN)) == []
    return [f"{BERLIN.wall(entry.at):%m-%d %H:%M:%S%z}" for entry in found.timed(BERLIN)]


def fault(found: Scenario) -> tuple[tuple[str | int, ...], str]:
    return next(iter(found.faults(BERLIN)))


@pytest.mark.rule("T-5")
def test_after_counts_from_the_entry_above() -> None:
    assert moments(
        {"at": "2026-03-28 10:00", **VISIT},
        {"after": "1d", **VISIT},
        {"after": "24h", **VISIT},
        {"say": "at the same moment"},
        {"after": "1m30s", **VISIT},
    ) == [
        "03-28 10:00:00+0100",
        "03-29 10:00:00+0200",
        "03-30 10:00:00+0200",
        "03-30 10:00:00+0200",
        "03-30 10:01:30+0200",
    ]


@pytest.mark.rule("T-5")
def test_a_time_that_exists_twice_is_the_first_or_says_which() -> None:
    assert moments({"at": "2026-10-25 02:30", **VISIT}, {"at": "2026-10-25 02:30+01:00", **VISIT}) == [
        "10-25 02:30:00+0200",
        "10-25 02:30:00+0100",
    ]


def test_a_caption_at_the_beginning_stands_at_the_first_change() -> None:
    assert moments({"say": "Look."}, {"at": "2026-03-02 10:00", **VISIT}) == ["03-02 10:00:00+0100"] * 2


def test_the_first_entry_may_count_from_the_start() -> None:
    assert moments({"after": "1h", **VISIT}, start="2026-03-02 10:00") == ["03-02 11:00:00+0100"]


@pytest.mark.parametrize(
    ("parts", "place", "words"),
    [
        ({"when": [{"at": "2026-03-02 10:00", "after": "1d", **VISIT}]}, ("when", 0, "after"), "not both"),
        ({"when": [{"after": "1d", **VISIT}]}, ("when", 0), "say when"),
        ({"when": [VISIT]}, ("when", 0), "say when"),
        (
            {"when": [{"at": "2026-03-02 10:00", **VISIT}, {"at": "2026-03-02 09:00", **VISIT}]},
            ("when", 1, "at"),
            "before the entry above",
        ),
        (
            {"given": {"start": "2026-03-03"}, "when": [{"at": "2026-03-02 10:00", **VISIT}]},
            ("when", 0, "at"),
            "before the start",
        ),
        (
            {"given": {"until": "2026-03-02 09:00"}, "when": [{"at": "2026-03-02 10:00", **VISIT}]},
            ("given", "until"),
            "before the start",
        ),
        (
            {
                "given": {"until": "2026-03-02 11:00"},
                "when": [{"at": "2026-03-02 10:00", **VISIT}, {"after": "2h", **VISIT}],
            },
            ("when", 1),
            "after the end",
        ),
        (
            {
                "when": [{"at": "2026-03-02 10:00", **VISIT}],
                "then": [{"at": "2026-03-01", "messages": 1}],
            },
            ("then", 0, "at"),
            "before the start",
        ),
        (
            {
                "when": [{"at": "2026-03-02 10:00", **VISIT}],
                "timeline": [{"at": "2026-03-02 10:00", **VISIT}],
            },
            ("timeline",),
            "not in both",
        ),
        (
            {"world": "a.yaml", "given": {"world": "b.yaml"}, "when": [{"at": "2026-03-02 10:00", **VISIT}]},
            ("world",),
            "twice",
        ),
        (
            {
                "when": [
                    {"at": "2026-03-02 10:00", "mark": "x", **VISIT},
                    {"after": "1d", "mark": "x", **VISIT},
                ]
            },
            ("when", 1, "mark"),
            "another change",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_place(
    parts: dict[str, Any], place: tuple[str | int, ...], words: str
) -> None:
    at, sentence = fault(scenario(**parts))
    assert at == place
    assert words in sentence


def test_a_timeline_is_played_in_the_order_of_time() -> None:
    late, early = {"at": "2026-03-03", **VISIT}, {"at": "2026-03-02", **VISIT}
    entries = scenario(timeline=[late, early]).timed(BERLIN)
    assert [entry.place for entry in entries] == [("timeline", 1), ("timeline", 0)]


def test_no_change_has_a_key_that_is_the_frames() -> None:
    """`at` is both's: the frame's stands for the change's."""
    for kind in KINDS:
        assert set(kind.__dataclass_fields__) & set(FRAME) <= {"at"}, kind

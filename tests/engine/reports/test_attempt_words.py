"""The checks of an attempt in plain words."""

import pytest

from engine.conditions.explaining import Explained
from engine.events.explaining import Asked
from engine.reports.attempt_words import filter_words, history_words, on_words, settings_words, slot_words
from engine.time.civil import Zone

ZONE = Zone("Europe/Berlin")


def at(text: str) -> int:
    return ZONE.parse(f"2026-{text}")


@pytest.mark.rule("R-3", "F-20", "E-39")
@pytest.mark.parametrize(
    ("ok", "start", "end", "now", "happened", "also", "expected"),
    [
        (True, None, None, "03-02", "03-02", None, "the flow was on"),
        (True, "03-01", None, "03-02", "03-02", None, "the flow is on from Sun 2026-03-01 00:00"),
        (
            *(False, None, "03-02", "03-02", "03-01", None),
            "the flow is on until Mon 2026-03-02 00:00; it was over at Mon 2026-03-02 00:00",
        ),
        (
            *(False, "03-02", None, "03-01", "03-01", None),
            "the flow is on from Mon 2026-03-02 00:00; it had not begun at Sun 2026-03-01 00:00",
        ),
        (
            *(False, "03-02", None, "03-03", "03-01", None),
            "the flow is on from Mon 2026-03-02 00:00; this happened before, at Sun 2026-03-01 00:00",
        ),
        (
            *(False, "03-02", None, "03-03", "03-03", "03-01"),
            "the flow is on from Mon 2026-03-02 00:00; "
            "it was off at Sun 2026-03-01 00:00, when it had to be on too",
        ),
    ],
)
def test_when_the_flow_was_on(
    ok: bool, start: str | None, end: str | None, now: str, happened: str, also: str | None, expected: str
) -> None:
    moments = [None if text is None else at(text) for text in (start, end, also)]
    told = on_words(ok, moments[0], moments[1], at(now), at(happened), moments[2], ZONE)
    assert told == expected


@pytest.mark.rule("R-3", "T-2")
@pytest.mark.parametrize(
    ("happened", "received", "span"),
    [
        ("03-02 10:00", "03-09 10:00", "7 days"),
        ("03-02 10:00", "03-03 12:01", "1 day, 2 hours and 1 minute"),
        ("03-02 10:00:00", "03-02 10:00:07", "7 seconds"),
    ],
)
def test_how_late_it_was_received(happened: str, received: str, span: str) -> None:
    first, last = at(happened), at(received)
    told = history_words(last - first, first, last, ZONE)
    assert f"was received {span} later, on {ZONE.words(last)}; 7 days are the most" in told
    assert history_words(0, first, first, ZONE) == "it was received as it happened"


@pytest.mark.rule("R-3")
def test_settings_that_were_not_met_are_told_and_no_others() -> None:
    met = Asked("list", "List", "cart", "cart", True)
    unmet = Asked("status", "Status", "paid", "new", False)
    together = Asked("percent", "By percent", "10 % or more", "", None)
    assert settings_words(True, [met], "trigger") == "List: asked for cart, it was cart"
    assert settings_words(True, [], "trigger") == "nothing more is asked of the event"
    assert settings_words(False, [met, unmet], "trigger") == "Status: asked for paid, it was new"
    assert settings_words(False, [met, together], "trigger") == "By percent: asked for 10 % or more"
    assert (
        settings_words(False, [met], "Price dropped") == "it is not what the trigger asks for: Price dropped"
    )


@pytest.mark.rule("R-3", "F-13")
def test_whom_a_slot_is_for() -> None:
    assert slot_words(None, []) == "it starts for all customers"
    assert slot_words("vip", []) == "it starts for the segment vip; the customer was in no segment"
    assert slot_words("vip", ["a", "b"]) == "it starts for the segment vip; the customer was in a and b"


@pytest.mark.rule("R-3", "F-14")
def test_conditions_that_were_not_met_are_told_with_what_was_seen() -> None:
    met = Explained("leaf", True, "Zone is north", seen="north")
    unmet = Explained("leaf", False, "Email is valid", seen="no")
    assert (
        filter_words(Explained("all", True, "all of", children=(met,))) == "the customer met the conditions"
    )
    told = filter_words(Explained("all", False, "all of", children=(met, unmet)))
    assert told == "the customer did not meet the conditions: Email is valid (it was no)"
    told = filter_words(Explained("not", False, "not", children=(met,)))
    assert told == "the customer did not meet the conditions: not Zone is north"

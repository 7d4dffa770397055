"""The statuses of a flow: what may follow what, written by hand from the rule."""

from typing import get_args

import pytest

from engine.life.deeds import DEED_KINDS
from engine.life.statuses import DEEDS, WORDS, Deed, IllegalDeed, Status, follow, step

LEGAL: dict[tuple[Status, Deed], tuple[list[Status], Status | None]] = {
    # A flow that was never launched: editing finishes it or takes something away, and only what is finished
    # is launched, by way of Launching.
    ("draft", "edit"): (["draft", "ready"], None),
    ("draft", "duplicate"): (["draft"], None),
    ("ready", "edit"): (["draft", "ready"], None),
    ("ready", "launch"): (["active"], "launching"),
    ("ready", "duplicate"): (["ready"], None),
    ("launching", "done"): (["active"], None),
    # Launched: editing makes a draft beside it and leaves it as it is; launching the draft replaces it.
    ("active", "edit"): (["active"], "creating_draft"),
    ("active", "launch"): (["active"], "launching"),
    ("active", "delete_draft"): (["active"], None),
    ("active", "duplicate"): (["active"], None),
    ("active", "pause"): (["paused"], None),
    # F-20: the end is like stopping by hand; moved later, it lets the flow go on.
    ("active", "end"): (["paused"], None),
    ("active", "set_start"): (["active"], None),
    ("active", "set_end"): (["active", "paused"], None),
    ("paused", "edit"): (["paused"], "creating_draft"),
    ("paused", "launch"): (["active"], "launching"),
    ("paused", "delete_draft"): (["paused"], None),
    ("paused", "duplicate"): (["paused"], None),
    ("paused", "resume"): (["active"], None),
    ("paused", "set_start"): (["paused"], None),
    ("paused", "set_end"): (["paused", "active"], None),
    ("creating_draft", "done"): (["active", "paused"], None),
}

POSSIBLE: dict[Status, str] = {
    "draft": "the flow 'f' is Draft, {} is not possible: possible is editing it or duplicating it",
    "ready": "the flow 'f' is Ready for launch, {} is not possible: "
    "possible is editing it, launching it or duplicating it",
    "launching": "the flow 'f' is Launching, {} is not possible: wait",
    "active": "the flow 'f' is Active, {} is not possible: possible is editing it, launching it, "
    "pausing it, moving its start, moving its end, deleting its draft or duplicating it",
    "paused": "the flow 'f' is Paused, {} is not possible: possible is editing it, launching it, "
    "resuming it, moving its start, moving its end, deleting its draft or duplicating it",
    "creating_draft": "the flow 'f' is Creating draft, {} is not possible: wait",
}

STATUSES: tuple[Status, ...] = get_args(Status)
ALL_DEEDS: tuple[Deed, ...] = get_args(Deed)


@pytest.mark.rule("F-15")
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("deed", ALL_DEEDS)
def test_every_pair_is_legal_or_says_what_is_possible(status: Status, deed: Deed) -> None:
    if (status, deed) not in LEGAL:
        with pytest.raises(IllegalDeed) as caught:
            step("f", status, deed)
        assert str(caught.value) == POSSIBLE[status].format(DEEDS[deed])
        for to in STATUSES:
            with pytest.raises(IllegalDeed):
                follow("f", status, deed, to)
        return
    where, through = LEGAL[status, deed]
    found = step("f", status, deed)
    assert (sorted(found.to), found.through) == (sorted(where), through)
    for to in STATUSES:
        if to in where:
            assert follow("f", status, deed, to) == ((to,) if through is None else (through, to))
        else:
            with pytest.raises(IllegalDeed, match=f"does not make it {WORDS[to]}$"):
                follow("f", status, deed, to)


@pytest.mark.rule("F-15")
def test_the_statuses_are_those_of_the_rule() -> None:
    assert list(WORDS.values()) == [
        "Draft",
        "Ready for launch",
        "Launching",
        "Active",
        "Paused",
        "Creating draft",
    ]
    assert set(WORDS) == set(STATUSES)
    assert set(DEEDS) == set(ALL_DEEDS)


@pytest.mark.rule("F-15")
def test_every_status_is_reached_and_left() -> None:
    """None is a dead end, and none can only be written about."""
    reached = {"draft", "ready"} | {status for where, _ in LEGAL.values() for status in where}
    reached |= {through for _, through in LEGAL.values() if through is not None}
    assert reached == set(STATUSES) == {status for status, _ in LEGAL}


def test_what_people_do_is_in_the_table() -> None:
    by_hand = {kind.deed for kind in DEED_KINDS}
    assert by_hand == set(ALL_DEEDS) - {"end", "done"}
    assert by_hand <= {deed for _, deed in LEGAL}

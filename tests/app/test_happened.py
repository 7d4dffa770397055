"""What a due thing did, in one line."""

from app.flow.happened import move_words
from app.session.moves import Move

TITLES = {"pause": "A day", "check": "Confirmed?", "mail": "Thanks"}


def words(*moves: Move) -> str:
    return move_words(moves[0], moves[1:], TITLES.__getitem__, "→")


def go(block: str, target: str, output: str = "next", customer: str = "anna") -> Move:
    return Move("f", 0, customer, "go", block, output, target)


def test_a_chain_of_moves_is_one_line() -> None:
    finish = Move("f", 0, "anna", "finish", "mail", "next")
    assert words(go("pause", "check")) == "A day → Confirmed?"
    assert words(go("check", "mail", "yes")) == "Confirmed? (yes) → Thanks"
    assert words(go("pause", "check"), go("check", "mail", "yes"), finish) == (
        "A day → Confirmed? → Thanks → finished"
    )


def test_who_enters_stops_or_stays_out() -> None:
    enter = Move("f", 0, "anna", "enter", "pause")
    stop = Move("f", 0, "anna", "stop", "check", reason="no_branch_matched")
    assert words(enter, go("pause", "check"), stop) == (
        "entered the flow → Confirmed?, stopped: no branch matched"
    )
    out = Move("f", 0, "anna", "stay_out", None, reason="condition_cannot_be_applied")
    assert words(out) == "did not enter: did not meet the trigger's conditions"


def test_other_customers_are_counted() -> None:
    assert words(go("pause", "check"), go("pause", "check", customer="bob")) == (
        "A day → Confirmed?; and 1 other customer"
    )

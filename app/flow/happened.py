"""What happened to a customer, in one line."""

from collections.abc import Callable, Sequence

from app.session.moves import Move
from app.words import count_of, reason_words


def move_words(move: Move, further: Sequence[Move], title: Callable[[str], str], arrow: str) -> str:
    """A move and what came with it: `Hello → Sleep on it`; how many other customers had a part in it."""
    words = _first(move, title, arrow)
    for one in further:
        if one.customer == move.customer:
            words += _then(one, title, arrow)
    others = {one.customer for one in further} - {move.customer}
    return f"{words}; and {count_of(len(others), 'other customer')}" if others else words


def _first(move: Move, title: Callable[[str], str], arrow: str) -> str:
    if move.kind == "stay_out":
        return f"did not enter: {reason_words(move.reason or '')}"
    if move.kind == "enter":
        return "entered the flow"
    here = "" if move.block is None else title(move.block)
    if move.kind == "stop":
        return f"stopped in {here}: {reason_words(move.reason or '')}"
    way = f" ({move.output})" if move.kind == "go" and move.output not in (None, "next") else ""
    return f"{here}{way}{_then(move, title, arrow)}"


def _then(move: Move, title: Callable[[str], str], arrow: str) -> str:
    match move.kind:
        case "go":
            return f" {arrow} {'' if move.target is None else title(move.target)}"
        case "finish":
            return f" {arrow} finished"
        case "stop":
            return f", stopped: {reason_words(move.reason or '')}"
        case "enter":
            return ", entered again"
        case "stay_out":
            return f", did not enter: {reason_words(move.reason or '')}"

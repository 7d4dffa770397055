"""A wake-up's path taken apart into single moves, and counts that run behind while they are shown one at a
time."""

from collections import deque
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from engine.reports.counts import FlowCounts
from engine.simulation.record import Path

LinkKey = tuple[str, str]
"""A connection by its block and output."""


@dataclass(frozen=True, slots=True)
class Move:
    """One customer's going from block to block, or into the flow, or out of it."""

    flow: str
    at: int
    customer: str
    kind: Literal["enter", "go", "finish", "stop", "stay_out"]
    block: str | None
    """Where it happens: the block entered, left or stopped in. None for those who stay out."""
    output: str | None = None
    target: str | None = None
    """Where a `go` leads."""
    reason: str | None = None
    """Why a `stop` or `stay_out`."""

    @property
    def link(self) -> LinkKey | None:
        """The connection that it runs along."""
        if self.kind == "go" and self.block is not None and self.output is not None:
            return (self.block, self.output)
        return None


def moves_of(path: Path, at: int, customer: str) -> list[Move]:
    """The moves of one wake-up, in order."""
    flow = path.flow
    if path.end == "did_not_enter":
        return [Move(flow, at, customer, "stay_out", None, reason=path.reason)]
    moves: list[Move] = []
    if path.entry:
        first = path.moves[0][0] if path.moves else path.last
        moves.append(Move(flow, at, customer, "enter", first))
    for n, (block, output) in enumerate(path.moves):
        last = n == len(path.moves) - 1
        target = path.last if last else path.moves[n + 1][0]
        if target is None:
            moves.append(Move(flow, at, customer, "finish", block, output))
        else:
            moves.append(Move(flow, at, customer, "go", block, output, target))
    if path.end == "stopped":
        moves.append(Move(flow, at, customer, "stop", path.last, reason=path.reason))
    return moves


def links_of(path: Path) -> tuple[LinkKey, ...]:
    """The connections that a path runs along, in order."""
    return path.moves if path.last is not None else path.moves[:-1]


class OneByOne:
    """Moves that have happened and are not shown yet.

    `counts` takes them back out of the run's true counts: what is shown adds up (R-4) after every move.
    """

    def __init__(self) -> None:
        self._waiting: deque[Move] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, moves: Iterable[Move]) -> None:
        """Moves to be shown after those that wait already."""
        self._waiting.extend(moves)

    def show_next(self, flow: str | None = None) -> Move | None:
        """Show the next move; with `flow` all moves of other flows before it pass silently."""
        while self._waiting:
            move = self._waiting.popleft()
            if flow is None or move.flow == flow:
                return move
        return None

    def clear(self) -> None:
        """Show all at once."""
        self._waiting.clear()

    def counts(self, flow: str, true: FlowCounts) -> FlowCounts:
        """The flow's counts as they were before the moves that wait."""
        if not any(move.flow == flow for move in self._waiting):
            return true
        shown = deepcopy(true)
        for move in self._waiting:
            if move.flow == flow:
                _take_back(shown, move)
        return shown


def _take_back(counts: FlowCounts, move: Move) -> None:
    if move.kind == "stay_out":
        assert move.reason is not None
        _less(counts.did_not_enter, move.reason)
        return
    assert move.block is not None
    block = counts.blocks[move.block]
    if move.kind == "enter":
        counts.entered -= 1
        counts.inside -= 1
        block.entered -= 1
        block.inside -= 1
        return
    block.inside += 1
    if move.kind == "stop":
        assert move.reason is not None
        _less(block.stopped, move.reason)
        _less(counts.stopped, move.reason)
        counts.inside += 1
        return
    assert move.output is not None
    block.left[move.output] -= 1
    if move.kind == "finish":
        counts.finished -= 1
        counts.inside += 1
    else:
        assert move.target is not None
        target = counts.blocks[move.target]
        target.entered -= 1
        target.inside -= 1


def _less(counts: dict[str, int], reason: str) -> None:
    counts[reason] -= 1
    if not counts[reason]:
        del counts[reason]

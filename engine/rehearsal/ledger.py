"""What a copy of a run has written, put in order by customer so that two copies can be compared."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from engine.blocks.actions.messages import Message as MessageAction
from engine.blocks.steps import StepsBlock
from engine.rehearsal.fares import TallyKind
from engine.rehearsal.playing import Copy
from engine.simulation.record import End, Letter, Path

LAUNCH = ""
"""Stands for the launch settings, whatever their id is."""


class Sign(NamedTuple):
    """What there is in a path but for the version."""

    flow: str
    entry: bool
    moves: tuple[tuple[str, str], ...]
    last: str | None
    end: End
    reason: str | None


class LetterSign(NamedTuple):
    """A kind of message, and what it says."""

    flow: str
    block: str
    channel: str
    templates: tuple[tuple[str, str], ...]


WakeRow = tuple[int, int, Sign]
"""(at, passage, path). A passage that was inside from the start goes by its number, a later one by its
place among the customer's entries, made negative; 0 is somebody who did not enter."""

MessageRow = tuple[int, LetterSign, str | None, str | None]
"""(at, what, reason for not being sent, values)."""

FailureRow = tuple[int, str, str, int | None, str]
"""(at, flow, block, action, reason)."""

TallyKey = tuple[TallyKind, str, str | None, str | None]
"""As in a Tally: kind, flow, block, of."""


class Signs:
    """Signs that are the same are one thing, in both copies: comparing them takes no time."""

    def __init__(self) -> None:
        self._paths: dict[Sign, Sign] = {}
        self._letters: dict[LetterSign, LetterSign] = {}

    def of_path(self, path: Path) -> Sign:
        moves, last = path.moves, path.last
        if path.entry and moves:
            moves = ((LAUNCH, moves[0][1]), *moves[1:])
        elif path.entry and last is not None:
            last = LAUNCH
        sign = Sign(path.flow, path.entry, moves, last, path.end, path.reason)
        return self._paths.setdefault(sign, sign)

    def of_letter(self, letter: Letter, copy: Copy) -> LetterSign:
        block = copy.flow(letter.flow, letter.version).block(letter.block)
        assert isinstance(block, StepsBlock)
        action = block.actions[letter.action]
        assert isinstance(action, MessageAction)
        sign = LetterSign(letter.flow, letter.block, letter.channel, tuple(action.templates().items()))
        return self._letters.setdefault(sign, sign)


class Ledger:
    """The rows of each customer; a merged one's under the one that remains (L-7)."""

    def __init__(self, copy: Copy, signs: Signs) -> None:
        self.copy = copy
        self.wakes: dict[str, list[WakeRow]] = {}
        self.messages: dict[str, list[MessageRow]] = {}
        self.failures: dict[str, list[FailureRow]] = {}
        self.inside: dict[str, list[int]] = {}
        """Who was inside from the start: their passages."""
        self._now = copy.simulation.world.aliases.get
        self._signs = signs
        self._read_wakes()
        self._read_messages()
        self._read_failures()

    def _read_wakes(self) -> None:
        now, simulation = self._now, self.copy.simulation
        passages: dict[int, tuple[str, int]] = {}
        for passage, (_, who, _) in self.copy.inside.items():
            customer = now(who, who)
            passages[passage] = (customer, passage)
            self.inside.setdefault(customer, []).append(passage)
        entries: Counter[str] = Counter()
        signs: dict[int, Sign] = {}
        rows = self.wakes
        for seq, at, named, number in self.copy.record.wakes:
            sign = signs.get(number)
            if sign is None:
                sign = signs[number] = self._signs.of_path(simulation.paths[number - 1])
            if not isinstance(named, str):
                customer, key = passages[named]
            else:
                customer, key = now(named, named), 0
                if sign.end != "did_not_enter":
                    entries[customer] += 1
                    key = -entries[customer]
                    passages[seq] = customer, key
            mine = rows.get(customer)
            if mine is None:
                mine = rows[customer] = []
            mine.append((at, key, sign))

    def _read_messages(self) -> None:
        now, letters = self._now, self.copy.simulation.letters
        signs: dict[int, LetterSign] = {}
        for _, at, who, letter, not_sent, values in self.copy.record.messages:
            sign = signs.get(letter)
            if sign is None:
                sign = signs[letter] = self._signs.of_letter(letters[letter - 1], self.copy)
            self.messages.setdefault(now(who, who), []).append((at, sign, not_sent, values))

    def _read_failures(self) -> None:
        for _, at, who, flow, _, block, action, reason in self.copy.record.failures:
            row = (at, flow, block, action, reason)
            self.failures.setdefault(self._now(who, who), []).append(row)

    # Counting.

    def tallies(self, customer: str) -> dict[TallyKey, int]:
        """What is counted of a customer."""
        found: dict[TallyKey, int] = {}
        for _, key, sign in self.wakes.get(customer, ()):
            if not key:
                _count(found, ("turned_away", sign.flow, None, sign.reason))
            elif sign.entry:
                _count(found, ("entered", sign.flow, None, None))
        for _, letter, not_sent, _ in self.messages.get(customer, ()):
            _count(found, message_key(letter, not_sent))
        for _, flow, block, _, reason in self.failures.get(customer, ()):
            _count(found, ("failed", flow, block, reason))
        for run in self.copy.simulation.flows:
            count = run.launches.by_customer.get(customer)
            if count is not None and count.launches:
                before = self.copy.launched_before.get(run.flow, {}).get(customer, 0)
                found["launched", run.flow, None, None] = count.launches - before
        return found

    def totals(self) -> Counter[TallyKey]:
        """What is counted of all customers together."""
        found: Counter[TallyKey] = Counter()
        for sign, n in self._paths_taken():
            if sign.end == "did_not_enter":
                found["turned_away", sign.flow, None, sign.reason] += n
                continue
            if sign.entry:
                found["entered", sign.flow, None, None] += n
            if sign.end == "finished":
                found["finished", sign.flow, None, None] += n
            elif sign.end == "stopped":
                found["stopped", sign.flow, None, sign.reason] += n
        kinds = Counter(
            (letter, not_sent) for mine in self.messages.values() for _, letter, not_sent, _ in mine
        )
        for (letter, not_sent), n in kinds.items():
            found[message_key(letter, not_sent)] += n
        for mine in self.failures.values():
            for _, flow, block, _, reason in mine:
                found["failed", flow, block, reason] += 1
        for run in self.copy.simulation.flows:
            before = sum(self.copy.launched_before.get(run.flow, {}).values())
            found["launched", run.flow, None, None] = run.launches.launched - before
        return found

    def _paths_taken(self) -> Iterator[tuple[Sign, int]]:
        taken = Counter(number for _, _, _, number in self.copy.record.wakes)
        for number, n in taken.items():
            yield self._signs.of_path(self.copy.simulation.paths[number - 1]), n


def _count(found: dict[TallyKey, int], key: TallyKey) -> None:
    found[key] = found.get(key, 0) + 1


def message_key(letter: LetterSign, not_sent: str | None) -> TallyKey:
    """Under what a message is counted."""
    if not_sent is None:
        return "message", letter.flow, letter.block, letter.channel
    return "not_sent", letter.flow, letter.block, f"{letter.channel}: {not_sent}"

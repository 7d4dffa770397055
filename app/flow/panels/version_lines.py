"""The versions of a flow as lines, and what is different between two of them (F-17, F-19)."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from app.canvas.glyphs import DIFFERENCES
from app.differences import NOWHERE, change_words, name_in, value_words
from app.flow.comparing import Comparison
from app.lines import Line
from app.session.version_requests import DRAFT, RunSpan, VersionRow
from app.signs import Signs
from app.text import visible, wrap
from app.words import count_of, moment_words
from engine.blocks.base import Block
from engine.conditions.wording import words as condition_words
from engine.flow.difference import FieldChange
from engine.flow.model import Flow
from engine.time.civil import Zone
from engine.world.settings import Settings
from storage.lives import Off

STATUSES: Final = {
    "draft": ("Draft, unfinished", "dim"),
    "ready": ("Ready for launch", "accent"),
    "active": ("Active", "good"),
    "paused": ("Paused", "warn"),
    "replaced": ("Replaced", "dim"),
}
"""Of a version: in words, and in which style."""

CONDITIONS: Final = ("filter", "condition")
"""Settings that are told as a sentence, not place by place."""

MOST_ROWS: Final = 6

MOST_STRETCHES: Final = 3
"""In which one version was off: the newest."""

OFF: Final = {"pause": "paused", "end": "past its end"}
"""Why a version was off."""

Out = Iterator[tuple[Line, object | None]]


class _Written:
    """Lines that are written for one width."""

    head: Line | None = None
    empty = ""

    def __init__(self) -> None:
        self._lines: list[tuple[Line, object | None]] = []

    def lay_out(self, width: int) -> None:
        self._lines = list(self._write(max(width, 20)))

    def _write(self, width: int) -> Out:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n][0]

    def key(self, n: int) -> object | None:
        return self._lines[n][1]


class Removed(NamedTuple):
    """What a line stands for that tells whom a version's launch removed."""

    number: int


class VersionLines(_Written):
    """The version history, newest first; a line's key is the version's number."""

    def __init__(self, rows: Sequence[VersionRow], shown: int, zone: Zone) -> None:
        super().__init__()
        self._rows = rows
        self._shown = shown
        self._zone = zone

    def _write(self, width: int) -> Out:
        for row in self._rows:
            words, style = STATUSES[row.status]
            if row.starts is not None:
                words, style = f"Starts {moment_words(self._zone, row.starts)}", "accent"
            name = f"Version {row.number}" if row.number != DRAFT else "Draft"
            here = "  on the canvas" if row.number == self._shown else ""
            where = ", in the run alone" if row.created_at is None else ""
            yield [(name, "strong"), (f"  {words}{where}", style), (here, "accent")], row.number
            for label, at in _times(row):
                yield [(f"  {label:<9}", "dim"), (self._zone.words(at, seconds=True), "text")], None
            if row.run is not None:
                for line in wrap(span_words(row.run, self._zone), width - 2, MOST_ROWS):
                    yield [("  " + line, "dim")], None
                if row.run.removed:
                    words = f"  {row.run.removed:,} removed by its launch: enter lists them"
                    yield [(words, "warn")], Removed(row.number)
            yield [], None


def _times(row: VersionRow) -> Iterator[tuple[str, int]]:
    """By the clock on the wall."""
    times = {
        "created": row.created_at,
        "changed": row.changed_at if row.changed_at != row.created_at else None,
        "launched": row.launched_at,
        "stopped": row.stopped_at,
    }
    yield from ((label, at) for label, at in times.items() if at is not None)


def span_words(span: RunSpan, zone: Zone) -> str:
    """When the run that is loaded played a version, in simulated time, and what came of it."""
    life = span.life
    began = "its start" if life.launched is None else moment_words(zone, life.launched)
    ended = "" if life.replaced is None else f" to {moment_words(zone, life.replaced)}"
    stretches = "".join(f", {_off_words(off, zone)}" for off in life.off[-MOST_STRETCHES:])
    return f"in the run: from {began}{ended}{stretches}, {count_of(span.entered, 'customer')} entered"


def _off_words(off: Off, zone: Zone) -> str:
    since = moment_words(zone, off.since)
    when = f"from {since}" if off.until is None else f"{since} – {moment_words(zone, off.until)}"
    return f"{OFF[off.why]} {when}"


class At(NamedTuple):
    """What a line of a difference is about; None is the flow itself."""

    block: str | None
    number: int


class DifferenceLines(_Written):
    """What is different, block by block and field by field; a line's key says which block."""

    empty = "Nothing is different, but perhaps where blocks stand."

    def __init__(self, compared: Comparison, settings: Settings, signs: Signs) -> None:
        super().__init__()
        self._compared = compared
        self._settings = settings
        self._arrow = signs.arrow

    def _write(self, width: int) -> Out:
        for number, (block, tone, name, word, told) in enumerate(self._parts()):
            style = {"added": "good", "removed": "bad", "changed": "warn"}[tone]
            title = [(f"{DIFFERENCES[tone]} ", style), (name, "strong"), (f"  {word}", style)]
            yield title, At(block, number)
            for sentence in told:
                rows = wrap(visible(sentence), max(width - 4, 8), MOST_ROWS)
                for n, row in enumerate(rows):
                    yield [("  " if n == 0 else "    ", "dim"), (row, "text")], None
            yield [], None

    def _parts(self) -> Iterator[tuple[str | None, str, str, str, Sequence[str]]]:
        """Of each block that differs: its id, the sign, its name, what it did, and the details."""
        found, old, new = self._compared.found, self._compared.flow, self._compared.seen
        if found.flow:
            yield (
                None,
                "changed",
                "The flow",
                "changed",
                [change_words(one, self._arrow) for one in found.flow],
            )
        for block in found.added:
            yield block, "added", name_in(new, block), "added", self._words(new, block)
        both = dict.fromkeys((*found.changed, *(one.block for one in found.rewired)))
        for block in (known.id for known in new.blocks if known.id in both):
            told = [*self._changes(block), *self._rewired(block)]
            yield block, "changed", name_in(new, block), self._verb(block), told
        for block in found.removed:
            yield block, "removed", name_in(old, block), "removed", self._words(old, block)

    def _verb(self, block: str) -> str:
        return "changed" if block in self._compared.found.changed else "leads elsewhere"

    def _words(self, flow: Flow, block: str) -> Sequence[str]:
        found = flow.block(block)
        return () if found is None else found.words(self._settings).splitlines()[:2]

    def _changes(self, block: str) -> Iterator[str]:
        changes = self._compared.found.changed.get(block, ())
        old, new = self._compared.flow.block(block), self._compared.seen.block(block)
        assert old is not None
        assert new is not None
        for name in CONDITIONS:
            if any(one.path[0] == name for one in changes):
                was, now = self._condition(old, name), self._condition(new, name)
                yield change_words(FieldChange((name,), was, now), self._arrow)
        for one in changes:
            if one.path[0] not in CONDITIONS:
                yield change_words(one, self._arrow)

    def _condition(self, block: Block, name: str) -> str | None:
        tree = getattr(block, name, None)
        return None if tree is None else condition_words(tree, self._settings)

    def _rewired(self, block: str) -> Iterator[str]:
        old, new = self._compared.flow, self._compared.seen
        labels = {
            output.id: output.label
            for flow in (old, new)
            for known in flow.blocks
            if known.id == block
            for output in known.outputs()
        }
        for one in self._compared.found.rewired:
            if one.block == block:
                label = labels.get(one.output) or ("" if len(labels) == 1 else one.output)
                way = f"{value_words(label)} " if label else ""
                yield f"{way}led {_to(old, one.old)}, leads {_to(new, one.new)} now"


def _to(flow: Flow, block: str | None) -> str:
    name = name_in(flow, block)
    return name if name == NOWHERE else f"to {name}"

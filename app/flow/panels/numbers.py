"""A block's numbers in the run: entered, inside, left by each output, stopped by reason, with shares (R-1,
R-5)."""

from collections.abc import Sequence

from app.flow.panels.base import Moment
from app.flow.panels.refused import while_off
from app.lines import Line
from app.text import cell_width, fit, visible, wrap
from app.words import KINDS, number, reason_words, share
from engine.blocks.base import Block
from engine.reports.counts import BlockCounts, FlowCounts

NOT_PLAYED = "Not in the version that plays: l launches the draft, r starts again with the flow as it is now."
_SHARE = 7
_COUNT = 7


class BlockNumbers:
    """The numbers as lines."""

    head: Line | None = None

    def __init__(self, moment: Moment) -> None:
        self.empty = "Select a block on the canvas."
        self._moment = moment
        self._lines: list[Line] = []

    def lay_out(self, width: int) -> None:
        moment = self._moment
        self._lines = []
        if moment.block is None:
            return
        counts = moment.counts
        played = moment.played.block(moment.block) if moment.played is not None else None
        block = moment.editor.flow.block(moment.block) or played
        if block is None:
            return
        self._lines = [
            [(fit(visible(block.name), width), "strong")],
            [(KINDS[block.kind] if block.title else block.id, "dim")],
            *([(row, "text")] for row in self._words(block, width)),
            [],
        ]
        if counts is not None and played is not None:
            found = counts.blocks[block.id]
            self._lines += [self._line(*row, width=width) for row in rows(played, found, counts, moment.then)]
            self._lines += self._while_off(played, width)
        else:
            self._lines += self._ways(block, width)
        self._lines += self._remarks(block, width)

    def _while_off(self, block: Block, width: int) -> list[Line]:
        """That not all who did not enter are counted."""
        was_off = while_off(self._moment) if block.kind == "launch" else ""
        return [[], *([(row, "dim")] for row in wrap(was_off, width, 5))] if was_off else []

    def _ways(self, block: Block, width: int) -> list[Line]:
        """Where the outputs lead, as long as there are no numbers."""
        flow = self._moment.editor.flow
        targets = flow.targets()
        lines: list[Line] = [[("Leads to", "head")]]
        for output in block.outputs():
            target = targets.get((block.id, output.id))
            words = self._moment.block_title(target) if target is not None else "nowhere"
            label = f"{output.label}: " if output.label else ""
            lines.append([(fit(visible(f"  {label}{words}"), width), "text" if target else "dim")])
        if self._moment.shown.loaded and self._moment.opened is None:
            lines += [[], *([(row, "warn")] for row in wrap(NOT_PLAYED, width, 3))]
        return lines

    def _remarks(self, block: Block, width: int) -> list[Line]:
        """The block's note and its problems."""
        lines: list[Line] = []
        for problem in self._moment.editor.problems:
            if problem.block == block.id:
                sign, style = ("✗ ", "bad") if problem.severity == "error" else ("! ", "warn")
                rows = wrap(visible(problem.sentence), width - 2, 4)
                lines += [
                    [],
                    *([(sign if n == 0 else "  ", style), (row, "text")] for n, row in enumerate(rows)),
                ]
        if block.note:
            lines += [[], [("Note", "head")]]
            for n, paragraph in enumerate(block.note.split("\n\n")):
                lines += [[]] if n else []
                lines += [
                    [(row, "dim")] for row in wrap(" ".join(map(visible, paragraph.split())), width, 12)
                ]
        return lines

    def _words(self, block: Block, width: int) -> list[str]:
        rows: list[str] = []
        for line in block.words(self._moment.editor.settings).splitlines():
            rows += wrap(visible(line), width, 3)
        return rows[:8]

    def _line(self, name: str, count: int | None, part: str, style: str, *, width: int) -> Line:
        room = width - _SHARE - _COUNT
        figure = "" if count is None else number(count)
        return [
            (fit(visible(name), max(room, 1)), style),
            (" " * max(_COUNT - cell_width(figure), 0) + figure, "strong" if style != "dim" else "dim"),
            (f"{part:>{_SHARE}}", "dim"),
        ]

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n]

    def key(self, n: int) -> object | None:
        return None


Row = tuple[str, int | None, str, str]
"""Name, count, share, style."""


def rows(block: Block, found: BlockCounts, counts: FlowCounts, then: bool = False) -> Sequence[Row]:
    """The numbers of a block, from top to bottom; shares are of those who entered it, or did not enter.

    `then`: they are of an earlier time; how many were launched is counted for the whole run only.
    """
    inside = "Inside then" if then else "Inside now"
    whole = found.entered
    lines: list[Row] = [
        ("Entered", whole, share(whole, counts.entered), "text"),
        (inside, found.inside, share(found.inside, whole), "accent" if found.inside else "text"),
        ("Left by", None, "", "head"),
    ]
    for output in block.outputs():
        n = found.left.get(output.id, 0)
        lines.append((f"  {output.label or output.id}", n, share(n, whole), "text"))
    lines.append(("Stopped", None, "", "head"))
    if not found.stopped:
        lines.append(("  nobody", None, "", "dim"))
    for reason, n in sorted(found.stopped.items(), key=lambda pair: (-pair[1], pair[0])):
        lines.append((f"  {reason_words(reason)}", n, share(n, whole), "warn"))
    if block.kind == "launch":
        lines.append(("Did not enter", None, "", "head"))
        refused = sum(counts.did_not_enter.values())
        if not refused:
            lines.append(("  nobody", None, "", "dim"))
        for reason, n in sorted(counts.did_not_enter.items(), key=lambda pair: (-pair[1], pair[0])):
            lines.append((f"  {reason_words(reason)}", n, share(n, refused), "warn"))
        lines += [
            ("The whole flow", None, "", "head"),
            ("  inside", counts.inside, share(counts.inside, counts.entered), "text"),
            ("  finished", counts.finished, share(counts.finished, counts.entered), "text"),
            (
                "  stopped",
                sum(counts.stopped.values()),
                share(sum(counts.stopped.values()), counts.entered),
                "text",
            ),
        ]
        if not then:
            lines.append(("  launched", counts.launched, share(counts.launched, counts.entered), "text"))
    return lines

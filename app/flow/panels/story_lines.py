"""A customer's story as lines: passage by passage, visit by visit, with the reason for each move (R-2,
R-3)."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from app.lines import Line
from app.session.requests import Told
from app.signs import Signs
from app.text import visible, wrap
from app.words import CHANNELS, KINDS, moment_words, reason_words, span_words, with_moments
from engine.blocks.base import Why
from engine.conditions.explaining import BranchingExplained, Explained
from engine.flow.model import Flow
from engine.reports.story import StoryMessage, StoryPassage, StoryVisit, TurnedAway
from engine.reports.why import CHECKS, Attempt
from engine.time.civil import Zone


class StoryKey(NamedTuple):
    """What a line of a story stands for."""

    flow: str
    passage: int | None
    """None for an event that did not enter."""
    block: str
    number: int
    """Its own, within the story."""


Out = Iterator[tuple[Line, StoryKey | None]]


def version_words(version: int, *, brief: bool = False) -> str:
    """A version of a flow; 0 is a draft that was tried out."""
    if not version:
        return "draft"
    return str(version) if brief else f"version {version}"


OFF: Final = {
    "paused": "the flow was paused, since {}",
    "ended": "the flow's end had passed, {}",
    "not_started": "the flow's start was ahead, {}",
}


def stop_words(visit: StoryVisit, zone: Zone) -> str:
    """When and why a visit stopped; where a launch removed it, which one that was (F-18)."""
    assert visit.stop is not None
    at = "" if visit.stopped in (None, visit.arrived) else f" {moment_words(zone, visit.stopped)}"
    if visit.off is not None:
        return f"stopped{at}: {OFF[visit.off.why].format(moment_words(zone, visit.off.at))}"
    if visit.stop != "block_deleted":
        return f"stopped{at}: {reason_words(visit.stop)}"
    version = "" if visit.deleted_in is None else f" in {version_words(visit.deleted_in)}"
    return f"removed{at}: its {KINDS.get(visit.kind, visit.kind)} was deleted{version}"


class StoryLines:
    """The story as a source of lines; the cursor goes from visit to visit."""

    def __init__(self, told: Told, flows: Mapping[str, Flow], zone: Zone, signs: Signs) -> None:
        self.head: Line | None = None
        self.empty = "Nothing has happened to this customer in this run so far."
        self._told = told
        latest = None if told.why is None else told.why.answer()
        self._why_not = None if latest is None or latest.started else latest
        """The latest moment at which the flow that was asked about could have started, and did not."""
        self._flows = flows
        self._zone = zone
        self._signs = signs
        self._width = 40
        self._lines: list[tuple[Line, StoryKey | None]] = []

    def lay_out(self, width: int) -> None:
        self._width = max(width, 20)
        self._lines = list(self._write())

    def __len__(self) -> int:
        return len(self._lines)

    def line(self, n: int) -> Line:
        return self._lines[n][0]

    def key(self, n: int) -> object | None:
        return self._lines[n][1]

    def newest(self, flow: str) -> StoryKey | None:
        """The first visit of the newest passage through this flow; else the newest event that did not
        enter it."""
        found: StoryKey | None = None
        for key in self._keys():
            if key.flow == flow and (
                found is None
                or (key.passage is not None and (found.passage is None or key.passage > found.passage))
                or (key.passage is None and found.passage is None)
            ):
                found = key
        return found

    def _keys(self) -> Iterator[StoryKey]:
        number = 0
        for passage in self._told.story.passages:
            for visit in passage.visits:
                number += 1
                yield StoryKey(passage.flow, passage.passage, visit.block, number)
        for away in self._told.story.kept_out:
            number += 1
            yield StoryKey(away.flow, None, self._launch(away.flow), number)
        if self._why_not is not None:
            yield StoryKey(self._why_not.flow, None, self._launch(self._why_not.flow), number + 1)

    def _launch(self, flow: str) -> str:
        found = self._flows.get(flow)
        return "" if found is None or found.launch is None else found.launch.id

    def _write(self) -> Out:
        story = self._told.story
        number = 0
        for passage in story.passages:
            yield self._heading(passage), None
            yield [(f"  entered {moment_words(self._zone, passage.entered)}", "dim")], None
            for n, visit in enumerate(passage.visits):
                number += 1
                before = passage.visits[n - 1] if n else None
                yield from self._visit(passage, visit, before, number, last=n == len(passage.visits) - 1)
            yield [], None
        if story.kept_out:
            yield [("Did not enter", "strong")], None
            for away in story.kept_out:
                number += 1
                yield from self._turned_away(away, number)
        if story.passed_by:
            rest = f"{story.passed_by:,} other events were not what a trigger asks for"
            for row in wrap(rest, max(self._width - 2, 8), 2):
                yield [(row, "dim")], None
        if self._why_not is not None:
            yield [], None
            yield from self._not_started(self._why_not, number + 1)

    def _heading(self, passage: StoryPassage) -> Line:
        return [
            (visible(self._title(passage.flow)), "strong"),
            (f"  {version_words(passage.version)}", "dim"),
        ]

    def _title(self, flow: str) -> str:
        found = self._flows.get(flow)
        return flow if found is None else found.title

    def _visit(
        self, passage: StoryPassage, visit: StoryVisit, before: StoryVisit | None, number: int, last: bool
    ) -> Out:
        """`before` is the visit before it, whose version may have been another one (F-18)."""
        signs = self._signs
        name = visit.name or KINDS.get(visit.kind, visit.kind)
        sign, style = signs.dot, "accent"
        if visit.stop is not None:
            sign, style = signs.no, "bad"
        yield (
            [(f" {sign} ", style), (visible(name), "strong")],
            StoryKey(passage.flow, passage.passage, visit.block, number),
        )
        bar = "   " if last else f" {signs.upright} "
        if before is not None and visit.version != before.version:
            arrow = self._signs.arrow
            change = f"{version_words(before.version)} {arrow} {version_words(visit.version, brief=True)}"
            yield [(bar, "dim"), (change, "accent")], None
        for line in self._way(passage, visit, last):
            yield [(bar, "dim"), *line], None
        for line in self._why(visit.why, self._width - 3):
            yield [(bar, "dim"), *line], None
        for message in visit.messages:
            for row in wrap(self._message(message), self._width - 3, 3):
                yield [(bar, "dim"), (row, "text" if message.not_sent is None else "warn")], None
        for failure in visit.failures:
            if failure.reason != visit.stop:
                for row in wrap(visible(f"failed: {reason_words(failure.reason)}"), self._width - 3, 4):
                    yield [(bar, "dim"), (row, "warn")], None
        if not last:
            yield [(bar, "dim")], None

    def _message(self, message: StoryMessage) -> str:
        """What was sent, by its first text, or why it was not."""
        channel = CHANNELS.get(message.channel, message.channel)
        if message.not_sent is not None:
            return f"{channel} not sent: {reason_words(message.not_sent)}"
        text = next((text for _, text in message.parts if text.strip()), "")
        return visible(f"{channel} sent: {' '.join(text.split())}")

    def _way(self, passage: StoryPassage, visit: StoryVisit, last: bool) -> Iterator[Line]:
        """When it arrived and left, and by which way."""
        arrived = moment_words(self._zone, visit.arrived)
        if visit.stop is not None:
            yield [(arrived, "dim")]
            for row in wrap(stop_words(visit, self._zone), self._width - 3, 3):
                yield [(row, "bad")]
        elif visit.left is None:
            yield [(f"{arrived}  ", "dim"), ("inside now", "accent")]
        else:
            output = self._output(passage.flow, visit, last)
            stayed = f", after {span_words(visit.left - visit.arrived)}" if visit.left > visit.arrived else ""
            arrow = self._signs.arrow
            if visit.left > visit.arrived:
                yield [(f"{arrived}  arrived", "dim")]
                left = moment_words(self._zone, visit.left)
                yield [(f"{left}  ", "dim"), (f"{arrow} {visible(output)}", "good"), (stayed, "dim")]
            else:
                yield [(f"{arrived}  ", "dim"), (f"{arrow} {visible(output)}", "good")]

    def _output(self, flow: str, visit: StoryVisit, last: bool) -> str:
        """The output by its label, in the version by which the visit was made; whether it leads nowhere."""
        found = self._told.versions.get((flow, visit.version)) or self._flows.get(flow)
        block = None if found is None else found.block(visit.block)
        outputs = () if block is None else block.outputs()
        label = next((output.label for output in outputs if output.id == visit.output), visit.output or "")
        return ", ".join(part for part in (label, "finished" if last else "") if part) or "next"

    def _why(self, why: Why, width: int) -> Iterator[Line]:
        for line in with_moments(why.text, self._zone).split("\n"):
            for row in wrap(visible(line), width, 6):
                yield [(row, "text")]
        if isinstance(why.values, Explained):
            yield from self._tree(why.values, "", width)
        elif isinstance(why.values, BranchingExplained):
            yield from self._branches(why.values, width)

    def _tree(self, part: Explained, indent: str, width: int) -> Iterator[Line]:
        signs = self._signs
        sign, style = (signs.yes, "good") if part.ok else (signs.no, "bad")
        rows = wrap(visible(part.text), max(width - len(indent) - 2, 8), 4) or [""]
        for n, row in enumerate(rows):
            yield [(indent, "text"), (f"{sign} " if n == 0 else "  ", style), (row, "text")]
        if part.kind == "leaf":
            for row in wrap(visible(f"it was {part.seen}"), max(width - len(indent) - 2, 8), 3):
                yield [(indent + "  ", "text"), (row, "dim")]
        for child in part.children:
            yield from self._tree(child, indent + "  ", width)

    def _branches(self, found: BranchingExplained, width: int) -> Iterator[Line]:
        signs = self._signs
        for row in wrap(visible(f"{found.text} was {found.seen}"), width, 3):
            yield [(row, "dim")]
        for branch in found.branches:
            sign, style = (signs.yes, "good") if branch.ok else (signs.no, "dim")
            text = f"{branch.title or branch.id}: {branch.asked}"
            for n, row in enumerate(wrap(visible(text), max(width - 2, 8), 2)):
                yield [(f"{sign} " if n == 0 else "  ", style), (row, "text" if branch.ok else "dim")]

    def _not_started(self, attempt: Attempt, number: int) -> Out:
        """The checks up to the first that failed, and what that one saw (R-3)."""
        title = [("Why not ", "strong"), (visible(self._title(attempt.flow)), "strong"), ("?", "strong")]
        yield title, StoryKey(attempt.flow, None, self._launch(attempt.flow), number)
        yield [("  at ", "dim"), (moment_words(self._zone, attempt.at), "dim")], None
        signs = self._signs
        for check in attempt.checks[: attempt.passed + 1]:
            sign, style, word = (signs.yes, "good", "yes") if check.ok else (signs.no, "bad", "no")
            yield [(f" {sign} ", style), (f"{CHECKS[check.check]}: {word}", "text")], None
            if not check.ok:
                for line in self._why(Why(check.text, check.tree), self._width - 3):
                    yield [("   ", "dim"), *line], None

    def _turned_away(self, away: TurnedAway, number: int) -> Out:
        title = [(f" {self._signs.no} ", "bad"), (visible(self._title(away.flow)), "strong")]
        yield title, StoryKey(away.flow, None, self._launch(away.flow), number)
        yield [("   ", "dim"), (moment_words(self._zone, away.at), "dim")], None
        for line in self._why(away.why, self._width - 3):
            yield [("   ", "dim"), *line], None

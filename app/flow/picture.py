"""From a flow and its counts to what the canvas draws."""

from collections.abc import Iterable

from app.canvas.picture import Card, Graph, Link, Tone
from app.flow.sentences import card_lines
from app.words import number
from engine.flow.model import Flow
from engine.flow.validation import Problem
from engine.reports.counts import GONE, BlockCounts, FlowCounts
from engine.world.settings import Settings


def graph_of(flow: Flow, settings: Settings, problems: Iterable[Problem] = ()) -> Graph:
    """The flow as cards and links; cards with a problem have its tone."""
    tones = tones_of(problems)
    cards = []
    seen: set[str] = set()
    for block in flow.blocks:
        if block.id in seen:
            continue
        seen.add(block.id)
        col, row = block.at or (None, None)
        cards.append(
            Card(
                block.id,
                block.kind,
                block.title,
                card_lines(block, settings),
                None,
                tuple((output.id, output.label) for output in block.outputs()),
                col,
                row,
                tones.get(block.id, Tone.PLAIN),
            )
        )
    links = tuple(Link(joined.source, joined.output, joined.target) for joined in flow.connections)
    return Graph(tuple(cards), links)


def tones_of(problems: Iterable[Problem]) -> dict[str, Tone]:
    """How the cards of blocks with problems stand out: errors before warnings."""
    tones: dict[str, Tone] = {}
    for problem in problems:
        if problem.block is None:
            continue
        if problem.severity == "error":
            tones[problem.block] = Tone.PROBLEM
        else:
            tones.setdefault(problem.block, Tone.WARNING)
    return tones


def badge(counts: BlockCounts) -> str:
    """The line of counts on a card: `12 inside · 340 in`, `340 in · 9 stopped`. Three have no room."""
    entered = f"{number(counts.entered)} in"
    stopped = sum(counts.stopped.values())
    if counts.kind == "wait":
        return f"{number(counts.inside)} inside · {entered}"
    return f"{entered} · {number(stopped)} stopped" if stopped else entered


def badges(counts: FlowCounts, cards: Iterable[str]) -> dict[str, str]:
    """The counts of every card; of blocks that the version that plays has not, as only an earlier one or the
    draft has them, that."""
    version = f"version {counts.version}" if counts.version else "this run"
    return dict.fromkeys(cards, f"not in {version}") | {
        block: badge(found) for block, found in counts.blocks.items() if found.kind != GONE
    }

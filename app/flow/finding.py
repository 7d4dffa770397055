"""Finding blocks: by name, kind, note, what they do in words, and every field or value in their settings."""

from collections.abc import Iterator

from app.words import KINDS
from engine.blocks.base import Block
from engine.flow.model import Flow
from engine.world.settings import Settings

NEITHER = frozenset({"id", "at"})
"""Settings of a block that say nothing about what it does."""


def found_blocks(flow: Flow, settings: Settings, asked: str) -> list[str]:
    """The blocks in which every word that was asked for occurs, in the order of the flow.

    Upper and lower case are the same; nothing asked, nothing found.
    """
    words = asked.casefold().split()
    if not words:
        return []
    found = []
    for block in flow.blocks:
        text = "\n".join(searched(block, settings)).casefold()
        if all(word in text for word in words):
            found.append(block.id)
    return list(dict.fromkeys(found))


def searched(block: Block, settings: Settings) -> Iterator[str]:
    """Everything about a block that a person may look for."""
    yield block.name
    yield KINDS.get(block.kind, block.label)
    yield block.words(settings)
    for output in block.outputs():
        yield output.label
    yield from _leaves(
        {key: value for key, value in block.model_dump(mode="json").items() if key not in NEITHER}
    )


def _leaves(value: object) -> Iterator[str]:
    match value:
        case dict():
            for inner in value.values():
                yield from _leaves(inner)
        case list():
            for inner in value:
                yield from _leaves(inner)
        case None | bool():
            return
        case _:
            yield str(value)

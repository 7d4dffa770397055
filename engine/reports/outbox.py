"""Messages as their customers would have read them: rendered when they are looked at, never while a run is
played."""

from collections.abc import Iterator

from engine.blocks.actions.messages import Message as MessageAction
from engine.blocks.steps import StepsBlock
from engine.flow.model import Flow
from engine.messages.templates import render


def rendered(flow: Flow, block: str, action: int, values: str | None) -> tuple[tuple[str, str], ...]:
    """The parts of a message, (field, text) in the order in which they are read."""
    found = flow.block(block)
    assert isinstance(found, StepsBlock)
    message = found.actions[action]
    assert isinstance(message, MessageAction)
    return tuple((field, render(text, values)) for field, text in message.templates().items())


def body(parts: tuple[tuple[str, str], ...]) -> str:
    """A message as one text: its parts, an empty line between them."""
    return "\n\n".join(_filled(parts))


def _filled(parts: tuple[tuple[str, str], ...]) -> Iterator[str]:
    return (text for _, text in parts if text)

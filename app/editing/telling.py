"""A step of editing in words: what it did, and from which value to which, where these are short."""

from typing import Final

from app.differences import value_words
from app.editing.history import Step
from engine.flow.difference import difference
from engine.flow.model import Flow

LONGEST: Final = 24
"""Characters of a value that is told."""


def step_words(step: Step, arrow: str = "→") -> str:
    """The step's label; where it changed a single value, and both are short, with them."""
    before, after = (_touched(step, place) for place in (0, 1))
    found = difference(before, after)
    changes = [*found.flow, *(change for each in found.changed.values() for change in each)]
    if len(changes) != 1 or found.added or found.removed or found.rewired:
        return step.label
    old, new = (value_words(value, LONGEST + 1) for value in (changes[0].old, changes[0].new))
    if max(len(old), len(new)) > LONGEST:
        return step.label
    return f"{step.label} {old} {arrow} {new}"


def _touched(step: Step, place: int) -> Flow:
    """What the step touched, before it (0) or after it (1), as if nothing else were in the flow."""
    patch = step.patch
    blocks = (patch.blocks.before, patch.blocks.after)[place]
    connections = (patch.connections.before, patch.connections.after)[place]
    head = {name: values[place] for name, values in patch.head.items()}
    return Flow(id="step").model_copy(update={**head, "blocks": blocks, "connections": connections})

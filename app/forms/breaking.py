"""What another trigger breaks: the conditions, waits and templates that can no longer be what they are."""

from dataclasses import dataclass
from typing import Final

from engine.flow.model import Flow
from engine.flow.validation import Problem, validate
from engine.world.settings import Settings

_OF_THE_TRIGGER: Final = "trigger"


@dataclass(frozen=True, slots=True)
class Broken:
    """A place that will need mending."""

    block: str
    """The block's id."""
    name: str
    """The block's name."""
    place: str
    """In words: "condition", "action 2, text"."""
    sentence: str
    """What will be wrong with it, and how to mend it."""
    severity: str


def broken_by(before: Flow, after: Flow, settings: Settings) -> tuple[Broken, ...]:
    """What is wrong in the flow as it would be and is not wrong now, but for the trigger itself."""
    known = {_key(problem) for problem in validate(before, settings)}
    found = []
    for problem in validate(after, settings):
        block = None if problem.block is None else after.block(problem.block)
        if block is None or _key(problem) in known or problem.field[:1] == (_OF_THE_TRIGGER,):
            continue
        place = place_words(problem.field)
        found.append(Broken(block.id, block.name, place, problem.sentence, problem.severity))
    return tuple(found)


def place_words(field: tuple[str | int, ...]) -> str:
    """A place within a block's settings in words: ("actions", 1, "text") is "action 2, text".

    Within a condition, the condition is all that is said: what is in it has no names.
    """
    words: list[str] = []
    for part in field:
        if isinstance(part, int):
            if words:
                words[-1] = f"{words[-1].removesuffix('s')} {part + 1}"
        else:
            words.append(part.replace("_", " "))
            if part in ("condition", "filter", "until"):
                break
    return ", ".join(words)


def _key(problem: Problem) -> tuple[str | None, tuple[str | int, ...], str]:
    """A place that was wrong already is not broken by being wrong in another way."""
    return problem.block, problem.field, problem.severity

"""A problem that goes away once the project has one more name (W-1): from its sentence to what to add."""

from dataclasses import dataclass

from engine.flow.validation import Problem
from engine.world.naming import NAMED, called, name_fault
from engine.world.settings import Settings
from engine.world.world import UnknownName


@dataclass(frozen=True, slots=True)
class Naming:
    """A name to be added to the project's, and that in words: "create the segment 'vip'"."""

    words: str
    what: str
    """The key of the settings: "segments"."""
    name: str


def naming(problem: Problem, settings: Settings) -> Naming | None:
    """The name that a problem lacks, where names of that kind can be created."""
    sentence = problem.sentence
    if not isinstance(sentence, UnknownName):
        return None
    for what in NAMED:
        if f"there is no {called(what)} {sentence.name!r}" in sentence:
            if name_fault(getattr(settings, what), what, sentence.name) is not None:
                return None
            return Naming(f"create the {called(what)} {sentence.name!r}", what, sentence.name)
    return None

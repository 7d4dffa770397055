"""A problem that goes away once the project has one more name (W-1): from the problem to what to add."""

from dataclasses import dataclass
from typing import Final

from engine.flow.validation import Problem
from engine.world.naming import NAMED, called, name_fault
from engine.world.settings import Settings
from engine.world.world import UnknownName

_BY_KIND: Final = {called(what): what for what in NAMED}


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
    what = _BY_KIND.get(sentence.what)
    if what is None or name_fault(getattr(settings, what), what, sentence.name) is not None:
        return None
    return Naming(f"create the {sentence.what} {sentence.name!r}", what, sentence.name)

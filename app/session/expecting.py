"""What came of a scenario's expectations: it is played to its end, beside the run that is shown."""

from typing import Final

from app.session.library import Library
from app.session.requests import Expected
from engine.expectations.playing import NeverEnds, play
from engine.expectations.reasons import reasons
from engine.simulation.refusals import ChangeRefused
from storage.files import read_scenario
from storage.given import Library as Given
from storage.given import cases
from storage.problems import BadFile, FileProblem

MOST_WHYS: Final = 5
"""Failing expectations of which it is told why."""


def expectations(library: Library) -> tuple[Expected, ...]:
    """Every change that must be refused, then every expectation, in the order of the file. Raises BadFile
    where the scenario cannot be played."""
    entry = library.scenario()
    if entry is None:
        return ()
    text = read_scenario(library.workspace.scenarios.text(entry.name), entry.name)
    [case, *_] = cases(text, None, Given(library.workspace))
    try:
        result = play(case.inputs, case.scenario.then)
    except (ChangeRefused, NeverEnds) as problem:
        raise BadFile([FileProblem(entry.name, 0, 0, str(problem))]) from None
    assert result.seen is not None
    words = result.seen.simulation.world.zone.words

    def when(at: int | None) -> str:
        return "" if at is None else f"{words(at)}, "

    refusals = tuple(
        Expected(f"{when(refusal.entry.at)}{refusal.entry.do}", (refusal.checked,))
        for refusal in result.refusals
    )
    # A reason means to play the scenario again: whoever sees more failing mends the first ones first.
    failing = [outcome.number for outcome in result.outcomes if not outcome.ok][:MOST_WHYS]
    return refusals + tuple(
        Expected(
            f"{when(outcome.expectation.at)}{outcome.about}",
            tuple(outcome.checks),
            tuple(reasons(case.inputs, outcome.expectation, result.seen))
            if outcome.number in failing
            else (),
        )
        for outcome in result.outcomes
    )

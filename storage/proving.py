"""Proving scenarios: each file is read, each row of its examples played, and its expectations are checked."""

import os
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.expectations.checking import Check
from engine.expectations.naming import stranger
from engine.expectations.playing import NeverEnds, Outcome, Result, play
from engine.expectations.reasons import reasons
from engine.scenario import played
from engine.simulation.refusals import ChangeRefused
from storage.files import ScenarioText, read_scenario
from storage.given import Case, Library, cases
from storage.problems import BadFile, FileProblem

HEAD = 1 << 16
"""Bytes within which a file says that it is a scenario."""

_KIND = re.compile(rb"""^(?:\{[ \t]*)?['"]?flowrig['"]?[ \t]*:[ \t]*['"]?([^'"\s]*)""", re.MULTILINE)
_NAMED = re.compile(rb"""^['"]?scenario['"]?[ \t]*:[ \t]+([^\s{\[|>&*#][^\r\n]*)""", re.MULTILINE)
_PART = re.compile(rb"""^['"]?(?:given|when|then|timeline)['"]?[ \t]*:""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Proof:
    """A scenario that was played, with one row of its examples; where it fails, its first departure."""

    file: str
    line: int
    name: str
    ok: bool
    title: str = ""
    expected: str | None = None
    actual: str | None = None
    why: tuple[str, ...] = ()
    seconds: float = 0.0
    more: int = 0
    """How many further expectations do not hold."""


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of one file."""

    file: str
    proofs: tuple[Proof, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    """Why it, or a part of it, could not be read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which scenarios of the files are meant."""

    name: str = ""
    """Its name or title holds this, upper and lower case being the same."""
    rule: str = ""
    """It proves this rule."""

    def __contains__(self, case: Case) -> bool:
        scenario = case.scenario
        text = self.name.casefold()
        return (not text or text in case.name.casefold() or text in scenario.title.casefold()) and (
            not self.rule or self.rule in scenario.rules
        )


def scenario_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named that say that they are scenarios, in order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                found = Path(folder) / name
                if name.lower().endswith((".yaml", ".yml")) and is_scenario(found):
                    yield found


def is_scenario(path: Path) -> bool:
    """Whether a file says that it is a scenario, wherever its header stands, or reads like one without a
    header: what is not played must not look like what passes. One that cannot be read may be one."""
    head = _head(path)
    if head is None:
        return True
    kind = _KIND.search(head)
    if kind is not None:
        return kind[1].startswith(b"scenario/")
    return bool(_NAMED.search(head) and _PART.search(head))


def said_name(path: Path) -> bytes:
    """What a file says that its scenario is called, roughly: to see which files say the same."""
    found = _NAMED.search(_head(path) or b"")
    return b"" if found is None else found[1].partition(b" #")[0].strip(b" \t'\"")


def _head(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(HEAD).removeprefix(b"\xef\xbb\xbf")
    except (OSError, ValueError):
        return None


def is_traffic(text: ScenarioText) -> bool:
    """Whether a scenario is a mere record of what happened, as imports write it: no test."""
    return "timeline" in text.document.data and "then" not in text.document.data


def prove(path: Path, library: Library, wanted: Wanted) -> Proved:
    """Read and play one file. What is wrong with it stands in the answer."""
    name = str(path)
    try:
        text = read_scenario(library.document(path), name)
        if is_traffic(text):
            return Proved(name)
        found = [case for case in cases(text, path.parent, library) if case in wanted]
    except BadFile as bad:
        return Proved(name, problems=bad.problems)
    proofs: list[Proof] = []
    problems: dict[str, FileProblem] = {}
    for case in found:
        try:
            proofs.append(_prove(case, name))
        except BadFile as bad:
            problems.update({str(problem): problem for problem in bad.problems})
    return Proved(name, tuple(proofs), tuple(problems.values()))


def _prove(case: Case, file: str) -> Proof:
    began = time.perf_counter()
    scenario, document = case.scenario, case.document
    line = document.place(("scenario",))[0]
    title = scenario.title

    def failed(place: Sequence[str | int], expected: str, actual: str, why: Sequence[str] = ()) -> Proof:
        seconds = time.perf_counter() - began
        line = document.place(place)[0]
        wrong = sum(not one.ok for one in result.outcomes) + sum(
            not one.checked.ok for one in result.refusals
        )
        return Proof(
            file, line, case.name, False, title, expected, actual, tuple(why), seconds, max(0, wrong - 1)
        )

    result = Result()
    if not scenario.then and not any(entry.frame.refused for entry in case.inputs.entries):
        return failed(("scenario",), "something to prove (then)", "there is nothing")
    try:
        play(case.inputs, scenario.then, result)
    except ChangeRefused as refused:
        # What went otherwise before may be why.
        departure = first_departure(case, result)
        if departure is not None:
            return failed(*departure)
        place = played(case.inputs.entries, refused.of)[refused.number].place
        what = "the change is applied" if refused.of == "changes" else "it is done"
        return failed(place, what, f"refused: {refused.place}: {refused}")
    except NeverEnds as endless:
        return failed(("scenario",), "the scenario comes to an end", str(endless))
    _refuse_strangers(case, result)
    departure = first_departure(case, result)
    if departure is None:
        seconds = time.perf_counter() - began
        return Proof(file, line, case.name, True, title, seconds=seconds)
    return failed(*departure)


def _refuse_strangers(case: Case, result: Result) -> None:
    if not result.strangers or result.seen is None:
        return
    known = sorted(result.seen.watch.customers)
    raise BadFile(
        case.document.problem(("then", n, "customer"), stranger(customer, known))
        for n, customer in result.strangers
    )


Departure = tuple[Sequence[str | int], str, str, Sequence[str]]
"""Where it stands, what was expected, what there was, and why."""


def first_departure(case: Case, result: Result) -> Departure | None:
    """What went otherwise first, in the order of time; None where all is as expected."""
    found: list[tuple[int, int, Departure]] = []
    late = 1 << 62
    for n, refusal in enumerate(result.refusals):
        if not refusal.checked.ok:
            told = _told("", refusal.checked)
            found.append((refusal.entry.at, n, (refusal.entry.place, *told, ())))
    failed = [outcome for outcome in result.outcomes if not outcome.ok]
    failed.sort(key=lambda one: (late if one.expectation.at is None else one.expectation.at, one.number))
    if failed:
        outcome = failed[0]
        at = outcome.expectation.at
        found.append((late if at is None else at, late, _departure(case, result, outcome)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _departure(case: Case, result: Result, outcome: Outcome) -> Departure:
    at = outcome.expectation.at
    when = "" if at is None else f"{case.zone.words(at)}: "
    told = _told(f"{when}{outcome.about}: ", outcome.first)
    assert result.seen is not None
    why = reasons(case.inputs, outcome.expectation, result.seen)
    return ("then", outcome.number), *told, why


def _told(before: str, check: Check) -> tuple[str, str]:
    return f"{before}{check.thing}: {check.expected}", f"{check.thing}: {check.actual}"

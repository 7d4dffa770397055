"""`flowrig test`: play scenarios and see whether what they expect holds."""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

from app.cli.failing import CONTENT, FINE, USAGE, Stop, complain
from app.cli.proving import prove_all
from app.cli.sources import is_there, refuse_to_replace
from app.cli.streams import print_json
from app.cli.tables import counted
from app.cli.test_report import junit
from app.text import visible
from storage.problems import FileProblem
from storage.proving import Proof, Proved, Wanted, said_name, scenario_files
from storage.whole import written_whole

GREEN, RED, DIM, PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[0m"


def carry_out(chosen: argparse.Namespace) -> int:
    paths = list(dict.fromkeys(Path(path) for path in chosen.paths))
    missing = [_missing(path) for path in paths if not is_there(path)]
    files = list(dict.fromkeys(scenario_files([path for path in paths if is_there(path)])))
    if not files:
        nothing = f"there are no scenarios in {visible(', '.join(chosen.paths))}"
        raise Stop(USAGE, *(str(one.problems[0]) for one in missing) if missing else (nothing,))
    if chosen.junit is not None:
        refuse_to_replace(chosen.junit, files)
    paint = Paint(not chosen.json and colours())
    # A rule is E-35a: the family's letter is a capital, the last one is not.
    rule = (chosen.rule or "").strip()
    wanted = Wanted(chosen.name or "", rule[:1].upper() + rule[1:])
    twice = Counter(map(said_name, files))
    complain(str(one.problems[0]) for one in missing)
    all_proved: list[Proved] = list(missing)
    for proved in prove_all(files, wanted, chosen.jobs, chosen.workspace):
        all_proved.append(proved)
        if not chosen.json:
            same = twice[said_name(Path(proved.file))] > 1
            for proof in proved.proofs:
                print("\n".join(lines(proof, paint, same)))
        complain(str(problem) for problem in proved.problems)
    proofs = [proof for proved in all_proved for proof in proved.proofs]
    unread = [proved for proved in all_proved if proved.problems]
    if not proofs and not unread:
        filtered = chosen.name is not None or chosen.rule is not None
        raise Stop(
            USAGE,
            "no scenario is as -k and --rule say"
            if filtered
            else "there is nothing to prove: these scenarios are mere traffic, without given, when and then",
        )
    if chosen.junit is not None:
        with written_whole(Path(chosen.junit)) as out:
            out.write(junit(all_proved))
    if chosen.json:
        print_json(as_json(proofs))
    else:
        print(summary(proofs, unread, paint))
    if unread:
        return USAGE
    return FINE if all(proof.ok for proof in proofs) else CONTENT


def _missing(path: Path) -> Proved:
    name = str(path)
    return Proved(name, problems=(FileProblem(name, 0, 0, "there is no such file or folder"),))


def colours() -> bool:
    """Whether standard output is a terminal that wants colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Paint:
    """Colours, or none."""

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, colour: str, text: str) -> str:
        return f"{colour}{text}{PLAIN}" if self._on else text


def lines(proof: Proof, paint: Paint, same: bool = False) -> list[str]:
    """A scenario in the report: one line, and below it what went otherwise. `same`: others have its name, so
    that its file is told."""
    if proof.ok:
        where = f"  {paint(DIM, visible(proof.file))}" if same else ""
        return [f"{paint(GREEN, '✓')} {visible(proof.name)}{where}"]
    found = [f"{paint(RED, '✗')} {visible(proof.name)}  {paint(DIM, visible(f'{proof.file}:{proof.line}'))}"]
    if proof.title:
        found.append(f"    {paint(DIM, visible(proof.title))}")
    found.append(f"    expected  {visible(proof.expected or '')}")
    found.append(f"    actual    {paint(RED, visible(proof.actual or ''))}")
    found += [f"    {'why' if n == 0 else '   '}       {visible(line)}" for n, line in enumerate(proof.why)]
    if proof.more:
        what = "expectation does" if proof.more == 1 else "expectations do"
        found.append(f"    and       {proof.more:,} more {what} not hold")
    return found


def summary(proofs: list[Proof], unread: list[Proved], paint: Paint) -> str:
    """The last line."""
    failed = sum(not proof.ok for proof in proofs)
    parts = [paint(GREEN, f"{len(proofs) - failed:,} passed")]
    if failed:
        parts.append(paint(RED, f"{failed:,} failed"))
    if unread:
        parts.append(paint(RED, f"{counted(len(unread), 'file')} could not be read"))
    return ", ".join(parts)


def as_json(proofs: list[Proof]) -> dict[str, object]:
    """The results in the fixed form of `--json`."""
    return {
        "passed": sum(proof.ok for proof in proofs),
        "failed": sum(not proof.ok for proof in proofs),
        "scenarios": [
            {
                "file": proof.file,
                "line": proof.line,
                "name": proof.name,
                "ok": proof.ok,
                "expected": proof.expected,
                "actual": proof.actual,
                "why": "\n".join(proof.why) or None,
            }
            for proof in proofs
        ],
    }

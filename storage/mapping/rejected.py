"""Rows that cannot be taken: where, and why."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from storage.problems import BadFile, FileProblem, shown
from storage.whole import written_whole


@dataclass(frozen=True, slots=True)
class RowProblem(FileProblem):
    """Something wrong in a row of a CSV file: `line` is the row, the header is row 1; 0 for the file."""

    name: str = ""
    """The column's name; empty for the row as a whole."""

    def __str__(self) -> str:
        row = f":{self.line}" if self.line else ""
        column = f":{shown(self.name, 60)}" if self.name else ""
        return f"{shown(self.file, 1000)}{row}{column}: {self.sentence}"


def row_problem(file: str, row: int, column: str, sentence: str) -> RowProblem:
    return RowProblem(file, row, 0, sentence, column)


class BadRows(BadFile):
    """Rows that cannot be taken, so that nothing was imported. Only the first of them are named here."""

    def __init__(self, problems: Iterable[RowProblem], total: int, report: Path | None) -> None:
        super().__init__(problems)
        self.total = total
        """How many there are."""
        if total > len(self.problems):
            where = "give --report to have them all" if report is None else f"all of them are in {report}"
            self.args = (f"{self.args[0]}\n… and {total - len(self.problems)} more problems: {where}",)


def write_report(path: Path, problems: Iterable[RowProblem]) -> None:
    """List rejected rows as CSV: file, row, column, reason. Raises BadFile where it cannot be written."""
    with written_whole(path) as file:
        writer = csv.writer(file)
        writer.writerow(("file", "row", "column", "reason"))
        for problem in problems:
            writer.writerow((problem.file, problem.line or "", shown(problem.name), problem.sentence))

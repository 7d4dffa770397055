"""Importing: files of rows become a world and a scenario of a workspace, whole or not at all (W-6)."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import from_json

from engine.time.civil import Zone
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.world import Refused, World, WorldState
from storage.mapping.files import MappingFile
from storage.mapping.plans import NO_TEMPLATE, Plan, first_cell, make_plans
from storage.mapping.pseudonyms import Pseudonyms
from storage.mapping.rejected import BadRows, RowProblem, row_problem, write_report
from storage.mapping.scope import MappingFault
from storage.mapping.spool import Spool
from storage.mapping.tables import data_file
from storage.mapping.templates import CellFault, Frame
from storage.model_problems import sentence
from storage.problems import BadFile
from storage.whole import check_place
from storage.workspace import Workspace
from storage.yaml_writing import write

SHOWN: Final = 50
"""Problems that an error names; a report names all of them."""


@dataclass(frozen=True, slots=True)
class FileCount:
    """What became of a file's rows, its header apart."""

    rows: int
    rejected: int
    left_out: int
    """Rows of which nothing came, as the mapping has it."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import has made."""

    world: str
    scenario: str
    customers: int
    """Who is in the world from the start, or comes into it."""
    products: int
    orders: int
    changes: int
    """Of the timeline."""
    first_at: int | None
    last_at: int | None
    kinds: dict[str, int]
    """How many changes of each kind the timeline has."""
    files: dict[str, FileCount]
    problems: tuple[RowProblem, ...]
    """Why rows were rejected: the first of them."""
    problem_count: int

    @property
    def rejected(self) -> int:
        """How many rows were rejected, of all files."""
        return sum(file.rejected for file in self.files.values())


def import_data(
    mapping: MappingFile,
    folder: Path | str,
    workspace: Workspace,
    *,
    skip_bad_rows: bool = False,
    pseudonymise: bool = False,
    report: Path | str | None = None,
) -> ImportResult:
    """Read the files in a folder as a mapping says, and keep what they say in a workspace.

    Every change is tried on a world first, so that nothing is imported that a run would refuse. With
    `skip_bad_rows` the good rows are imported; without, BadRows is raised for any bad one, and the
    workspace is as it was. `report` is a CSV file that lists the rejected rows. With `pseudonymise` names,
    addresses and ids of people are replaced. Raises BadFile also for what is wrong with a file as a whole,
    or with the mapping.
    """
    listed = None if report is None else Path(report)
    result = None
    if listed is not None:
        # Better told now than when everything is done.
        check_place(listed)
    with closing(Spool()) as spool:
        try:
            job = _Import(mapping, Path(folder), spool, Pseudonyms() if pseudonymise else None)
            job.read()
            if skip_bad_rows or not spool.problem_count():
                while True:
                    result = job.keep(workspace, skip_bad_rows)
                    if result is not None or not skip_bad_rows:
                        break
        except MappingFault as fault:
            raise BadFile([mapping.problem(fault.path, fault.sentence)]) from None
        total = spool.problem_count()
        if listed is not None:
            write_report(listed, spool.rejected())
        if total and not skip_bad_rows:
            raise BadRows(spool.rejected(SHOWN), total, listed)
        assert result is not None
        return result


class _Import:
    """One import: what it has read, and what of it cannot be taken."""

    def __init__(
        self, mapping: MappingFile, folder: Path, spool: Spool, pseudonyms: Pseudonyms | None
    ) -> None:
        self.mapping = mapping.mapping
        self.spool = spool
        self.zone = Zone(self.mapping.world.settings.time_zone)
        self.files = {name: data_file(folder, table) for name, table in self.mapping.tables.items()}
        self.start, self.timeline = make_plans(self.mapping, self.files, pseudonyms)
        self.plans = [*self.start, *self.timeline]
        self.used = {file.name: bytearray() for file in self.files.values()}
        """By file: whether something came of the row of that number."""
        self.rejected_in_pass: set[int] = set()

    # Reading the files.

    def read(self) -> None:
        """Read all records and put their changes away. What is wrong with rows goes to the spool."""
        for plan in self.plans:
            for frame, lines in plan.reader.read(self.spool, self._refuse):
                numbers = [row[0] for row in frame]
                line_numbers = [[row[0] for row in line] for line in lines]
                try:
                    self._put_away(plan, frame, lines, numbers, line_numbers)
                except CellFault as fault:
                    problem = plan.reader.problem(fault, numbers[0])
                    self._refuse(problem, plan.reader.lost(numbers, line_numbers))

    def _put_away(
        self,
        plan: Plan,
        frame: Frame,
        lines: Sequence[Frame],
        numbers: list[int],
        line_numbers: list[list[int]],
    ) -> None:
        made = [
            (n, change)
            for n, one in enumerate(plan.templates)
            if (change := one.make(frame, lines)) is not None
        ]
        if not made:
            return
        rows = f"[{numbers},{line_numbers}]"
        record = self.spool.add_record(plan.number, plan.customer(frame), rows)
        self.spool.add_changes([(record, n, at, text) for n, (at, text) in made])
        for one in (numbers, *line_numbers):
            for file, number in zip(plan.reader.files_of_frame(one), one, strict=True):
                self._use(file, number)

    def _use(self, file: str, number: int) -> None:
        # Number 0 is a row that an optional join did not find.
        if not number:
            return
        used = self.used[file]
        if number >= len(used):
            used.extend(bytes(number + 1024))
        used[number] = 1

    def _refuse(self, problem: RowProblem, lost: Sequence[tuple[str, int]] = ()) -> None:
        self.spool.reject(problem)
        here = (problem.file, problem.line)
        for file, row in lost:
            if (file, row) != here:
                why = f"it goes with row {problem.line} of {problem.file}, which cannot be taken"
                self.spool.reject(row_problem(file, row, "", why))

    # Trying the changes on a world, and keeping them.

    def keep(self, workspace: Workspace, skip_bad_rows: bool) -> ImportResult | None:
        """Play what was read and keep it in the workspace. None where records were refused meanwhile: they
        are left out from now on, and what depends on them may be refused next time."""
        self.rejected_in_pass.clear()
        world = World(self._start())
        kinds: dict[str, int] = {}
        with workspace.scenarios.staged(self._play(world, self.timeline, kinds)) as staged:
            if self.rejected_in_pass or (self.spool.problem_count() and not skip_bad_rows):
                return None
            name, scenario = self.mapping.world.name, self.mapping.scenario
            # Keep a world without the timeline's marks on it.
            start = self._start()
            with workspace.connection.transaction():
                workspace.worlds.save(name, start)
                workspace.scenarios.save(scenario, self._scenario_text(), world=name, timeline=staged)
            return ImportResult(
                name,
                scenario,
                len(world.customers),
                len(world.products),
                len(world.orders),
                staged.changes,
                staged.first_at,
                staged.last_at,
                kinds,
                self._file_counts(),
                tuple(self.spool.rejected(SHOWN)),
                self.spool.problem_count(),
            )

    def _start(self) -> WorldState:
        """The world before the first instant of the timeline."""
        world = World(WorldState(self.mapping.world.settings))
        for _ in self._play(world, self.start, {}):
            pass
        return world.state()

    def _play(self, world: World, plans: Sequence[Plan], kinds: dict[str, int]) -> Iterator[Change]:
        """The changes of some plans in order, each tried on the world before it is given out."""
        if not plans:
            return
        first, after = plans[0].number, plans[-1].number + 1
        earliest = self.spool.first_at(len(self.start)) or 0
        for record, number, template, at, text, who, customer in self.spool.changes(first, after):
            if record in self.rejected_in_pass:
                continue
            data = from_json(text)
            if at is None:
                data["at"] = earliest
            if who is not None and who not in world.customers:
                created = from_json(customer)
                created["at"] = data["at"]
                if "happened_at" in data:
                    created["happened_at"] = data["happened_at"]
                change = self._try(world, record, number, NO_TEMPLATE, created)
                if change is None:
                    continue
                kinds[created["do"]] = kinds.get(created["do"], 0) + 1
                yield change
            change = self._try(world, record, number, template, data)
            if change is not None:
                kinds[data["do"]] = kinds.get(data["do"], 0) + 1
                yield change

    def _try(
        self, world: World, record: int, plan: int, template: int, data: dict[str, Any]
    ) -> Change | None:
        """Apply a change, or leave its record out; the change if it was applied."""
        try:
            change = CHANGE.validate_python(data, context={"zone": self.zone})
            world.now = change.at
            world.apply(change)
        except Refused as refused:
            place = [int(step) if step.isdigit() else step for step in refused.place.split(".")]
            self._refuse_record(record, self.plans[plan], template, place, str(refused))
        except ValidationError as invalid:
            error = invalid.errors(include_url=False)[0]
            # The first step names the kind of change.
            place = list(error["loc"][1:])
            missing = error["type"] == "missing"
            told = "it is empty, and the change needs it" if missing else sentence(error)
            self._refuse_record(record, self.plans[plan], template, place, told)
        else:
            return change
        return None

    def _refuse_record(
        self, record: int, plan: Plan, template: int, place: list[str | int], sentence: str
    ) -> None:
        filler, line, path = plan.fault(template, place)
        ref = first_cell(filler)
        if ref is None:
            raise MappingFault(path, sentence)
        numbers, lines = from_json(self.spool.rows_of(record))
        number = (numbers if line is None else lines[line])[ref.source] or numbers[0]
        self.rejected_in_pass.add(record)
        self.spool.drop(record)
        problem = row_problem(plan.reader.file(ref), number, ref.column, sentence)
        self._refuse(problem, plan.reader.lost(numbers, lines))

    def _file_counts(self) -> dict[str, FileCount]:
        rejected = dict.fromkeys(self.used, 0)
        for name, row in self.spool.rejected_rows():
            rejected[name] += 1
            if row < len(self.used[name]):
                self.used[name][row] = 0
        # Two tables may be one file; one that is not used is not read.
        seen = dict.fromkeys(self.used, 0)
        for file in self.files.values():
            seen[file.name] = max(seen[file.name], file.seen)
        return {
            name: FileCount(seen[name], rejected[name], seen[name] - rejected[name] - sum(used))
            for name, used in self.used.items()
        }

    def _scenario_text(self) -> str:
        mapping = self.mapping
        text = {"flowrig": "scenario/1", "scenario": mapping.scenario, "world": mapping.world.name}
        return write(text | {"note": mapping.note} if mapping.note else text)

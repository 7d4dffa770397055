"""Rows with all that belongs to them: joined rows, the rows of a group, the lines of another table."""

from collections.abc import Iterator, Sequence
from typing import Final

from engine.time.civil import Zone
from storage.mapping.conditions import Holds, before_and_after_joins
from storage.mapping.datafile import DataFile
from storage.mapping.joining import Joined, Refuse, key_of, shelved
from storage.mapping.model import Join, Records
from storage.mapping.rejected import RowProblem, row_problem
from storage.mapping.scope import MappingFault, Scope, Source
from storage.mapping.spool import Keyed, Keys, Spool
from storage.mapping.templates import CellFault, Frame, Ref, Row

MOST_LINES: Final = 10_000
"""Rows in a group, or lines of a row."""

Path = tuple[str | int, ...]


class RecordReader:
    """Reads the records of one part of a mapping. Its scopes are filled before it reads."""

    def __init__(
        self, records: Records, files: dict[str, DataFile], zone: Zone, decimals: int, path: Path
    ) -> None:
        """Raises MappingFault or BadFile."""
        self.records = records
        self._files = files
        self._sources = [Source(records.source, files[records.source], 0)]
        self._joined = self._joins(records.join, (*path, "join"), None)
        self._outer = len(self._sources)
        """How many rows a record's own frame has; the line's own row follows them."""
        self.scope = self.line_scope = Scope(list(self._sources))
        self._line_joined: list[Joined] = []
        self._line_when: tuple[Holds | None, Holds | None] = (None, None)
        if records.lines is not None:
            lines, place = records.lines, (*path, "lines")
            ours = [self.scope.find(name, (*place, "on", their)) for their, name in lines.on.items()]
            if any(ref.source for ref, _ in ours):
                raise MappingFault((*place, "on"), f"lines are found by columns of {records.source} itself")
            self._lines_by = key_of(ours)
            self._sources.append(Source(lines.table, files[lines.table], self._outer))
            self._line_joined = self._joins(lines.join, (*place, "join"), self._outer)
            self.line_scope = Scope(list(self._sources), self._outer)
            self._line_when = before_and_after_joins(
                lines.when, self.line_scope, self._outer + 1, zone, decimals, (*place, "when")
            )
        self._when = before_and_after_joins(records.when, self.scope, 1, zone, decimals, (*path, "when"))
        self._group = [self.scope.find(name, (*path, "group_by")) for name in records.group_by or ()]
        self._same = [self.scope.find(name, (*path, "same")) for name in records.same]

    def _joins(self, joins: Sequence[Join], path: Path, line: int | None) -> list[Joined]:
        joined = []
        for n, join in enumerate(joins):
            source = Source(join.table, self._files[join.table], len(self._sources))
            joined.append(Joined(join, source, Scope(list(self._sources), line), (*path, n)))
            self._sources.append(source)
        return joined

    def file(self, ref: Ref) -> str:
        """The name of the file in which a column stands."""
        return self._sources[ref.source].file.name

    def files_of_frame(self, frame: Sequence[int | Row]) -> list[str]:
        """The file of each row of a frame."""
        return [source.file.name for source, _ in zip(self._sources, frame, strict=False)]

    def lost(self, frame: Sequence[int], lines: Sequence[Sequence[int]]) -> list[tuple[str, int]]:
        """The rows that a record is made of and no other: (file, row). Frames are rows' numbers here."""
        own = self._sources[0].file.name
        if self.records.group_by is not None:
            return [(own, line[0]) for line in lines]
        if self.records.lines is None:
            return [(own, frame[0])]
        file = self._sources[self._outer].file.name
        return [(own, frame[0]), *[(file, line[self._outer]) for line in lines]]

    def read(self, spool: Spool, refuse: Refuse) -> Iterator[tuple[Frame, Sequence[Frame]]]:
        """All records that the conditions let through: (frame, its lines)."""
        for joined in (*self._joined, *self._line_joined):
            joined.stock(spool, refuse)
        if self.records.group_by is not None:
            return self._groups(spool, refuse)
        if self.records.lines is not None:
            return self._with_lines(spool, refuse)
        return ((frame, ()) for frame in self._frames(refuse, None))

    def problem(self, fault: CellFault, own_row: int) -> RowProblem:
        """A cell's fault as a problem of its row, or of the record's own row where there is none."""
        if fault.number:
            return row_problem(self.file(fault.cell), fault.number, fault.cell.column, fault.reason)
        return row_problem(self._sources[0].file.name, own_row, fault.cell.column, fault.reason)

    def _frames(self, refuse: Refuse, keys: Keys | None) -> Iterator[Frame]:
        """The table's own rows with what is joined to them. `keys` are told those of all rows, so that the
        lines of rows that are left out are no strays."""
        own = self._sources[0]
        cells = list(own.used.values())
        for number, row in own.file.rows(refuse):
            frame: Frame = ((number, *[row[n] for n in cells]),)
            if keys is not None:
                keys.add(self._lines_by(frame))
            try:
                complete = _complete(frame, self._joined, self._when)
            except CellFault as fault:
                refuse(self.problem(fault, number))
            else:
                if complete is not None:
                    yield complete

    def _groups(self, spool: Spool, refuse: Refuse) -> Iterator[tuple[Frame, Sequence[Frame]]]:
        """Rows of a group may stand anywhere in the file, so that they wait on a shelf."""
        key = key_of(self._group)
        widths = [1 + len(source.used) for source in self._sources]
        own = self._sources[0].file.name
        shelf = spool.shelf(sum(widths) - 1)

        def keyed() -> Iterator[Keyed]:
            for frame in self._frames(refuse, None):
                if group := key(frame):
                    yield (group, *[cell for row in frame for cell in row])
                else:
                    name = ", ".join(ref.column for ref, _ in self._group)
                    refuse(row_problem(own, frame[0][0], name, "it is empty, and rows are grouped by it"))

        shelf.fill(keyed())
        for group in shelf.groups():
            frames = [_cut(row, widths) for row in group]
            problem = self._odd_group(frames)
            if problem is None:
                yield frames[0], frames
            else:
                refuse(problem, [(own, frame[0][0]) for frame in frames])

    def _odd_group(self, frames: Sequence[Frame]) -> RowProblem | None:
        file = self._sources[0].file.name
        first = frames[0][0][0]
        if len(frames) > MOST_LINES:
            return row_problem(
                file, first, "", f"more than {MOST_LINES:,} rows are one group: check `group_by`"
            )
        for ref, column in self._same:
            key = key_of([(ref, column)])
            value = key(frames[0])
            for frame in frames:
                if key(frame) != value:
                    sentence = f"it differs from row {first}, which is of the same group"
                    return row_problem(file, frame[0][0], ref.column, sentence)
        return None

    def _with_lines(self, spool: Spool, refuse: Refuse) -> Iterator[tuple[Frame, Sequence[Frame]]]:
        lines = self.records.lines
        assert lines is not None
        source = self._sources[self._outer]
        file, own = source.file.name, self._sources[0].file.name
        shelf = shelved(source, list(lines.on), spool, refuse)
        keys = shelf.keys()
        for frame in self._frames(refuse, keys):
            key = self._lines_by(frame)
            found = shelf.all(key) if key else []
            number = frame[0][0]
            rows = [(own, number), *[(file, row[0]) for row in found]]
            if len(found) > MOST_LINES:
                sentence = f"more than {MOST_LINES:,} rows of {file} belong to it: check `lines`"
                refuse(row_problem(own, number, "", sentence), rows)
                continue
            try:
                joined = [_complete((*frame, row), self._line_joined, self._line_when) for row in found]
            except CellFault as fault:
                refuse(self.problem(fault, number), rows)
            else:
                yield frame, [line for line in joined if line is not None]
        if not lines.optional:
            name = ", ".join(lines.on)
            for number in shelf.without(keys):
                refuse(row_problem(file, number, name, f"it belongs to no row of {own}"))


def _complete(
    frame: Frame, joined: Sequence[Joined], when: tuple[Holds | None, Holds | None]
) -> Frame | None:
    """A frame with what is joined to it; None where a condition leaves it out. Raises CellFault."""
    before, after = when
    if before is not None and not before(frame):
        return None
    for join in joined:
        frame = (*frame, join.find(frame))
    return frame if after is None or after(frame) else None


def _cut(row: Row, widths: Sequence[int]) -> Frame:
    """Take a frame apart that was put away as one row."""
    frame, start = [], 0
    for width in widths:
        frame.append(row[start : start + width])
        start += width
    return tuple(frame)

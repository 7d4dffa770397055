"""Which columns a name in a mapping means, and where a frame has their cells."""

from collections.abc import Sequence

from storage.mapping.columns import quoted
from storage.mapping.datafile import DataFile
from storage.mapping.model import Column
from storage.mapping.templates import Ref

_TEXT = Column()


class MappingFault(Exception):
    """What is wrong with a mapping beside its files, or in the world: the place, and a sentence."""

    def __init__(self, path: tuple[str | int, ...], sentence: str) -> None:
        super().__init__(sentence)
        self.path = path
        self.sentence = sentence


class Source:
    """A table's part in a frame: which of its columns the mapping uses."""

    def __init__(self, alias: str, file: DataFile, place: int) -> None:
        self.alias = alias
        self.file = file
        self.place = place
        self.used: dict[str, int] = {}
        """Columns, and where the file has them, in the order in which a row of the frame has them."""

    def ref(self, column: str) -> Ref:
        """Where a frame has the column's cell. Raises BadFile where the file lacks it."""
        if column not in self.used:
            self.used[column] = self.file.position(column)
        return Ref(self.place, 1 + list(self.used).index(column), self.alias, column)

    def column(self, name: str) -> Column:
        return self.file.table.columns.get(name, _TEXT)

    def has(self, column: str) -> bool:
        return column in self.file.header


class Scope:
    """The rows of a frame. The first one's columns have no prefix, nor, in a line, the line's own."""

    def __init__(self, sources: Sequence[Source], line: int | None = None) -> None:
        self.sources = sources
        self.line = line
        """Where the line's own row is, in the scope of a line."""

    @property
    def _own(self) -> Source:
        return self.sources[0 if self.line is None else self.line]

    def row_number(self) -> Ref:
        """Where a frame has the number of its own row, or of the line's."""
        return Ref(self._own.place, 0, self._own.alias, "")

    def find(self, name: str, path: tuple[str | int, ...]) -> tuple[Ref, Column]:
        """The column of that name. Raises MappingFault or BadFile where there is none."""
        own = self._own
        if own.has(name):
            return own.ref(name), own.column(name)
        table, dot, column = name.partition(".")
        if dot:
            # A line's table comes before one of the same name outside it.
            for source in reversed(self.sources):
                if source.alias == table:
                    return source.ref(column), source.column(column)
        if self.sources[0].has(name):
            return self.sources[0].ref(name), self.sources[0].column(name)
        if dot and not own.file.nested:
            known = ", ".join(source.alias for source in self.sources)
            raise MappingFault(path, f"{quoted(name)} names no table that is here: there are {known}")
        return own.ref(name), own.column(name)

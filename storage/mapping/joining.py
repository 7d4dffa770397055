"""Finding the rows of other tables that belong to a row, by equal keys."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

from storage.mapping.columns import quoted, tidy
from storage.mapping.model import Column, Join, Keys
from storage.mapping.rejected import RowProblem, row_problem
from storage.mapping.scope import Scope, Source
from storage.mapping.spool import Keyed, Shelf, Spool
from storage.mapping.templates import CellFault, Frame, Ref, Row

Path = tuple[str | int, ...]

Columns = Sequence[tuple[Ref, Column]]

_BETWEEN: Final = "\x1f"


class Refuse(Protocol):
    """Takes what is wrong with a row, and which other rows are lost with it, as (file, row)."""

    def __call__(self, problem: RowProblem, lost: Sequence[tuple[str, int]] = ()) -> None: ...


def key_of(columns: Columns) -> Callable[[Frame], str]:
    """The key that a frame has in some columns; "" where one is empty, so that nothing is equal to it."""
    parts = [(ref.source, ref.position, tidy(column)) for ref, column in columns]
    if len(parts) == 1:
        source, position, tidied = parts[0]
        return lambda frame: tidied(frame[source][position])

    def key(frame: Frame) -> str:
        texts = [tidied(frame[source][position]) for source, position, tidied in parts]
        return _BETWEEN.join(texts) if all(texts) else ""

    return key


def shelved(source: Source, keys: Sequence[str], spool: Spool, refuse: Refuse) -> Shelf:
    """Put a table's rows away under their keys."""
    # The columns of the key are looked up first: a row's cells are those used by then.
    theirs = [(source.file.position(name), tidy(source.column(name))) for name in keys]
    cells = list(source.used.values())
    shelf = spool.shelf(len(cells))

    def rows() -> Iterator[Keyed]:
        for number, row in source.file.rows(refuse):
            texts = [tidied(row[position]) for position, tidied in theirs]
            yield (_BETWEEN.join(texts) if all(texts) else "", number, *[row[n] for n in cells])

    shelf.fill(rows())
    return shelf


class Joined:
    """A table of which one row is joined to each frame."""

    def __init__(self, join: Join, source: Source, scope: Scope, path: Path) -> None:
        self.source = source
        self._keys: Keys = join.on
        self._optional = join.optional
        ours = [scope.find(name, (*path, "on", their)) for their, name in join.on.items()]
        self._ref = ours[0][0]
        self._key = key_of(ours)
        self._shelf: Shelf | None = None

    def stock(self, spool: Spool, refuse: Refuse) -> None:
        """Read the table, to be called once and before `find`."""
        self._shelf = shelved(self.source, list(self._keys), spool, refuse)
        columns = ", ".join(self._keys)
        for row, earlier in self._shelf.contradictions():
            sentence = f"row {earlier} has the same key and says something else: only one can be meant"
            refuse(row_problem(self.source.file.name, row, columns, sentence))

    def find(self, frame: Frame) -> Row:
        """The row that belongs to a frame. Raises CellFault where there has to be one and is none."""
        assert self._shelf is not None
        key = self._key(frame)
        found = self._shelf.first(key) if key else None
        if found is not None:
            return found
        if self._optional:
            return (0, *[""] * len(self.source.used))
        value = quoted(key.replace(_BETWEEN, " "))
        there = f"there is no row for {value} in" if key else "it is empty, and needed to find the row in"
        raise CellFault(self._ref, frame[self._ref.source][0], f"{there} {self.source.file.name}")

"""What an import keeps on disk while it works, in a database without a name that vanishes with it.

So memory holds no table: joined rows are looked up, groups gathered and changes sorted here.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from storage.mapping.rejected import RowProblem, row_problem
from storage.mapping.templates import Row

_TABLES = """
CREATE TABLE record (id INTEGER PRIMARY KEY, plan INTEGER, customer BLOB, id_of_customer TEXT, rows TEXT);

CREATE TABLE change (n INTEGER PRIMARY KEY, record INTEGER, template INTEGER, at INTEGER, data BLOB);

CREATE TABLE rejected (file TEXT, row INTEGER, name TEXT, sentence TEXT, UNIQUE (file, row, name, sentence));

CREATE TABLE dropped (record INTEGER PRIMARY KEY)
"""

Keyed = tuple[Any, ...]
"""A key, then a row."""

_CACHE_KIB = 65_536


class Spool:
    """The database of one import. Close it, and it is gone."""

    def __init__(self) -> None:
        # SQLite keeps a database without a name in a temporary file that it removes by itself.
        self.conn = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode=off", "synchronous=off", f"cache_size=-{_CACHE_KIB}"):
            self.conn.execute(f"PRAGMA {pragma}")
        for statement in _TABLES.split(";\n\n"):
            self.conn.execute(statement)
        self.conn.execute("BEGIN")
        self._shelves = 0

    def close(self) -> None:
        self.conn.close()

    def shelf(self, width: int) -> "Shelf":
        """A new place for rows of so many cells."""
        self._shelves += 1
        return Shelf(self.conn, f"shelf_{self._shelves}", width)

    # Records and their changes.

    def add_record(self, plan: int, new_customer: tuple[str, bytes] | None, rows: str) -> int:
        """Note a record: its customer's id and the data to create them with; where its rows stand."""
        who, data = new_customer or (None, None)
        cursor = self.conn.execute("INSERT INTO record VALUES (NULL, ?, ?, ?, ?)", (plan, data, who, rows))
        number = cursor.lastrowid
        assert number is not None
        return number

    def add_changes(self, rows: Iterable[tuple[int, int, int | None, bytes]]) -> None:
        """(record, template, at, JSON), in the order given."""
        self.conn.executemany("INSERT INTO change VALUES (NULL, ?, ?, ?, ?)", rows)

    def changes(
        self, first_plan: int, after_plan: int
    ) -> Iterator[tuple[int, int, int, int | None, bytes, str | None, bytes]]:
        """(record, plan, template, at, JSON, customer's id, customer's JSON) of records that were not
        dropped, by `at`, those of one instant in the order given."""
        yield from self.conn.execute(
            "SELECT record, plan, template, at, change.data, id_of_customer, customer "
            "FROM change JOIN record ON record.id = record "
            "WHERE plan >= ? AND plan < ? AND record NOT IN (SELECT record FROM dropped) ORDER BY at, n",
            (first_plan, after_plan),
        )

    def first_at(self, first_plan: int) -> int | None:
        """The instant of the first change of the plans from this one on."""
        row = self.conn.execute(
            "SELECT min(at) FROM change JOIN record ON record.id = record WHERE plan >= ?", (first_plan,)
        ).fetchone()
        found: int | None = row[0]
        return found

    def rows_of(self, record: int) -> str:
        """Where a record's rows stand, as it was noted."""
        rows: str = self.conn.execute("SELECT rows FROM record WHERE id = ?", (record,)).fetchone()[0]
        return rows

    def drop(self, record: int) -> None:
        """Leave a record out from the next pass on."""
        self.conn.execute("INSERT INTO dropped VALUES (?)", (record,))

    # Rejected rows.

    def reject(self, problem: RowProblem) -> None:
        self.conn.execute(
            "INSERT OR IGNORE INTO rejected VALUES (?, ?, ?, ?)",
            (problem.file, problem.line, problem.name, problem.sentence),
        )

    def rejected(self, most: int = -1) -> Iterator[RowProblem]:
        """Problems by file and row; not more than `most`."""
        rows = self.conn.execute(
            "SELECT file, row, name, sentence FROM rejected ORDER BY file, row, rowid LIMIT ?", (most,)
        )
        return (row_problem(*row) for row in rows)

    def problem_count(self) -> int:
        count: int = self.conn.execute("SELECT count(*) FROM rejected").fetchone()[0]
        return count

    def rejected_rows(self) -> Iterator[tuple[str, int]]:
        """(file, row) of each row that was rejected."""
        yield from self.conn.execute("SELECT DISTINCT file, row FROM rejected")


class Shelf:
    """Rows put away under a key, in the order of the file. One line of a file may be several rows."""

    def __init__(self, conn: sqlite3.Connection, name: str, width: int) -> None:
        self._conn = conn
        self._name = name
        self._cells = "".join(f", c{n}" for n in range(width))
        conn.execute(f"CREATE TABLE {name} (k TEXT, n INTEGER{self._cells})")
        self._put = f"INSERT INTO {name} VALUES ({', '.join('?' * (width + 2))})"
        self._get = f"SELECT n{self._cells} FROM {name} WHERE k = ? ORDER BY rowid"

    def fill(self, rows: Iterable[Keyed]) -> None:
        """Put (key, row number, cells …) away."""
        self._conn.executemany(self._put, rows)
        self._conn.execute(f"CREATE INDEX {self._name}_k ON {self._name} (k)")

    def first(self, key: str) -> Row | None:
        found: Row | None = self._conn.execute(self._get, (key,)).fetchone()
        return found

    def all(self, key: str) -> list[Row]:
        """The rows under a key as they stood in the file."""
        return self._conn.execute(self._get, (key,)).fetchall()

    def groups(self) -> Iterator[list[Row]]:
        """The rows key by key, the keys as they first occurred."""
        rows = self._conn.execute(
            f"SELECT k, n{self._cells} FROM {self._name} "
            f"JOIN (SELECT k AS key, min(rowid) AS first FROM {self._name} GROUP BY k) ON key = k "
            f"ORDER BY first, {self._name}.rowid"
        )
        group: list[Row] = []
        under: str | None = None
        for key, *row in rows:
            if key != under and group:
                yield group
                group = []
            under = key
            group.append(tuple(row))
        if group:
            yield group

    def contradictions(self) -> Iterator[tuple[int, int]]:
        """(row, earlier row) that have the same key and say different things."""
        cells = [part for part in self._cells.split(", ") if part]
        differ = " OR ".join(f"a.{cell} IS NOT b.{cell}" for cell in cells) or "0"
        yield from self._conn.execute(
            f"SELECT a.n, b.n FROM {self._name} AS a JOIN "
            f"(SELECT k, min(rowid) AS first FROM {self._name} WHERE k <> '' GROUP BY k "
            f"HAVING count(*) > 1) AS f ON a.k = f.k JOIN {self._name} AS b ON b.rowid = f.first "
            f"WHERE a.rowid > f.first AND ({differ}) ORDER BY a.rowid"
        )

    def without(self, keys: "Keys") -> Iterator[int]:
        """The numbers of rows whose key is none of these."""
        rows = self._conn.execute(
            f"SELECT n FROM {self._name} WHERE k = '' OR k NOT IN (SELECT k FROM {keys.name}) ORDER BY n"
        )
        return (row[0] for row in rows)

    def keys(self) -> "Keys":
        return Keys(self._conn, f"{self._name}_asked")


class Keys:
    """Keys that were asked for."""

    def __init__(self, conn: sqlite3.Connection, name: str) -> None:
        self._conn = conn
        self.name = name
        conn.execute(f"CREATE TABLE {name} (k TEXT PRIMARY KEY) WITHOUT ROWID")

    def add(self, key: str) -> None:
        self._conn.execute(f"INSERT OR IGNORE INTO {self.name} VALUES (?)", (key,))

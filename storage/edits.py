"""The steps of editing each flow, so that undo and redo go on after a restart (F-16).

What a step is, is the editor's business; here it is text under a number. The steps belong to one text of the
flow: once that is another one, by import or from elsewhere, they are gone.
"""

import hashlib
import zlib
from collections.abc import Sequence
from typing import Final

from storage.connection import Connection

MOST_BYTES: Final = 10 << 20
"""What the steps of one flow may take up, packed; beyond that, the oldest are dropped."""

_MOST_UNPACKED: Final = 64 << 20


class Edits:
    """Steps of editing, by flow. Numbers count from 0 and go on where steps were dropped."""

    def __init__(self, connection: Connection, most_bytes: int = MOST_BYTES) -> None:
        self._connection = connection
        self._most_bytes = most_bytes

    def load(self, flow: str, text: str) -> tuple[int, int, tuple[str, ...]]:
        """The number of the first step that is kept, how many are done, and the steps.

        Nothing, where what is kept belongs to another text than this one.
        """
        row = self._connection.row("SELECT position, hash FROM flow_edits WHERE flow = ?", flow)
        if row is None or row[1] != hash_of(text):
            return 0, 0, ()
        query = "SELECT number, data FROM flow_edit WHERE flow = ? ORDER BY number"
        found = list(self._connection.rows(query, flow))
        steps = []
        room = _MOST_UNPACKED
        for _, data in found:
            step = _unpacked(data, room)
            if step is None:
                return 0, 0, ()
            steps.append(step.decode())
            room -= len(step)
        numbers = [number for number, _ in found]
        first = numbers[0] if numbers else row[0]
        if numbers != list(range(first, first + len(numbers))) or not first <= row[0] <= first + len(numbers):
            return 0, 0, ()
        return first, row[0], tuple(steps)

    def save(self, flow: str, text: str, since: int, steps: Sequence[str], position: int) -> None:
        """Keep these steps from the number `since` on, instead of all that is kept from there on."""
        connection = self._connection
        with connection.transaction():
            row = connection.row("SELECT max(number) FROM flow_edit WHERE flow = ?", flow)
            if since and (row is None or row[0] is None or row[0] < since - 1):
                # What came before is gone: the new ones are all there is.
                connection.run("DELETE FROM flow_edit WHERE flow = ?", flow)
            connection.run(
                "INSERT INTO flow_edits (flow, position, hash) VALUES (?, ?, ?) "
                "ON CONFLICT (flow) DO UPDATE SET position = excluded.position, hash = excluded.hash",
                flow,
                position,
                hash_of(text),
            )
            connection.run("DELETE FROM flow_edit WHERE flow = ? AND number >= ?", flow, since)
            for number, step in enumerate(steps, since):
                connection.run(
                    "INSERT INTO flow_edit (flow, number, data) VALUES (?, ?, ?)",
                    flow,
                    number,
                    zlib.compress(step.encode()),
                )
            self._drop_oldest(flow, position)

    def _drop_oldest(self, flow: str, position: int) -> None:
        """Stay within the bound: the oldest steps go; where only steps to be redone are left, the last."""
        row = self._connection.row("SELECT sum(length(data)) FROM flow_edit WHERE flow = ?", flow)
        total = 0 if row is None or row[0] is None else row[0]
        if total <= self._most_bytes:
            return
        query = "SELECT number, length(data) FROM flow_edit WHERE flow = ? ORDER BY number"
        sizes = list(self._connection.rows(query, flow))
        gone = [entry for entry in sizes if entry[0] < position]
        gone += [entry for entry in reversed(sizes) if entry[0] >= position]
        for number, size in gone:
            if total <= self._most_bytes:
                return
            self._connection.run("DELETE FROM flow_edit WHERE flow = ? AND number = ?", flow, number)
            total -= size


def hash_of(text: str) -> str:
    """What a text of a flow is known by again."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _unpacked(data: bytes, most: int) -> bytes | None:
    """None where it is damaged or larger than this."""
    unpacking = zlib.decompressobj()
    try:
        step = unpacking.decompress(data, max(most, 1))
        step.decode()
    except (zlib.error, UnicodeDecodeError):
        return None
    return step if unpacking.eof else None

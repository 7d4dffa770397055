"""Documents made of others: a part of a file on its own, and parts of a world laid over a world's file. Each
knows where everything stands, in whichever file that is."""

from collections.abc import Sequence
from typing import Any

from storage.problems import FileProblem
from storage.yaml import Document, Place

Way = Sequence[str | int]


class Part(Document):
    """A part of a document as one of its own."""

    def __init__(self, whole: Document, way: Way, data: Any) -> None:
        self.name = whole.name
        self.data = data
        self._whole = whole
        self._way = tuple(way)

    def place(self, path: Way, *, key: bool = False) -> Place:
        return self._whole.place((*self._way, *path), key=key)


class Laid(Document):
    """Parts laid over a document, key by key: a list is replaced whole, null takes away."""

    def __init__(self, below: Document, over: Document) -> None:
        self.name = below.name
        self.data = laid_over(below.data, over.data)
        self._below = below
        self._over = over

    def place(self, path: Way, *, key: bool = False) -> Place:
        return self._holder(path).place(path, key=key)

    def problem(self, path: Way, sentence: str, *, key: bool = False) -> FileProblem:
        return self._holder(path).problem(path, sentence, key=key)

    def _holder(self, path: Way) -> Document:
        """The file in which this stands: of the two the one that says more about it."""
        above, below = _depth(self._over.data, path), _depth(self._below.data, path)
        return self._over if above and above >= below else self._below


def _depth(data: Any, path: Way) -> int:
    """How many steps of a path lead to something."""
    for n, step in enumerate(path):
        if isinstance(data, dict) and step in data:
            data = data[step]
            continue
        if not isinstance(data, list) or not isinstance(step, int) or step >= len(data):
            return n
        data = data[step]
    return len(path)


def laid_over(below: Any, over: Any) -> Any:
    """Plain data with other plain data laid over it."""
    if not isinstance(below, dict) or not isinstance(over, dict):
        return over
    found = dict(below)
    for key, value in over.items():
        if key not in found:
            found[key] = value
        elif value is None:
            del found[key]
        else:
            found[key] = laid_over(found[key], value)
    return found

"""Whatever stands in a scenario file: it is proved, or it is told what is wrong and where."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sample_data
from storage.files import read_scenario
from storage.given import Library
from storage.problems import BadFile
from storage.proving import Wanted, prove, scenario_files
from storage.yaml import Document

FILES = sorted(scenario_files([Path(sample_data.__file__).parent / "scenarios"]))
KEYS = (
    "at",
    "after",
    "say",
    "mark",
    "refused",
    "do",
    "flow",
    "is",
    "with",
    "of",
    "examples",
    "parts",
    "until",
)
JUNK: list[Any] = [
    None,
    True,
    -1,
    10**20,
    2.5,
    "",
    "x",
    "\x00",
    "${price}",
    "2026-03-02",
    "2026-13-45",
    "9999d",
    [],
    {},
    [[[]]],
    [1, "a"],
    {"is": 1},
    {"between": [2, 1]},
    {"do": "x"},
]


def ways(data: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to all values in plain data."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from ways(value, (*way, key))


def at(data: Any, way: tuple[str | int, ...]) -> Any:
    for step in way:
        data = data[step]
    return data


class Altered(Library):
    """A library in which one file says something else."""

    def __init__(self, path: Path, document: Document) -> None:
        super().__init__()
        self._path, self._document = path, document

    def document(self, path: Path) -> Document:
        return self._document if path == self._path else super().document(path)


@given(chance=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_stands_in_a_file_breaks_it(chance: st.DataObject) -> None:
    path = chance.draw(st.sampled_from(FILES))
    document = Library().document(path)
    data = deepcopy(document.data)
    for _ in range(chance.draw(st.integers(1, 2))):
        way = chance.draw(st.sampled_from(list(ways(data))))
        parent, key = at(data, way[:-1]), way[-1]
        match chance.draw(st.integers(0, 3)):
            case 0:
                parent[key] = deepcopy(chance.draw(st.sampled_from(JUNK)))
            case 1:
                parent.pop(key)
            case 2 if isinstance(parent, dict):
                parent[chance.draw(st.sampled_from(KEYS))] = deepcopy(chance.draw(st.sampled_from(JUNK)))
            case _:
                parent[key] = deepcopy(at(data, chance.draw(st.sampled_from(list(ways(data))))))
    proved = prove(path, Altered(path, document.with_data(data)), Wanted())
    for problem in proved.problems:
        assert problem.line >= 1
        assert "\n" not in str(problem)
    for proof in proved.proofs:
        assert proof.ok or (proof.expected and proof.actual)


def test_the_same_file_is_read_once() -> None:
    library = Library()
    assert library.document(FILES[0]) is library.document(FILES[0])


def test_a_scenario_must_be_one() -> None:
    with pytest.raises(BadFile, match="this is a flow file"):
        read_scenario("flowrig: flow/1\nid: x\n", "x.yaml")

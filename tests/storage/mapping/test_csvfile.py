"""Files that are not as they should be: problems are named with their rows, and what is good is read."""

import time
from pathlib import Path

import pytest

from storage.mapping.csvfile import CsvFile
from storage.mapping.datafile import LONGEST_LINE, MOST_UNREADABLE
from storage.mapping.model import Table
from storage.mapping.rejected import RowProblem
from storage.problems import BadFile


def read(
    folder: Path, content: bytes | str, **table: object
) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """The rows of a file, and what is wrong with the others."""
    (folder / "a.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    file = CsvFile(folder, Table.model_validate({"file": "a.csv", **table}))
    problems: list[RowProblem] = []
    rows = list(file.rows(problems.append))
    assert file.seen == len(rows) + len(problems)
    return rows, [str(problem) for problem in problems]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, 'a,b\r\n1,"two\nlines"\r\n\r\n3,4\r\n')
    assert rows == [(2, ["1", "two\nlines"]), (4, ["3", "4"])]
    assert problems == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_a_missing_last_one_will_do(tmp_path: Path, end: str) -> None:
    assert read(tmp_path, f"a,b{end}1,2{end}3,4")[0] == [(2, ["1", "2"]), (3, ["3", "4"])]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", b"\xef\xbb\xbfname\nJos\xc3\xa9\n"),
        ("utf-16", "name\nJosé\n".encode("utf-16")),
        ("cp1252", b"name\nJos\xe9\n"),
    ],
)
def test_byte_order_marks_and_encodings_are_taken(tmp_path: Path, encoding: str, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    file = CsvFile(tmp_path, Table(file="a.csv", encoding=encoding))
    assert file.header == ["name"]
    assert list(file.rows(lambda problem: None)) == [(2, ["José"])]


def test_a_byte_of_another_encoding_costs_its_row_only(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, b"id,name\n1,Jos\xc3\xa9\n2,Jos\xe9\n3,Ann\n")
    assert [number for number, _ in rows] == [2, 4]
    assert problems == [
        "a.csv:3:name: the byte 0xE9 is no utf-8: give the table its encoding, such as cp1252 or latin-1"
    ]


def test_a_file_in_another_wide_encoding_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(
        BadFile, match=r"^a\.csv: the file begins with the mark of utf-16, .*`encoding: utf-16`$"
    ):
        read(tmp_path, "name\nJosé\n".encode("utf-16"))
    with pytest.raises(BadFile, match=r"^a\.csv: the file begins with the mark of utf-8"):
        read(tmp_path, b"\xef\xbb\xbfname\n", encoding="latin-1")


def test_a_wide_encoding_that_ends_in_the_middle(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, "name\nJosé\nAnn\n".encode("utf-16")[:-3], encoding="utf-16")
    assert len(rows) <= 1
    assert "the file is no utf-16" in problems[-1]


def test_nul_characters_are_refused(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, b"id,name\n1,A\x00n\n2,Bo\n")
    assert [number for number, _ in rows] == [3]
    assert problems == [
        "a.csv:2:name: it holds a NUL character: the file is damaged, or in an encoding such as utf-16"
    ]


def test_ragged_rows_are_told_by_their_width(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, "a,b,c\n1,2\n1,2,3,4\n1,2,3\n")
    assert [number for number, _ in rows] == [4]
    assert problems == [
        "a.csv:2: it has 2 cells instead of 3: look for a delimiter or a quote too many or too few",
        "a.csv:3: it has 4 cells instead of 3: look for a delimiter or a quote too many or too few",
    ]


def test_a_last_row_that_is_cut_off(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, "a,b,c\n1,2,3\n4,5")
    assert [number for number, _ in rows] == [2]
    assert problems == [
        "a.csv:3: it has 2 cells instead of 3: the last row is cut off, so that the file may not be whole"
    ]
    rows, problems = read(tmp_path, 'a,b,c\n1,2,3\n4,5,"si')
    assert [number for number, _ in rows] == [2]
    assert problems == [
        "a.csv:3: a quote is opened in this row and never closed: mend it; the file may be cut off"
    ]


def test_a_quote_that_is_never_closed_costs_its_row_and_not_the_rest(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, 'a,b\n1,"x\n2,y\n3,z\n')
    assert [cells for _, cells in rows] == [["2", "y"], ["3", "z"]]
    assert len(problems) == 1
    assert problems[0].startswith("a.csv:2: a quote is opened")


def test_a_quote_in_the_wrong_place(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, 'a,b\n1,"x" y\n2,z\n')
    assert [cells for _, cells in rows] == [["2", "z"]]
    assert problems[0].startswith("a.csv:2: a quote stands where none can")


def test_giant_cells_and_lines_are_bounded(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, f'a,b\n1,"{"x" * 140_000}"\n2,y\n')
    assert [cells for _, cells in rows] == [["2", "y"]]
    assert problems[0].startswith("a.csv:2: a cell is far too long")
    rows, problems = read(tmp_path, f"a,b\n{'x,' * LONGEST_LINE}\n2,y\n")
    assert [cells for _, cells in rows] == [["2", "y"]]
    assert problems[0] == "a.csv:2: a line of more than 1,000,000 characters: is this a CSV file?"


def test_a_file_full_of_quotes_is_given_up_in_time(tmp_path: Path) -> None:
    began = time.monotonic()
    _, problems = read(tmp_path, "a,b\n" + '1,"' + 'x\n1,"y" z\n' * 200_000)
    assert time.monotonic() - began < 20
    assert len(problems) < 3 * MOST_UNREADABLE
    assert problems[-1].endswith("rows cannot be taken apart; the rest of the file was not looked at")


def test_a_missing_column_is_told_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;name\n1;x\n", encoding="utf-8")
    file = CsvFile(tmp_path, Table(file="a.csv", delimiter=";"))
    with pytest.raises(BadFile, match=r"^a\.csv:1: there is no column 'mail': it has id, name$"):
        file.position("mail")
    file = CsvFile(tmp_path, Table(file="a.csv"))
    with pytest.raises(BadFile, match=r"its only column is 'id;name': is the delimiter ';'\?$"):
        file.position("id")


def test_a_column_that_is_there_twice(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name,id\n", encoding="utf-8")
    file = CsvFile(tmp_path, Table(file="a.csv"))
    assert file.position("name") == 1
    with pytest.raises(BadFile, match=r"^a\.csv:1:id: two columns have this name: rename one$"):
        file.position("id")


def test_files_that_cannot_be_read_at_all(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"^a\.csv: there is no such file in .*: it has other\.csv$"):
        CsvFile(tmp_path, Table(file="a.csv"))
    with pytest.raises(BadFile, match="there is no such folder"):
        CsvFile(tmp_path / "nowhere", Table(file="a.csv"))
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(BadFile, match="there is no such file"):
        CsvFile(tmp_path, Table(file="a.csv"))
    (tmp_path / "empty.csv").touch()
    with pytest.raises(BadFile, match=r"^empty\.csv: the file is empty$"):
        CsvFile(tmp_path, Table(file="empty.csv"))
    (tmp_path / "blank.csv").write_text("\n\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"^blank\.csv: the first row is empty"):
        CsvFile(tmp_path, Table(file="blank.csv"))


def test_a_file_without_a_header_takes_its_names_from_the_mapping(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, "1,x\n2,y\n", header=["id", "name"])
    assert rows == [(1, ["1", "x"]), (2, ["2", "y"])]


def test_what_is_shown_of_a_file_is_harmless(tmp_path: Path) -> None:
    _, problems = read(tmp_path, b"id,na\x1b[2Jme\n1,\xff\n")
    assert "\x1b" not in problems[0]

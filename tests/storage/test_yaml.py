"""Reading YAML: what is plain data, what is refused, where everything stands, and how long it may take."""

import time

import pytest

from storage.problems import BadFile
from storage.yaml import MOST_BYTES, read


def told(text: bytes | str) -> str:
    """The one line that says what is wrong."""
    with pytest.raises(BadFile) as caught:
        read(text, "flow.yaml")
    assert len(caught.value.problems) == 1
    line = str(caught.value)
    assert "\n" not in line
    assert "\x1b" not in line
    return line


def test_text_that_older_yaml_takes_for_something_else_stays_text() -> None:
    text = (
        "a: no\nb: on\nc: 12:30\nd: 2026-03-02\ne: 2026-03-02 10:00:00\nf: 007\n"
        "g: +49301234567\nh: 0x1F\ni: 0o7\n"
        "j: 1_000\nk: .5\nl: .inf\nm: True\nn: y\no: 12345678901234567890\np: 1e999\n"
        "no: key\n1: key\nnull: key\n<<: key\n"
    )
    data = read(text, "x").data
    assert all(isinstance(value, str) for value in data.values())
    assert list(data)[-4:] == ["no", "1", "null", "<<"]
    assert data["c"] == "12:30"


def test_numbers_yes_and_no_and_nothing() -> None:
    data = read("{a: 1, b: -20, c: 1.50, d: 1e3, e: true, f: false, g: null, h: ~, i: , j: 0}", "x").data
    assert list(data.values()) == [1, -20, 1.5, 1000.0, True, False, None, None, None, 0]
    assert isinstance(data["d"], float)
    quoted = read("a: \"1\"\nb: 'true'\nc: ''\n", "x").data
    assert quoted == {"a": "1", "b": "true", "c": ""}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "\ufeff", b"\xef\xbb\xbf# a\n"])
def test_an_empty_file_holds_nothing(text: bytes | str) -> None:
    assert read(text, "x").data is None


def test_a_byte_order_mark_and_other_line_ends_are_taken() -> None:
    assert read(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\n", "x").data == {"a": 1, "b": "x\ny\n"}


REFUSED: list[tuple[bytes | str, str]] = [
    ("a: &x 1\n", "flow.yaml:1:4: anchors (&x) are not taken"),
    ("a: 1\nb: [*x]\n", "flow.yaml:2:5: aliases (*x) are not taken"),
    ("&k a: 1\n", "flow.yaml:1:1: anchors (&k)"),
    ("a: !!python/object:os.system x\n", "flow.yaml:1:4: tags ("),
    ("a: !mine {b: 1}\n", "flow.yaml:1:4: tags (!mine)"),
    ("!!str a: 1\n", "flow.yaml:1:1: tags ("),
    ("a: 1\nb: 2\na: 3\n", "flow.yaml:3:1: 'a' stands here a second time: first in line 1"),
    ("x:\n  - {y: 1, y: 2}\n", "flow.yaml:2:12: 'y' stands here a second time"),
    ("? [a]\n: 1\n", "flow.yaml:1:3: a key must be text"),
    ("{{a: 1}: 2}\n", "flow.yaml:1:2: a key must be text"),
    (": 1\n", "flow.yaml:1:1: a key is missing"),
    ("a: 1\n---\nb: 2\n", "flow.yaml:2:1: a second document begins"),
    ("%YAML 1.1\n---\na: no\n", "directives (%) are not taken"),
    ("a: [1, 2\n", "flow.yaml:2:1: this is not YAML: expected ',' or ']'"),
    ("a:\n\tb: 1\n", "flow.yaml:2:1: this is not YAML: found character '\\t'"),
    ("a: b: c\n", "flow.yaml:1:5: this is not YAML: mapping values are not allowed here"),
    ("- a\nb: 1\n", "flow.yaml:2:1: this is not YAML"),
    ("a: 'x\n", "flow.yaml:2:1: this is not YAML: found unexpected end of stream"),
    ('a: "\\q"\n', "flow.yaml:1:6: this is not YAML: found unknown escape character"),
    ("a: 1\nb: \x1b[2J\n", "flow.yaml:2:4: the character U+001B may not stand here"),
    ("a: \x00\n", "flow.yaml:1:4: the character U+0000"),
    (b"a: 1\nb: \xe4rger\n", "flow.yaml:2:4: this is not UTF-8 text"),
    (b"\xff\xfea\x00", "flow.yaml:1:1: this is not UTF-8 text"),
    ('a: "\\ud800"\n', "flow.yaml:1:4: half a character"),
    ("a: " + "[" * 60, "flow.yaml:1:53: it is nested too deeply: 50 levels are the most"),
]


@pytest.mark.parametrize(("text", "line"), REFUSED, ids=range(len(REFUSED)))
def test_refused_at_its_place(text: bytes | str, line: str) -> None:
    assert line in told(text)


BOMBS: dict[str, bytes | str] = {
    "ten megabytes of nesting": "[" * (10 << 20),
    "ten megabytes of bytes": b"\x00" * (10 << 20),
    "nested lists": "[" * (MOST_BYTES - 1),
    "nested lists in blocks": "- " * (MOST_BYTES // 2),
    "nested mappings": "{a: " * (MOST_BYTES // 4),
    "nested keys": "? " * (MOST_BYTES // 2),
    "braces": "{" * (MOST_BYTES - 1),
    "nested lists in a line": "[" * 199_000,
    "nested blocks in a line": "- " * 99_000,
    "nested mappings in a line": "{a: " * 49_000,
    "nested keys in a line": "? " * 99_000,
    "nested lists in lines": ("[" * 100 + "\n") * 40_000,
    "indented deeper and deeper": "\n".join(" " * n + "a:" for n in range(2500)),
    "many laughs": "a: &a [x, x]\n"
    + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
    "an alias of itself": "&a [*a]",
    "one line of marks": "!" * (MOST_BYTES - 1),
    "lines of marks": ("!" * 100_000 + "\n") * 40,
    "one long text": 'a: "' + "\\n" * (MOST_BYTES // 2 - 10) + '"',
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once(name: str) -> None:
    began = time.process_time()
    told(BOMBS[name])
    # The bound is far above what is needed, and far below what expanding any of them would take.
    assert time.process_time() - began < 10


@pytest.mark.slow
def test_more_values_than_any_flow_has_are_refused_in_bounded_time() -> None:
    began = time.process_time()
    assert "values are the most" in told("- a\n" * 1_000_000)
    assert time.process_time() - began < 60


def test_places() -> None:
    document = read(
        "id: a\nblocks:\n  - id: b\n    at: [3, 4]\n    window: {from: 1, to: [2]}\n    limit:\n      n: 5\n",
        "x",
    )
    places = {
        (): (1, 1),
        ("id",): (1, 5),
        ("blocks",): (2, 1),
        ("blocks", 0): (3, 5),
        ("blocks", 0, "id"): (3, 9),
        ("blocks", 0, "at"): (4, 5),
        ("blocks", 0, "at", 1): (4, 13),
        ("blocks", 0, "window", "to"): (5, 23),
        ("blocks", 0, "window", "to", 0): (5, 28),
        ("blocks", 0, "limit"): (6, 5),
        ("blocks", 0, "limit", "n"): (7, 10),
        ("blocks", 0, "limit", "missing"): (6, 5),
        ("blocks", 0, "nowhere", "at", "all"): (3, 5),
        ("blocks", 7): (2, 1),
        ("id", "deeper"): (1, 5),
    }
    assert {path: document.place(path) for path in places} == places
    assert document.place(("blocks", 0, "limit", "n"), key=True) == (7, 7)
    assert str(document.problem(("id",), "wrong")) == "x:1:5: wrong"

"""The canonical form of YAML: it reads back the same, and is written again as the same bytes."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.yaml import read
from storage.yaml_writing import write
from tests.laws import examples

NASTY = [
    "", " ", "no", "yes", "on", "null", "~", "true", "False", "1e3", "0x1F", "0o7", "007", "1_000", "-1",
    "+1", "1.", ".5", ".inf", "-.INF", ".nan", "12:30", "12:30:45", "2026-03-02", "=", "<<", "-", "--",
    "---", "...", "?", ":", "- a", "? a", "a: b", "a:", "a #b", "#a", "a# b", "&a", "*a", "!a", "|", ">",
    "%a", "@a", "`a", "'a'", '"a"', "{a", "[a", "a, b", "a]", "a}", "{{ Customer.FirstName }}",
    "Hi {{ Customer.FirstName }}!", "a\nb", "a\nb\n", "a\n\n\nb\n\n", "\na", "\n", "\n\n", " a\nb",
    "a\n b\n  c", "a \nb", "a\n\tb", "\ta", "a\t", "a\r\nb", "a\rb", "\x00", "\x1b[2J", "\x7f", "\x85",
    "a\x85b", "\xa0", "a\u2028b", "a\u2029\nb", "\ufeff", "\u200b", "\u202ertl", "é", "日本語", "😀", "👩‍💻",
    "\U0010ffff", "\uffff", "a\\b", "C:\\new", "it's", 'say "hi"\nnow', "[red]x[/", "x" * 300, "a: |",
    "key: [", "a\n#b", "a\n---\nb", "a\n...\n", "a\n\n", "-\u2003x", "\u3000", "a\u3000b", "9" * 30,
    "a\n" + "b" * 200, "a,b", "http://x.example/?a=b#c", "a::b", ": a", "a :b",
]  # fmt: skip

TEXT = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
SCALAR = st.one_of(
    TEXT,
    st.none(),
    st.booleans(),
    st.integers(-(10**17), 10**17),
    st.floats(allow_nan=False, allow_infinity=False),
)
DATA = st.dictionaries(
    TEXT,
    st.recursive(
        SCALAR,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
        max_leaves=20,
    ),
    max_size=5,
)


def same(one: Any, other: Any) -> bool:
    """Equal, and of equal types: 1, 1.0 and true are three things; -0.0 is not 0.0."""
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and list(one) == list(other)
            and all(same(one[key], other[key]) for key in one)
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and repr(one) == repr(other)


@given(DATA)
@settings(max_examples=examples(400), deadline=None)
@example({text: text for text in NASTY})
@example({"a": [{text: text} for text in NASTY]})
@example({"a": [[text, text] for text in NASTY]})
@example({"a": [[], {}, [[]], [{}], {"b": []}, [["x", ["y"]]]]})
@example({"k" * 2000: {"\x01" * 400: "\x01" * 400}})
@example({"a": [{"k" * 2000: 1, "b": {"\u2028" * 300: [1]}}]})
def test_it_reads_back_the_same_and_is_written_the_same(data: dict[str, Any]) -> None:
    text = write(data)
    found = read(text, "data").data
    assert same(found, data), text
    assert write(found) == text
    assert same(read(text.encode(), "data").data, data)


@given(TEXT, TEXT)
def test_nothing_that_terminals_obey_is_written(key: str, value: str) -> None:
    text = write({key: value, "list": [value]})
    assert all(character == "\n" or character >= " " for character in text)
    assert not set(text) & set("\x7f\x85\x9b\u2028\u2029\u202e\ufeff")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**18, "\ud800", {1, 2}, b"x", object()])
def test_what_could_not_be_read_back_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match=r"cannot be written|surrogates"):
        write({"a": value})


def test_the_form() -> None:
    data = {
        "flowrig": "flow/1",
        "id": "welcome",
        "note": "First line.\n\n  Indented: yes\n",
        "limit": {"mode": "once"},
        "empty": {},
        "none": [],
        "blocks": [
            {
                "id": "launch",
                "kind": "launch",
                "at": [3, 4],
                "trigger": {"event": "x", "settings": {"list": "cart"}},
            },
            {"id": "wait", "windows": [{"from": "10:00", "to": "20:00"}, {"days": ["mon", "tue"] * 10}]},
            {"id": "mail", "actions": [{"id": "m", "subject": "Hi: there", "body": "Dear {{ x }},\nbye"}]},
        ],
        "connections": [
            {"from": "launch", "output": "no", "to": "wait"},
            {"from": "wait", "output": "1", "to": "mail", "note": "long " * 20 + "text"},
        ],
        "customers": {"anna": {"id": "anna", "email": {"value": "a@example.com"}}},
    }
    assert write(data) == (
        "flowrig: flow/1\n"
        "id: welcome\n"
        "note: |\n"
        "  First line.\n"
        "\n"
        "    Indented: yes\n"
        "limit: {mode: once}\n"
        "empty: {}\n"
        "none: []\n"
        "blocks:\n"
        "  - id: launch\n"
        "    kind: launch\n"
        "    at: [3, 4]\n"
        "    trigger: {event: x, settings: {list: cart}}\n"
        "  - id: wait\n"
        "    windows:\n"
        '      - {from: "10:00", to: "20:00"}\n'
        "      - days:\n" + "          - mon\n          - tue\n" * 10 + "  - id: mail\n"
        "    actions:\n"
        "      - id: m\n"
        '        subject: "Hi: there"\n'
        "        body: |-\n"
        "          Dear {{ x }},\n"
        "          bye\n"
        "connections:\n"
        '  - {from: launch, output: "no", to: wait}\n'
        '  - {from: wait, output: "1", to: mail, note: ' + "long " * 20 + "text}\n"
        "customers:\n"
        "  anna:\n"
        "    id: anna\n"
        "    email: {value: a@example.com}\n"
    )

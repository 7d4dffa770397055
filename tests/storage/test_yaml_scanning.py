"""The quicker scanner reads what ruamel reads."""

from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from storage.yaml_scanning import events
from tests.acceptance.shell import FLOW, SCENARIO, WORLD


def told(found: Any) -> list[object]:
    """The events with all that is read of them, and what was wrong in the end."""
    seen: list[object] = []
    try:
        for event in found:
            place = (
                event.start_mark.line,
                event.start_mark.column,
                event.end_mark.line,
                event.end_mark.column,
            )
            value, style = getattr(event, "value", None), getattr(event, "style", None)
            seen.append((type(event).__name__, place, event.start_mark.index, value, style))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        seen.append((error.problem, error.context, mark and (mark.line, mark.column)))
    except YAMLError as error:
        seen.append(str(error))
    return seen


def same(text: str) -> None:
    assert told(events(text)) == told(YAML(typ="safe", pure=True).parse(text))


PIECES = (
    *(
        "a",
        "b c",
        "2026-03-02 10:00",
        "x:y",
        "x: y",
        "- ",
        "? ",
        ": ",
        ":",
        ",",
        ", ",
        "{",
        "}",
        "[",
        "]",
        "#",
        " #",
    ),
    *(
        "\n",
        "\n  ",
        "\n    ",
        " ",
        "\t",
        "'",
        '"',
        "&a",
        "*a",
        "!t",
        "|",
        ">",
        "---",
        "...",
        "%",
        "@",
        "`",
        "\r\n",
    ),
    *(
        "a@b.c",
        "+49",
        "-1",
        "1.5",
        "/x/y",
        "_",
        "\u00fc",
        "\u2028",
        "a?b",
        "true",
        "~",
        "key: ",
        "- {a: b, c: [d, e]}",
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_text_is_read_the_same(pieces: list[str]) -> None:
    same("".join(pieces))


@pytest.mark.parametrize(
    "text", [FLOW, WORLD, SCENARIO, "a: " + "x" * 2000 + ": b", "{a: b c , d : e}", "a b: c\n d\n"]
)
def test_files_are_read_the_same(text: str) -> None:
    same(text)


def test_the_sample_shop_is_read_the_same() -> None:
    for path in (files("sample_data") / "shop" / "flows").iterdir():
        same(path.read_text(encoding="utf-8"))

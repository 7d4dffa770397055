"""Text on its way to the screen: nothing in it is obeyed, and it takes the cells that it says."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text import cell_width, cells, cut, fit, visible, wrap

ANY_TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[2J", "␛[2J"),
        ("a\nb\r\tc", "a␤b␍␉c"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", "�31m"),
        ("\u2028next\u0085line", "␤next␤line"),
        ("\u202eevil\u200b\ufeff", "evil"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f 👍\U0001f3fd", "👨👩👧 ❤ 👍"),
        ("\ud800", "�"),
        ("a\u00a0b\u3000c", "a b c"),
        ("[red]x[/", "[red]x[/"),
        ("日本語", "日本語"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANY_TEXT)
def test_nothing_visible_is_obeyed(text: str) -> None:
    shown = visible(text)
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert visible(shown) == shown


@given(ANY_TEXT.map(visible), st.integers(0, 20))
def test_cut_and_fit_keep_to_the_width(text: str, width: int) -> None:
    assert cell_width(cut(text, width)) <= width
    assert cell_width(fit(text, width)) == width
    assert len(cells(text)) == cell_width(text)


@given(ANY_TEXT.map(visible), st.integers(2, 20), st.integers(0, 4))
def test_wrap_keeps_to_width_and_rows(text: str, width: int, rows: int) -> None:
    found = wrap(text, width, rows)
    assert len(found) <= rows
    assert all(0 < cell_width(line) <= width or not line.strip() for line in found)


def test_cut_says_that_something_is_left_out() -> None:
    assert cut("reminder", 8) == "reminder"
    assert cut("reminder", 7) == "remind…"
    assert cut("漢字の題", 6) == "漢字…"
    assert cut("x", 0) == ""


def test_wrap_breaks_between_words_and_inside_long_ones() -> None:
    assert wrap("then between 10:00 and 20:00", 14, 3) == ["then between", "10:00 and", "20:00"]
    assert wrap("then between 10:00 and 20:00", 14, 2) == ["then between", "10:00 and 20:…"]
    assert wrap("immeasurable", 5, 3) == ["immea", "surab", "le"]

"""What may be typed, what becomes of it, and what is said of the rest."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.base import Choice
from app.forms.readers import (
    Read,
    duration,
    moment,
    money,
    number,
    one_of,
    pair,
    place,
    show_choice,
    whole_number,
    whole_numbers,
)
from engine.world.settings import Settings
from tests.app.forms.projects import SETTINGS

CHOICES = (Choice("vip", "Very important"), Choice("new", "new"), Choice("important", "Others"))


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (whole_number, " 12 ", 12),
        (whole_number, "-3", -3),
        (number, "12", 12),
        (number, "12.50", 12.5),
        (money(SETTINGS)[0], "49.9", 4990),
        (money(SETTINGS)[0], "49", 4900),
        (money(SETTINGS)[0], "-0.05", -5),
        (money(Settings(decimals=0))[0], "49", 49),
        (duration(), "24h", "24 hours"),
        (duration(), "2w", "14 days"),
        (duration(("unlimited",)), " Unlimited ", "unlimited"),
        (moment(SETTINGS), " 2026-03-02 10:00 ", "2026-03-02 10:00"),
        (place, "4, -2", [4, -2]),
        (place, "4 2", [4, 2]),
        (whole_numbers, "1, 15", [1, 15]),
        (pair(number, str)[0], "1 .. 2.5", [1, 2.5]),
        (one_of(CHOICES, free=False), "very IMPORTANT", "vip"),
        (one_of(CHOICES, free=False), "vip", "vip"),
        (one_of(CHOICES, free=True), " unknown ", "unknown"),
    ],
)
def test_read(read: Read, text: str, value: Any) -> None:
    found = read(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (whole_number, "12.5", "whole number"),
        (whole_number, "9" * 30, "whole number"),
        (whole_number, "١٢", "whole number"),
        (number, "1_000", "write a number"),
        (number, "nan", "write a number"),
        (number, "1e999", "write a number"),
        (money(SETTINGS)[0], "49.999", "an amount in EUR, such as 49.90"),
        (money(Settings(decimals=0))[0], "49.9", "such as 4990"),
        (duration(), "unlimited", "a number and a unit"),
        (duration(("unlimited",)), "soon", "or unlimited"),
        (moment(SETTINGS), "soon", "is not a date or time"),
        (moment(SETTINGS), "2026-02-30", "2026-02-30"),
        (place, "4", "the column and the row"),
        (whole_numbers, "1; 15", "commas"),
        (pair(number, str)[0], "1", "the lowest and the highest"),
        (pair(number, str)[0], "1 .. x", "write a number"),
        (one_of(CHOICES, free=False), "else", "choose one"),
    ],
)
def test_refuse(read: Read, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read(text)


@given(amount=st.integers(-(10**15), 10**15), decimals=st.integers(0, 3))
def test_money_is_read_as_it_is_shown(amount: int, decimals: int) -> None:
    read, show = money(Settings(decimals=decimals))
    assert read(show(amount)) == amount


@given(
    known=st.dictionaries(
        st.text(min_size=1, max_size=3).map(str.strip).filter(bool), st.just(""), min_size=1
    )
)
def test_choices_are_read_as_they_are_shown(known: dict[str, str]) -> None:
    folded = {name.casefold(): name for name in known}
    choices = tuple(Choice(name, name) for name in folded.values())
    for choice in choices:
        assert one_of(choices, free=False)(show_choice(choices)(choice.value)) == choice.value


def test_a_search_finds_first_what_it_names() -> None:
    from app.forms.base import Choice
    from app.forms.search import fitting

    choices = (Choice("is_not", "is not"), Choice("is", "="), Choice("island", "isle"))
    assert [choice.value for choice in fitting(choices, "is")] == ["is", "is_not", "island"]

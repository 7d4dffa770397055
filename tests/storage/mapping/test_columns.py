"""What the text of a cell is, by the type of its column."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.time.civil import Zone
from storage.mapping.columns import CellProblem, converter
from storage.mapping.model import Column

SAO_PAULO = Zone("America/Sao_Paulo")


def value(text: str, as_text: bool = False, **column: Any) -> object:
    return converter(Column.model_validate(column), SAO_PAULO, 2, as_text=as_text)(text)


def shown(instant: object) -> str:
    assert isinstance(instant, int)
    return SAO_PAULO.format(instant)


def test_text_is_taken_without_the_spaces_around_it() -> None:
    assert value("  x y ") == "x y"
    assert value("   ") is None
    assert value("85123a", case="upper") == "85123A"
    assert value("NULL", empty=["NULL", "-"]) is None
    with pytest.raises(CellProblem, match="it is empty"):
        value(" ", required=True)


@pytest.mark.parametrize(
    ("text", "options", "minor"),
    [
        ("12.5", {}, 1250),
        ("99.90", {}, 9990),
        ("-0.05", {}, -5),
        ("7", {}, 700),
        (".5", {}, 50),
        ("1.000", {}, 100),
        ("1.234,50", {"decimal": ",", "thousands": "."}, 123450),
        ("1,234,567.89", {"thousands": ","}, 123456789),
        ("2.345", {"round": True}, 235),
        ("-2.345", {"round": True}, -235),
        ("2.344", {"round": True}, 234),
        ("0.001", {"round": True}, 0),
    ],
)
def test_money_is_whole_minor_units(text: str, options: dict[str, Any], minor: int) -> None:
    assert value(text, type="money", **options) == minor


@pytest.mark.parametrize("text", ["1,5", "1e3", "12 EUR", "--1", "1.2.3", "nan", "1" * 40, "1.234.567", "٣"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(CellProblem, match="is not a number"):
        value(text, type="money")


def test_money_is_not_rounded_unless_asked() -> None:
    with pytest.raises(CellProblem, match=r"'2\.345' has more than 2 decimals"):
        value("2.345", type="money")


@given(st.integers(-(10**12), 10**12))
def test_money_that_is_written_is_read_again(minor: int) -> None:
    sign = "-" if minor < 0 else ""
    assert value(f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}", type="money") == minor


def test_whole_numbers_and_others() -> None:
    assert value("-6", type="integer") == -6
    assert value("6.0", type="integer") == 6
    with pytest.raises(CellProblem, match="is not a whole number"):
        value("6.5", type="integer")
    assert value("6.5", type="number") == 6.5
    assert value("1 000", type="number", thousands=" ") == 1000


def test_yes_and_no() -> None:
    assert value("TRUE", type="yes_no") is True
    assert value("0", type="yes_no") is False
    with pytest.raises(CellProblem):
        value("maybe", type="yes_no")
    assert value("ja", type="yes_no", values={"ja": True, "nein": False}) is True


def test_texts_become_others() -> None:
    names = {"canceled": "cancelled", "ok": "done"}
    assert value("canceled", values=names) == "cancelled"
    with pytest.raises(CellProblem, match="'lost' is none of the column's values: canceled, ok"):
        value("lost", values=names)
    assert value("lost", values=names, others="keep") == "lost"
    assert value("lost", values=names, others="empty") is None


@pytest.mark.parametrize(
    ("text", "options", "instant"),
    [
        ("2017-07-09 21:57:05", {}, "2017-07-09T21:57:05-03:00"),
        ("2017-07-09T21:57:05Z", {}, "2017-07-09T18:57:05-03:00"),
        ("09/07/2017 21:57", {"format": "%d/%m/%Y %H:%M"}, "2017-07-09T21:57:00-03:00"),
        ("7/9/2017 1:05", {"format": "%m/%d/%Y %H:%M"}, "2017-07-09T01:05:00-03:00"),
        ("09 Jul 2017", {"format": "%d %b %Y"}, "2017-07-09T00:00:00-03:00"),
        ("2017-07-09 21:57:05 +0200", {"format": "%Y-%m-%d %H:%M:%S %z"}, "2017-07-09T16:57:05-03:00"),
        ("2017-07-09 12:00", {"zone": "Europe/London"}, "2017-07-09T08:00:00-03:00"),
        ("1499648225", {"format": "unix"}, "2017-07-09T21:57:05-03:00"),
        ("1499648225999", {"format": "unix_ms"}, "2017-07-09T21:57:05-03:00"),
    ],
)
def test_times_are_instants(text: str, options: dict[str, Any], instant: str) -> None:
    assert shown(value(text, type="time", **options)) == instant


@pytest.mark.rule("T-5")
def test_times_that_the_clocks_skipped_or_showed_twice() -> None:
    # Clocks went from 0:00 to 1:00 on 15 October 2017, and from 0:00 back to 23:00 on 18 February 2018.
    form = "%Y-%m-%d %H:%M:%S"
    assert shown(value("2017-10-15 00:30:00", type="time", format=form)) == "2017-10-15T01:30:00-02:00"
    assert shown(value("2018-02-17 23:30:00", type="time", format=form)) == "2018-02-17T23:30:00-02:00"


def test_an_ambiguous_date_is_refused_without_a_format() -> None:
    with pytest.raises(CellProblem, match="'03/04/2017' is ambiguous, day or month first"):
        value("03/04/2017", type="time")
    with pytest.raises(CellProblem, match=r"'3\.4\.17 10:00' is ambiguous"):
        value("3.4.17 10:00", type="date")


def test_several_formats_have_to_agree() -> None:
    both = ["%d/%m/%Y", "%m/%d/%Y"]
    assert shown(value("25/12/2017", type="time", format=both))[:10] == "2017-12-25"
    assert shown(value("04/04/2017", type="time", format=both))[:10] == "2017-04-04"
    with pytest.raises(CellProblem, match="means another date by each"):
        value("03/04/2017", type="time", format=both)


@pytest.mark.parametrize("text", ["2017-02-30 10:00:00", "2017-07-09", "soon", "1066-10-14 09:00:00"])
def test_dates_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(CellProblem):
        value(text, type="time", format="%Y-%m-%d %H:%M:%S")


def test_custom_fields_hold_dates_as_text() -> None:
    form = "%Y-%m-%d %H:%M:%S"
    assert value("2017-08-01 00:00:00", type="date", format=form) == "2017-08-01"
    assert value("2017-08-01 10:00:00", True, type="time", format=form) == "2017-08-01T10:00:00-03:00"
    assert value("2017-08-01 10:00:00", True, type="date") == "2017-08-01"


def test_messages_are_short_and_harmless() -> None:
    with pytest.raises(CellProblem) as caught:
        value("\x1b[2J" + "x" * 500, type="integer")
    assert len(str(caught.value)) < 200
    assert "\x1b" not in str(caught.value)

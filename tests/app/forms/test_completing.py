"""Completing parameters in templates, what is marked in them, and what counts of a finished message."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.completing import Hole, Offer, fitting, hole, marks, offers, put_in
from app.forms.message_lengths import length_words, sms
from engine.messages.templates import check_template
from tests.app.forms.projects import SETTINGS

PRINTS = ("Order", "Product")


@pytest.mark.parametrize(
    ("before", "typed", "kind"),
    [
        ("Hi {{", "", "print"),
        ("Hi {{ first", "first", "print"),
        ("{{ Customer.FirstName }} {{Order.T", "Order.T", "print"),
        ("{% if Cust", "Cust", "if"),
        ("{% for item in ", "", "for"),
    ],
)
def test_a_parameter_is_being_written(before: str, typed: str, kind: str) -> None:
    found = hole(before)
    assert found is not None
    assert (found.typed, found.kind) == (typed, kind)


@pytest.mark.parametrize("before", ["", "Hi {", "{{ Customer.FirstName }}", "{{ a|upper", "{% for x"])
def test_plain_text_is_no_place_for_a_parameter(before: str) -> None:
    assert hole(before) is None


@pytest.mark.parametrize(
    ("beginning", "again", "end"),
    [("{% if", " ", "!"), ("{% if ", "{% if ", "!"), ("{{", " ", "|"), ("", "{{ a", "|")],
)
def test_a_long_line_is_read_in_no_time(beginning: str, again: str, end: str) -> None:
    """The whole of a template's 20,000 characters, at every letter that is typed."""
    before = beginning + again * (20_000 // len(again)) + end
    begun = perf_counter()
    assert hole(before) is None
    assert perf_counter() - begun < 0.1


def names(typed: str, kind: str = "print", before: str = "") -> list[str]:
    return [offer.name for offer in fitting(offers(SETTINGS, PRINTS, before), Hole(0, typed, kind))]


def test_what_the_event_brings_comes_first_and_what_begins_so_before_all() -> None:
    assert names("")[0].startswith("Order.")
    assert names("first")[0] == "Customer.FirstName"
    assert names("cust")[0].startswith("Customer.")
    assert "Session.StartedAt" not in names("")
    assert all(name.split(".")[0] in ("Order", "Customer", "ProductSegments") for name in names("", "for"))
    assert names("no such thing") == []


def test_within_a_loop_the_parts_of_its_lines_are_offered() -> None:
    within = names("", before="{% for line in Order.Items %}- ")
    assert within[0].startswith("line.")
    after = names("", before="{% for line in Order.Items %}{% endfor %}")
    assert not after[0].startswith("line.")


@pytest.mark.rule("F-6")
def test_everything_on_offer_can_be_printed() -> None:
    for offer in offers(SETTINGS, PRINTS):
        for before in ("", "{{", "{{ Cus"):
            line = f"Hi {before}"
            start, end, text, cursor = put_in(line, len(line), hole(line), offer)
            written = line[:start] + text + line[end:]
            assert check_template(written, SETTINGS, PRINTS) == [], written
            assert cursor == len(text)


def test_braces_that_are_there_already_are_not_doubled() -> None:
    line = "Hi {{ fir }}!"
    start, end, text, _ = put_in(line, 9, hole(line[:9]), Offer("Customer.FirstName", ""))
    assert line[:start] + text + line[end:] == "Hi {{ Customer.FirstName }}!"


def test_what_is_wrong_is_marked_where_it_stands() -> None:
    text = "Hi\n{{ Customer.Nope }} {{ Customer.FirstName }}"
    assert marks(text, SETTINGS, PRINTS) == [(1, 3, 16)]
    assert marks("all is well", SETTINGS, PRINTS) == []


@given(st.text(alphabet="{}%| abCustomer.\n'\"[]", max_size=60))
def test_marks_stay_within_the_text(text: str) -> None:
    lines = text.split("\n")
    for line, start, end in marks(text, SETTINGS, PRINTS):
        assert 0 <= line < len(lines)
        assert 0 <= start < end <= max(len(lines[line]), start + 1)


@pytest.mark.parametrize(
    ("text", "alphabet", "used", "parts", "left"),
    [
        ("", "GSM-7", 0, 0, 160),
        ("a" * 160, "GSM-7", 160, 1, 0),
        ("a" * 161, "GSM-7", 161, 2, 145),
        ("€" * 80, "GSM-7", 160, 1, 0),
        ("a" * 152 + "€" + "a" * 8, "GSM-7", 162, 2, 143),
        ("ł", "UCS-2", 1, 1, 69),
        ("я" * 71, "UCS-2", 71, 2, 63),
        ("\N{GRINNING FACE}" * 35, "UCS-2", 70, 1, 0),
        ("\N{GRINNING FACE}" * 36, "UCS-2", 72, 2, 61),
    ],
)
def test_sms_are_counted_as_networks_send_them(
    text: str, alphabet: str, used: int, parts: int, left: int
) -> None:
    found = sms(text)
    assert (found.alphabet, found.used, found.parts, found.left) == (alphabet, used, parts, left)


def test_what_counts_in_words() -> None:
    assert length_words("sms", "text", "Hi ł") == "4 of UCS-2 because of 'ł': 1 SMS, 66 left"
    assert length_words("email", "subject", "a" * 61) == "subject: 61 characters: cut off after about 60"
    assert length_words("mobile_push", "heading", "Hi") == "heading: 2 characters of about 50 shown"
    assert length_words("email", "body", "Hi") == ""

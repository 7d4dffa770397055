"""Templates that cannot be read: which tag is at fault, where it stands and what to do, in our words."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from engine.messages.parameters import ROOTS
from engine.messages.templates import check_template
from tests.engine.conditions.shop import settings
from tests.laws import examples

pytestmark = pytest.mark.rule("F-6", "F-16")

PRINTS = tuple(ROOTS)

PROBLEMS = [
    (
        "Hi {% if Customer.Phone %}you",
        "line 1, column 4: ",
        "{% if Customer.Phone %} is opened here and never closed: write {% endif %} where its text ends",
    ),
    (
        "a\n{% for x in Order.Items %}\n {% if x.Line %}b{% endfor %}",
        "line 3, column 2: ",
        "never closed: write {% endif %} before the {% endfor %} in line 3, column 18",
    ),
    (
        "{% for x in Order.Items %}{% endif %}{% endfor %}",
        "line 1, column 27: ",
        "{% endif %} closes nothing",
    ),
    ("{% endfor %}", "line 1, column 1: ", "{% endfor %} closes nothing: write the {% for … %} before it"),
    ("{% else %}", "line 1, column 1: ", "belongs to no {% if %}"),
    ("{% if Customer.Phone %}{% else %}{% else %}{% endif %}", "line 1, column 34: ", "remove one of them"),
    ("{% if Customer.Phone %}{% end if %}", "line 1, column 24: ", "did you mean {% endif %}?"),
    ("{% IF Customer.Phone %}", "line 1, column 1: ", "did you mean {% if %}?"),
    ("{% if %}{% endif %}", "line 1, column 1: ", "is empty: write it as {% if Customer.FirstName %}"),
    ("a {{ }}", "line 1, column 3: ", "is empty: write it as {{ Customer.FirstName }}"),
    ("{{ Customer.Zone }} {{ a b }}", "line 1, column 21: ", "{{ a b }} is not understood at 'b'"),
    ("{% if Customer.Zone = 'a' %}{% endif %}", "line 1, column 1: ", "compared by =="),
    ("{% for Order.Items %}{% endfor %}", "line 1, column 1: ", "write it as {% for item in Order.Items %}"),
    ("{# note", "line 1, column 1: ", "close the comment: #}"),
]

SOUP = [
    *("{% if Customer.Phone %}", "{% elif Customer.Zone %}", "{% else %}", "{% endif %}", "{% if %}"),
    *("{% for x in Order.Items %}", "{% endfor %}", "{{ x.Line }}", "{{ }}", "{{ Customer.FirstName }}"),
    *("{% fi %}", "{{ a b }}", "{% raw %}", "{% endraw %}", "{# a #}", "{#", "{{", "}}", "{%", "%}"),
    *("{% if Customer.Zone = 'x' %}", "{%- if(Customer.Phone) -%}", "{% endif x %}", "{% else x %}"),
    *("{% %}", "'", '"', "é", "\x1b", " b ", "\n"),
]


@pytest.mark.parametrize(("text", "place", "sentence"), PROBLEMS)
def test_what_cannot_be_read_is_told_at_its_place(text: str, place: str, sentence: str) -> None:
    problem = check_template(text, settings(), PRINTS)[0]
    assert problem.place == place
    assert sentence in problem.text
    assert "\n" not in problem.text


def test_each_tag_that_is_never_closed_is_told_and_each_place_of_a_wrong_name() -> None:
    twice = check_template("{% if Customer.Phone %}\n{% for x in Order.Items %}", settings(), PRINTS)
    assert [problem.place for problem in twice] == ["line 1, column 1: ", "line 2, column 1: "]
    names = check_template("{{ Nope }} {{ Nope }}", settings(), PRINTS)
    assert [problem.place for problem in names] == ["line 1, column 4: ", "line 1, column 15: "]


@limits(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(SOUP), max_size=8))
def test_whatever_tags_stand_there_is_read_or_told_in_our_words(parts: list[str]) -> None:
    text = "".join(parts)
    for problem in check_template(text, settings(), PRINTS):
        line, column = map(int, re.findall(r"\d+", problem.place))
        assert 1 <= line <= text.count("\n") + 1
        assert 1 <= column <= len(text.split("\n")[line - 1]) + 1
        assert "\n" not in problem.text
        for foreign in ("token", "expected", "statement", "encountered", "end of template"):
            assert foreign not in problem.text


def test_a_long_run_of_spaces_in_a_tag_is_looked_at_once() -> None:
    """It would take minutes otherwise, while somebody types."""
    (problem,) = check_template("{% if a" + " " * 19_000 + "b c %}x{% endif %}", settings(), PRINTS)
    assert "is not understood" in problem.text

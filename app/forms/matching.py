"""Whom a condition fits, counted live beneath its outline; and how branches share the customers out."""

from collections.abc import Callable
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from app.canvas.glyphs import plain
from app.forms.base import FormField
from app.forms.live import Live, Whom
from app.forms.marks import ASCII, marks_of
from app.forms.views import Look
from app.session.requests import Request
from app.session.trying_requests import CountMatches, Matches, Tally
from app.text import visible
from app.words import count_of, number


class Matching(Live):
    """The count of a condition, and the customer for whom each of its lines is told."""

    DEFAULT_CSS = """
    Matching { margin-top: 1; }
    """

    def __init__(self, field: FormField, look: Look, tell: Callable[[Matches | None], None]) -> None:
        """`tell` is told what came back, to show it beside each line."""
        super().__init__()
        self._field = field
        self._look = look
        self._tell = tell

    def compose(self) -> ComposeResult:
        yield Static(classes="count", markup=False)
        yield Static(classes="aside", markup=False)
        yield Whom(self.choose_customer)

    def renew(self, field: FormField, look: Look) -> None:
        """Count anew where the condition, or what it may ask for, is another."""
        before, self._field = (self._field.value, self._look.around.entities), field
        self._look = look
        if before != (field.value, look.around.entities):
            self.ask_soon()

    def request(self) -> Request[Matches] | None:
        if self._field.value is None:
            return None
        entities = self._look.around.entities
        return CountMatches(self._field.value, entities, self._field.in_filter, self.customer)

    def show_answer(self, answer: Matches | str | None) -> None:
        if isinstance(answer, Matches):
            say(self, ".count", match_words(answer))
            say(self, ".aside", aside_words(answer))
            verdict = answer.verdicts.get(())
            words = "" if verdict is None else ": it fits" if verdict.ok else ": it does not fit"
            self.query_one(Whom).tell(answer.customer if verdict is not None else None, words)
            self._tell(answer)
        else:
            say(self, ".count", answer or "")
            say(self, ".aside", "")
            self.query_one(Whom).tell(None, "")
            self._tell(None)


def say(live: Live, selector: str, text: str) -> None:
    """Show a line, or nothing of it where it is empty."""
    line = live.query_one(selector, Static)
    line.set_class(bool(text), "-told")
    line.update(Content(plain(visible(text)) if marks_of(live.app) is ASCII else visible(text)))


def match_words(matches: Matches) -> str:
    """How many customers match: "312 of 1,204 customers match"."""
    if matches.matching is None:
        return ""
    if matches.tally.total == 0:
        return "The world has no customers yet."
    verb = "matches" if matches.matching == 1 else "match"
    return f"{number(matches.matching)} of {customers_words(matches.tally)} {verb}"


def customers_words(tally: Tally) -> str:
    """Those looked at: "1,204 customers", or "a sample of 5,120 among 100,000 customers"."""
    whole = count_of(tally.total, "customer")
    return whole if tally.whole else f"a sample of {number(tally.looked)} among {whole}"


def aside_words(matches: Matches) -> str:
    """What was taken for granted in counting."""
    found = []
    if matches.newest:
        found.append(newest_words(matches.newest))
    if matches.left_out:
        lines = "1 line that is" if matches.left_out == 1 else f"{matches.left_out} lines that are"
        found.append(f"without {lines} not complete")
    return f"({'; '.join(found)})" if found else ""


def newest_words(newest: Any) -> str:
    return f"each with their newest {' and '.join(newest)}; who has none does not match"

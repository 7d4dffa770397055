"""Expectations altered, one thing at a time: each must fail where the expectation as it stands holds."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from engine.conditions.fields import find
from engine.expectations.comparing import Count, Counts, TextTest
from engine.expectations.models import (
    Expectation,
    FieldExpectation,
    FlowDraft,
    FlowStatus,
    MessagesExpectation,
    Reason,
)
from engine.world.settings import Settings

OTHER = " ␟ something else"
"""What no text has."""


class Altered(NamedTuple):
    """What was altered, and the expectation that must fail now."""

    what: str
    expectation: Expectation


def altered(wanted: Expectation, settings: Settings) -> Iterator[Altered]:
    """Every thing that an expectation asks for, altered by itself."""
    for name in type(wanted).things:
        value = getattr(wanted, name)
        if value is None:
            continue
        for what, other in _others(wanted, name, value, settings):
            yield Altered(f"{name}{what}", wanted.model_copy(update={name: other}))
    if isinstance(wanted, MessagesExpectation):
        if wanted.sent_at is not None:
            yield Altered("sent_at", wanted.model_copy(update={"sent_at": wanted.sent_at + 1}))
        # Where no such message is expected, another text is none either.
        if wanted.text is not None and not wanted.messages.holds(0):
            yield Altered("text", wanted.model_copy(update={"text": _other_text(wanted.text)}))


def _other_text(text: TextTest) -> TextTest:
    if text.op in CONTRARY and text.op != "is":
        return TextTest(CONTRARY[text.op], text.value)
    value = text.value
    return TextTest(text.op, [each + OTHER for each in value] if isinstance(value, list) else value + OTHER)


def _others(wanted: Expectation, name: str, value: Any, settings: Settings) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Count):
        yield "", opposite(value)
    elif isinstance(value, Counts):
        if value.total is not None:
            yield "", Counts(opposite(value.total), value.by)
        for key, count in value.by.items():
            yield f" {key}", Counts(value.total, {**value.by, key: opposite(count)})
    elif name == "reason":
        yield "", next(reason for reason in _reasons() if reason != value)
    elif name == "status":
        yield "", next(status for status in get_args(FlowStatus) if status != value)
    elif name == "draft":
        yield "", next(draft for draft in get_args(FlowDraft) if draft != value)
    elif name == "due":
        yield "", value + 1
    elif isinstance(wanted, FieldExpectation):
        yield "", dict([_other_test(wanted, settings)])
    else:
        raise NotImplementedError(f"say how to alter {name!r} of a {type(wanted).__name__}")


def _reasons() -> Iterator[str]:
    for part in get_args(Reason):
        yield from get_args(part) or (part,)


def opposite(count: Count) -> Count:
    """A number that is one more; of a comparison, the contrary."""
    if count.op == "is":
        return Count("is", count.value + 1)
    if count.op == "between":
        return Count("more_than", count.value[1])
    if count.op == "in":
        return Count("not_in", count.value)
    return Count(CONTRARY[count.op], count.value)


CONTRARY = {
    "is": "is_not",
    "is_not": "is",
    "at_least": "less_than",
    "less_than": "at_least",
    "at_most": "more_than",
    "more_than": "at_most",
    "before": "on_or_after",
    "on_or_after": "before",
    "after": "on_or_before",
    "on_or_before": "after",
    "is_empty": "is_filled",
    "is_filled": "is_empty",
    "contains_any": "contains_none",
    "contains_none": "contains_any",
    "contains_not": "contains",
    "not_in": "in",
}


def _other_test(wanted: FieldExpectation, settings: Settings) -> tuple[str, Any]:
    """The contrary comparison, or one with another value."""
    op, asked = wanted.operator, wanted.asked
    kind = find(wanted.field, settings).type
    if isinstance(asked, bool):
        return op, not asked
    if kind == "date" and op == "is":
        return "is_not", asked
    if op in ("contains", "starts_with", "ends_with"):
        return op, f"{asked}{OTHER}"
    if op == "contains_all":
        assert isinstance(asked, list)
        return op, [*asked, OTHER]
    if op == "in":
        assert isinstance(asked, list)
        return op, [OTHER if isinstance(asked[0], str) else max(asked) + 1]  # type: ignore[operator]
    if op == "between" and kind in ("number", "money"):
        assert isinstance(asked, list)
        return "more_than", asked[1]
    if op == "between":
        assert isinstance(asked, list)
        return "after", asked[1]
    # What none of these says the contrary of asks for a value that is set.
    return (CONTRARY[op], asked) if op in CONTRARY else ("is_empty", None)

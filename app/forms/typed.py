"""Fields for values whose type the data says: custom fields, and what conditions compare with."""

from collections.abc import Callable, Sequence
from typing import Any

from app.forms.base import Choice, FormField, Path
from app.forms.readers import (
    Read,
    checked,
    closed,
    duration,
    moment,
    money,
    number,
    one_of,
    or_empty,
    show_choice,
    show_number,
)
from engine.world.settings import Settings

YES_NO = (Choice(True, "yes"), Choice(False, "no"))

Show = Callable[[Any], str]


def as_text(text: str) -> str:
    if len(text) > 2000:
        raise ValueError("write at most 2000 characters")
    return text


def reading(kind: str, choices: Sequence[Choice], settings: Settings) -> tuple[Read, Show, str]:
    """How a value of the type is read, shown, and what stands in an empty field."""
    if kind == "number":
        return number, show_number, "a number"
    if kind == "money":
        read, show = money(settings)
        return read, show, show(4990)
    if kind == "date":
        return moment(settings), _shown, "2026-03-02"
    if kind == "duration":
        return duration(), _shown, "3 days"
    if kind == "yes_no":
        return one_of(YES_NO, free=False), show_choice(YES_NO), ""
    if choices:
        return one_of(choices, free=True), show_choice(choices), "type to search"
    return as_text, _shown, ""


def suffix_of(kind: str, settings: Settings) -> str:
    """What stands behind a value of the type at all times."""
    return settings.currency if kind == "money" else ""


def typed_field(
    kind: str,
    path: Path,
    value: Any,
    settings: Settings,
    *,
    choices: Sequence[Choice] = (),
    wrong: Callable[[Any], str | None] | None = None,
    **rest: Any,
) -> FormField:
    """A field for one value of the type; empty is None."""
    if kind == "yes_no":
        read_show = closed(YES_NO, optional=True)
        return FormField(path=path, kind="choice", value=value, choices=YES_NO, **read_show, **rest)
    read, show, placeholder = reading(kind, choices, settings)
    if wrong is not None:
        read = checked(read, wrong)
    return FormField(
        path=path,
        suffix=suffix_of(kind, settings),
        kind="name" if choices or rest.get("held") or rest.get("creates") else "line",
        value=value,
        read=or_empty(read, None),
        show=show,
        placeholder=placeholder,
        choices=tuple(choices),
        **rest,
    )


def typed_list(
    kind: str,
    path: Path,
    value: list[Any],
    settings: Settings,
    *,
    choices: Sequence[Choice] = (),
    show_item: Show | None = None,
    **rest: Any,
) -> FormField:
    """A field for several values of the type: those chosen can be taken out, another one be added."""
    choices = choices or (YES_NO if kind == "yes_no" else ())
    read, show, placeholder = reading(kind, choices, settings)
    rest |= {"placeholder": placeholder, "suffix": suffix_of(kind, settings)}
    return names_field(path, value, choices, read, show_item or show, **rest)


def names_field(
    path: Path, value: list[Any], choices: Sequence[Choice], read: Read, show: Show, **rest: Any
) -> FormField:
    """A field for a list of single values, each once; what is asked for is one to add."""

    def store(entered: Any) -> list[Any]:
        if entered in value:
            raise ValueError("this is in the list already")
        return value if entered is None else [*value, entered]

    return FormField(
        path=path,
        kind="names",
        value=value,
        choices=tuple(choice for choice in choices if choice.value not in value),
        read=or_empty(read, None),
        show=show,
        store=store,
        **rest,
    )


def _shown(value: Any) -> str:
    return "" if value is None else str(value)

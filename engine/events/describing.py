"""A kind of event described as data: what it asks, brings, and is for. Made from the kind itself, so that
nothing has to be kept in step."""

from dataclasses import dataclass
from typing import Any

from engine.events.base import EventKind


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a trigger."""

    name: str
    title: str
    type: str
    """In a word or two: "name", "names", "choice", "choices", "whole number", "number", "text", "yes or
    no"."""
    help: str
    choices: tuple[str, ...]
    """Of a choice: what it may be."""
    names: str
    """Of a name: which names of the project, by the key of its settings (`lists`); else empty."""
    needed: bool
    """Whether it must be set before launch."""
    default: Any

    def as_data(self) -> dict[str, Any]:
        """Plain data, without what says nothing."""
        parts: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "needed": self.needed,
            "default": self.default,
        }
        if self.names:
            parts["names"] = self.names
        if self.choices:
            parts["choices"] = list(self.choices)
        return {**parts, "help": self.help}


def settings_of(kind: EventKind) -> tuple[Setting, ...]:
    """The settings of a kind of event, in their order."""
    model = kind.Settings
    needed = {field for field, _ in model().missing()}
    properties: dict[str, Any] = model.model_json_schema().get("properties", {})
    return tuple(_setting(name, schema, name in needed) for name, schema in properties.items())


def _setting(name: str, schema: dict[str, Any], needed: bool) -> Setting:
    given = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    inner = given[0] if given else schema
    several = inner.get("type") == "array"
    if several:
        inner = inner.get("items", {})
    names = schema.get("names", "")
    choices = tuple(inner.get("enum", [inner["const"]] if "const" in inner else []))
    if names or choices:
        word = "name" if names else "choice"
    else:
        word = _TYPES.get(inner.get("type", ""), "text")
    return Setting(
        name,
        schema.get("title", name),
        f"{word}s" if several else word,
        schema.get("description", ""),
        choices,
        names,
        needed,
        schema.get("default"),
    )


_TYPES = {"integer": "whole number", "number": "number", "boolean": "yes or no", "string": "text"}


def described(kind: EventKind) -> dict[str, Any]:
    """A kind of event as plain data."""
    return {
        "id": kind.id,
        "name": kind.name,
        "settings": {setting.name: setting.as_data() for setting in settings_of(kind)},
        "context": list(kind.context),
        "waits": list(kind.waits),
        "parameters": list(kind.parameters),
        "transactional": kind.transactional,
        "help": kind.help,
    }

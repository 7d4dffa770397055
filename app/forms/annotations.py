"""What a model's field may hold, read off its annotation."""

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from app.editing.reading import sentence


def possibilities(annotation: Any) -> tuple[Any, ...]:
    """The types that a value may have, None left out: unions flattened, constraints taken off."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return possibilities(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return tuple(kind for part in get_args(annotation) for kind in possibilities(part))
    return () if annotation is NoneType or annotation is None else (annotation,)


def is_optional(annotation: Any) -> bool:
    """Whether None is among the possibilities."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return is_optional(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return any(is_optional(part) for part in get_args(annotation))
    return annotation is NoneType or annotation is None


def literals(kinds: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of all Literals among these types, in order."""
    return tuple(value for kind in kinds if get_origin(kind) is Literal for value in get_args(kind))


def element(kind: Any) -> Any:
    """The annotation of the elements of a list, or of a tuple of any length; None for other types."""
    arguments = get_args(kind)
    if get_origin(kind) is list:
        return arguments[0]
    if get_origin(kind) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return arguments[0]
    return None


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@cache
def checker(model: type[BaseModel], name: str, inner: bool = False) -> Callable[[Any], str | None]:
    """A function that says what is wrong with a value for this field, None where it fits.

    `inner`: with a value for one element of its list.
    """
    info = model.model_fields[name]
    annotation: Any = info.annotation
    if inner:
        annotation = next(found for kind in possibilities(annotation) if (found := element(kind)) is not None)
    elif info.metadata:
        annotation = Annotated[(annotation, *info.metadata)]
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)

    def wrong(value: Any) -> str | None:
        try:
            adapter.validate_python(value)
        except ValidationError as error:
            return sentence(error.errors(include_url=False)[0])
        return None

    return wrong


@cache
def example(model: type[BaseModel], name: str) -> str:
    """How a value of the field is written, from its JSON schema; empty where that says nothing."""
    schema = model.model_json_schema()["properties"].get(name, {})
    for option in (schema, *schema.get("anyOf", ())):
        if option.get("examples"):
            return str(option["examples"][0])
    return ""


@cache
def longest(model: type[BaseModel], name: str) -> int:
    """How many characters of text the field holds; 0 where that is not bounded."""
    return max(
        (getattr(part, "max_length", None) or 0 for part in model.model_fields[name].metadata), default=0
    )


def plain_default(info: FieldInfo) -> Any:
    """The field's default as plain data; None where it has none."""
    return None if info.is_required() else to_jsonable_python(info.get_default(call_default_factory=True))


def title_of(name: str, info: FieldInfo) -> str:
    return info.title or name.replace("_", " ").capitalize()

"""Plain data of blocks and flows, read with a sentence for people where it does not fit."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final, TypeAlias

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.editing.command import EditRefused
from engine.blocks.base import Block
from engine.blocks.catalogue import AnyBlock

Path: TypeAlias = tuple[str | int, ...]

_BLOCK: Final[TypeAdapter[Block]] = TypeAdapter(AnyBlock)

_SENTENCES: Final[Mapping[str, str]] = {
    "bool_parsing": "write yes or no",
    "bool_type": "write yes or no",
    "extra_forbidden": "there is no such setting: take it out",
    "finite_number": "write a number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "greater_than": "it must be more than {gt:g}",
    "greater_than_equal": "it must be {ge:g} or more",
    "int_from_float": "write a whole number",
    "int_parsing": "write a whole number",
    "int_parsing_size": "this number is too large",
    "int_type": "write a whole number",
    "less_than": "it must be less than {lt:g}",
    "less_than_equal": "it must be {le:g} or less",
    "literal_error": "choose one of {expected}",
    "missing": "this must be set",
    "string_pattern_mismatch": "use letters, digits, _ . - only, beginning with a letter or digit",
    "string_too_long": "write at most {max_length} characters",
    "string_too_short": "write something here",
    "string_type": "write text",
    "too_long": "at most {max_length} may stand here",
}


def plain(model: BaseModel) -> dict[str, Any]:
    """A block or flow as the plain data that files hold."""
    return model.model_dump(mode="json", by_alias=True)


def read_block(data: Mapping[str, Any]) -> Block:
    """A block from plain data. Raises EditRefused."""
    try:
        return _BLOCK.validate_python(data)
    except ValidationError as error:
        raise refusal(error, data) from None


def refusal(error: ValidationError, data: Any) -> EditRefused:
    """What does not fit in this data, as a refusal: the most telling problem."""
    problems = error.errors(include_url=False)
    # Where several models are possible, each tells what it misses; that a value does not fit says more.
    telling = [problem for problem in problems if problem["type"] not in ("missing", "extra_forbidden")]
    first = (telling or problems)[0]
    return EditRefused(sentence(first), place_of(first, data))


def place_of(problem: ErrorDetails, data: Any) -> Path:
    """Where in the data something does not fit: the place without the tags of unions that pydantic names."""
    found: list[str | int] = []
    loc = problem["loc"]
    for n, key in enumerate(loc):
        if _holds(data, key):
            data = data[key]
        elif n < len(loc) - 1 or problem["type"] != "missing":
            continue
        found.append(key)
    return tuple(found)


def sentence(problem: ErrorDetails) -> str:
    """One of pydantic's errors in words for people."""
    text = _SENTENCES.get(problem["type"])
    if text is not None:
        return text.format(**problem.get("ctx", {}))
    return problem["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")


def with_value(data: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    """A copy of plain data with one value put in; what lies on the way to it and is not set yet is made.

    Raises EditRefused for a way that does not exist.
    """
    copy = deepcopy(data)
    place: Any = copy
    for n, key in enumerate(path[:-1]):
        place = _step(place, key, path, n)
    last = path[-1]
    if not _holds(place, last) and not (isinstance(place, dict) and isinstance(last, str)):
        raise EditRefused("there is no such setting", path)
    place[last] = value
    return copy


def _holds(place: Any, key: str | int) -> bool:
    if isinstance(place, Mapping):
        return key in place
    return isinstance(place, list | tuple) and isinstance(key, int) and 0 <= key < len(place)


def _step(place: Any, key: str | int, path: Path, n: int) -> Any:
    if isinstance(place, dict) and isinstance(key, str):
        if place.get(key) is None:
            place[key] = {}
        return place[key]
    if _holds(place, key):
        return place[key]
    raise EditRefused("there is no such setting", path[: n + 1])

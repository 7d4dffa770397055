"""What the workspace has to know of a flow's text: what lists show of it, its copy, and whether it may be on
beside others. Slow to import, and not needed for a first look at the workspace."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from engine.flow.model import Flow
from engine.flow.together import held_by, holder, operation_of
from engine.world.settings import Settings
from storage.files import dump_flow, read_flow


class Heading(NamedTuple):
    """What lists show of a flow besides its id."""

    name: str
    folder: str
    brand: str | None


def heading(text: str, flow: str) -> Heading:
    """Raises BadFile."""
    read = read_flow(text, flow)
    return Heading(read.name, read.folder, read.brand)


def copied(text: str, flow: str, new: str, name: str) -> tuple[str, Heading]:
    """The text of a flow's duplicate, which has an id and a name of its own (F-22), and what lists show.

    Raises BadFile, and ValueError with a sentence where the id or the name is none.
    """
    data = read_flow(text, flow).model_dump(mode="json", by_alias=True)
    try:
        copy = Flow.model_validate({**data, "id": new, "name": name})
    except ValidationError as error:
        what = error.errors()[0]["loc"][0]
        rule = "1 to 64 letters, digits, _ . and -" if what == "id" else "at most 200 characters"
        raise ValueError(f"this cannot be the duplicate's {what}: {rule}") from None
    return dump_flow(copy), Heading(copy.name, copy.folder, copy.brand)


def held_already(text: str, flow: str, on: Iterable[Sequence[str]], settings: Settings) -> str | None:
    """Why a flow cannot be on beside those that are, (id, text) each: an operation starts one active flow at
    most (E-48). None where it can. Raises BadFile."""
    new = read_flow(text, flow)
    operation = operation_of(new)
    if operation is None:
        return None
    other = holder(new, (read_flow(other_text, other) for other, other_text in on), settings)
    return None if other is None else held_by(operation, other.id)

"""All kinds of change, and reading them from plain data. A kind is registered by standing in its room's `CHANGES`."""

from typing import Annotated, Any, Union

from pydantic import Discriminator, TypeAdapter

from engine.world.changes import actions
from engine.world.changes.base import Change

KINDS: tuple[type[Change], ...] = (*actions.CHANGES,)

_any_change: Any = Annotated[Union[KINDS], Discriminator("do")] if len(KINDS) > 1 else KINDS[0]  # noqa: UP007

CHANGE: TypeAdapter[Change] = TypeAdapter(_any_change)
"""Reads a change from plain data or JSON: `CHANGE.validate_python({"do": "action.issue", "at": …})`."""

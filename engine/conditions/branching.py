"""Conditions in multi-branch mode (F-5): one field, up to 50 branches tried from top to bottom.

field: customer.zone
branches:
  - {id: north, title: Up north, values: [bergen, tromso]}
  - {id: south, values: [oslo]}
other: true
"""

from typing import Annotated, Any, Final

from pydantic import Field as Setting
from pydantic import StringConstraints

from engine.conditions.base import Field
from engine.conditions.fields import all_fields
from engine.conditions.nodes import FieldId, OfDict, OperatorId, Part, Scalar
from engine.conditions.operators import Operator
from engine.conditions.wording import field_words
from engine.world.settings import Settings

MOST_BRANCHES: Final = 50
OTHER: Final = "other"
"""The output of those whom no branch fits."""


class Branch(Part):
    """A branch of a multi-branch condition; `id` names the block's output."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    values: Annotated[
        list[Scalar | Annotated[list[Scalar], Setting(max_length=1000)]], Setting(max_length=200)
    ] = []
    """Joined by or."""


class Branching(Part):
    """One field, and the branches among which its value chooses."""

    field: FieldId = Setting(default="", title="Field")
    of: OfDict = Setting(default={}, title="Of")
    op: OperatorId = Setting(default="", title="Operator")
    """Left out: `is`, and `contains_any` for names."""
    branches: Annotated[list[Branch], Setting(max_length=MOST_BRANCHES)] = []
    other: bool = Setting(default=False, title="Other")
    """Whether there is an output for those whom no branch fits."""

    def words(self, settings: Settings | None = None) -> str:
        """What chooses among how many branches, for cards."""
        fields = all_fields(settings or Settings())
        count = len(self.branches)
        branches = "1 branch" if count == 1 else f"{count} branches"
        return f"{field_words(self.field, self.of, fields)}: {branches}{' and other' if self.other else ''}"


def default_operator(field: Field) -> str:
    """The operator of a multi-branch condition that names none."""
    return "contains_any" if field.type == "names" else "is"


def branch_asked(operator: Operator, value: Any) -> Any:
    """What a branch's value asks of the operator: a single value stands for a list of one."""
    return [value] if operator.asks == "several" and not isinstance(value, list) else value

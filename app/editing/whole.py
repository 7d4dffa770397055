"""A flow edited elsewhere comes back whole, as one step."""

from dataclasses import dataclass

from app.editing.command import Command, EditRefused, Outcome
from engine.flow.model import Flow


@dataclass(frozen=True, slots=True)
class ReplaceFlow(Command):
    """Put another flow in the place of this one; it keeps its id."""

    flow: Flow
    label: str = "Edit as YAML"

    def apply(self, flow: Flow) -> Outcome:
        if self.flow.id != flow.id:
            raise EditRefused(
                f"the flow's id stays {flow.id!r}, for runs know it by that: name it otherwise", ("id",)
            )
        return Outcome(self.flow, self.label)

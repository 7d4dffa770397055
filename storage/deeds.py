"""What is done to a run's flows, as it is kept with the run: planned, and by hand."""

from collections.abc import Sequence
from typing import Any

from engine.flow.model import Flow
from engine.life.deeds import DEED, FlowDeed, HandInput, plain
from storage.files import dump_flow, read_flow
from storage.runs import RunEntry
from storage.workspace import Workspace


def plan_of(deeds: Sequence[FlowDeed], drafts: Sequence[Flow]) -> dict[str, Any] | None:
    """What will be done to a run's flows, as plain data for `planned`."""
    if not deeds and not drafts:
        return None
    return {"deeds": [plain(deed) for deed in deeds], "drafts": [dump_flow(draft) for draft in drafts]}


def planned(workspace: Workspace, entry: RunEntry) -> tuple[list[FlowDeed], list[Flow]]:
    """What is to be done to a run's flows, and the drafts that it began with. Raises WorkspaceProblem."""
    with workspace.connection.sound("what is done to the flows of a run"):
        plan = workspace.runs.plan(entry.id)
        deeds = [DEED.validate_python(deed) for deed in plan.get("deeds", ())]
        return deeds, [read_flow(text, f"run {entry.name}, draft") for text in plan.get("drafts", ())]


def by_hand(workspace: Workspace, entry: RunEntry) -> list[HandInput]:
    """What was done to a run's flows as it was played. Raises WorkspaceProblem."""
    with workspace.connection.sound("what was done by hand in a run"):
        return [
            HandInput(one.played, DEED.validate_python(one.data)) for one in workspace.runs.inputs(entry.id)
        ]

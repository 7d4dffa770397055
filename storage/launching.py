"""Launching a flow of the workspace: only what is complete is launched (F-16, F-25)."""

from collections.abc import Sequence

from engine.flow.model import Flow
from engine.flow.validation import Problem, validate
from engine.life.statuses import DraftStatus
from engine.world.settings import Settings
from storage.files import read_flow
from storage.flows import DRAFT
from storage.workspace import Workspace


class Unfinished(Exception):
    """A draft that has errors, and so is not launched."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].sentence)
        self.problems = tuple(problems)


def finished(flow: Flow, settings: Settings) -> DraftStatus:
    """Whether a draft is ready for launch: warnings do not forbid it (F-16)."""
    return "draft" if _errors(validate(flow, settings)) else "ready"


def launch(workspace: Workspace, flow: str, settings: Settings) -> tuple[int, list[Problem]]:
    """Launch a flow's draft; the version's number, and what is no error but worth knowing.

    The draft is looked at anew: the project may have changed since it was saved. Raises Unfinished,
    WorkspaceProblem with a sentence that says what is possible, and BadFile.
    """
    flows = workspace.flows
    with workspace.connection.transaction():
        entry = flows.entry(flow)
        if entry.version and entry.draft_status is None:
            return flows.launch(flow, settings), []
        text = flows.text(flow, DRAFT)
        draft = read_flow(text, flow)
        problems = validate(draft, settings)
        errors = _errors(problems)
        if errors:
            raise Unfinished(errors)
        flows.save_draft(flow, text, name=draft.name, folder=draft.folder, brand=draft.brand, status="ready")
        return flows.launch(flow, settings), problems


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]

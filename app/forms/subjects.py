"""What a form is about: one block of the flow that is being edited, or the flow's own settings."""

from collections.abc import Iterable
from typing import Any, Protocol

from pydantic import BaseModel

from app.editing.command import Command
from app.editing.editor import FlowEditor
from app.editing.reading import plain
from app.editing.settings import SetField, SetFlow
from app.forms.base import Path
from app.forms.outcomes import Outcome, Seen, of_block, of_flow
from engine.flow.model import Flow
from engine.flow.validation import Problem

Also = Iterable[tuple[Path, Any]]


class Subject(Protocol):
    """Whose settings a form shows."""

    def exists(self) -> bool:
        """Whether it is still there; otherwise nothing else may be asked."""

    def heading(self) -> str: ...

    def model(self) -> type[BaseModel]: ...

    def data(self) -> dict[str, Any]:
        """Its settings as plain data."""

    def outcome(self, seen: Seen) -> Outcome:
        """What will happen, from an example."""

    def command(self, path: Path, value: Any, also: Also) -> Command:
        """The edit that sets one value, and others with it."""

    def concerns(self, problem: Problem) -> bool:
        """Whether a problem of the flow belongs here."""

    def problem(self, field: Path, sentence: str) -> Problem:
        """What is wrong with one of its fields."""


class BlockSubject:
    """One block."""

    def __init__(self, editor: FlowEditor, block: str) -> None:
        self._editor = editor
        self.block = block

    def exists(self) -> bool:
        return self._editor.flow.block(self.block) is not None

    def heading(self) -> str:
        block = self._editor.flow.block(self.block)
        assert block is not None
        return block.label

    def model(self) -> type[BaseModel]:
        block = self._editor.flow.block(self.block)
        assert block is not None
        return type(block)

    def data(self) -> dict[str, Any]:
        block = self._editor.flow.block(self.block)
        assert block is not None
        return plain(block)

    def outcome(self, seen: Seen) -> Outcome:
        block = self._editor.flow.block(self.block)
        assert block is not None
        return of_block(block, self._editor.flow, self._editor.settings, seen)

    def command(self, path: Path, value: Any, also: Also) -> Command:
        return SetField(self.block, path, value, tuple(also))

    def concerns(self, problem: Problem) -> bool:
        return problem.block == self.block

    def problem(self, field: Path, sentence: str) -> Problem:
        place = next(n for n, block in enumerate(self._editor.flow.blocks) if block.id == self.block)
        return Problem(self.block, field, sentence, "error", ("blocks", place, *field))


class FlowSubject:
    """The flow's own settings."""

    def __init__(self, editor: FlowEditor) -> None:
        self._editor = editor

    def exists(self) -> bool:
        return True

    def heading(self) -> str:
        return "Flow"

    def model(self) -> type[BaseModel]:
        return Flow

    def data(self) -> dict[str, Any]:
        return self._editor.flow.model_dump(mode="json", by_alias=True, exclude={"blocks", "connections"})

    def outcome(self, seen: Seen) -> Outcome:
        return of_flow(self._editor.flow, seen)

    def command(self, path: Path, value: Any, also: Also) -> Command:
        return SetFlow(path, value, tuple(also))

    def concerns(self, problem: Problem) -> bool:
        return problem.block is None

    def problem(self, field: Path, sentence: str) -> Problem:
        return Problem(None, field, sentence, "error", field)

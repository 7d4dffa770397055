"""The flow that is being edited: its present value, the way back and forth, and its problems."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from app.editing.command import Command, EditRefused
from engine.flow.model import Flow
from engine.flow.validation import Problem, validate
from engine.world.settings import Settings


@dataclass(frozen=True, slots=True)
class Edited:
    """What listeners are told: the flow before and after, what was done, and the block to select, if any."""

    before: Flow
    flow: Flow
    label: str
    block: str | None


Listener = Callable[[Edited], None]


@dataclass(frozen=True, slots=True)
class _Step:
    before: Flow
    after: Flow
    label: str
    block: str | None


class FlowEditor:
    """Edits one flow. Each command is applied whole or refused (EditRefused); undo and redo know no limit."""

    def __init__(self, flow: Flow, settings: Settings) -> None:
        self._flow = flow
        self.settings = settings
        """The project's settings, which problems and forms look names up in."""
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._merging: Hashable = None
        self._problems: list[Problem] | None = None
        self._listeners: list[Listener] = []

    @property
    def flow(self) -> Flow:
        """The flow as it stands now."""
        return self._flow

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the flow as it stands now; worked out once for each value of it."""
        if self._problems is None:
            self._problems = validate(self._flow, self.settings)
        return self._problems

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back; None where there is nothing."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again; None where there is nothing."""
        return self._undone[-1].label if self._undone else None

    def do(self, command: Command) -> str | None:
        """Make an edit; gives the block to select afterwards, if any. Raises EditRefused.

        An edit that changes nothing is no step. Edits of the same value one after the other are one step,
        until `end_step`.
        """
        outcome = command.apply(self._flow)
        if outcome.flow == self._flow:
            return outcome.block
        merging = command.merges_with
        first = self._flow
        if merging is not None and merging == self._merging and self._done:
            first = self._done.pop().before
        self._undone.clear()
        step = _Step(first, outcome.flow, outcome.label, outcome.block)
        changed = first != outcome.flow
        if changed:
            self._done.append(step)
        self._merging = merging if changed else None
        self._show(step.after, step)
        return outcome.block

    def refusal(self, command: Command) -> str | None:
        """Why the edit cannot be made now; None where it can. Nothing is changed."""
        try:
            command.apply(self._flow)
        except EditRefused as refused:
            return str(refused)
        return None

    def end_step(self) -> None:
        """Let the next edit be a step of its own, also of the same value: the field has been left."""
        self._merging = None

    def undo(self) -> str | None:
        """Take the last step back; gives its label, None where there is nothing to take back."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self._merging = None
        self._show(step.before, step)
        return step.label

    def redo(self) -> str | None:
        """Do the last step that was taken back again; gives its label, None where there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._merging = None
        self._show(step.after, step)
        return step.label

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call this after every edit, undo and redo; gives a function that ends it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _show(self, flow: Flow, step: _Step) -> None:
        before, self._flow = self._flow, flow
        self._problems = None
        block = step.block if step.block is not None and flow.block(step.block) is not None else None
        for listener in tuple(self._listeners):
            listener(Edited(before, flow, step.label, block))

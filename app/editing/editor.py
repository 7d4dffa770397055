"""The flow that is being edited: its present value, the way back and forth, and its problems."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from app.editing.command import Command, EditRefused
from app.editing.history import History, Kept, Step, Unkept
from app.editing.patch import DoesNotFit, Patch
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


class FlowEditor:
    """Edits one flow. Each command is applied whole or refused (EditRefused); undo and redo know no limit."""

    def __init__(self, flow: Flow, settings: Settings, kept: Kept | None = None) -> None:
        """`kept` are the steps of earlier editing, as a workspace kept them."""
        self._flow = flow
        self.settings = settings
        """The project's settings, which problems and forms look names up in."""
        self._history = History(kept)
        self._begun: Flow | None = None
        """The flow before the last step, which the next edit may still be part of."""
        self._merging: Hashable = None
        self._of_flow: list[Problem] | None = None
        self._problems: list[Problem] = []
        self._standing: tuple[Problem, ...] | None = None
        """What stood in a form when `_problems` were put together; None: they are not."""
        self.entering: Callable[[], tuple[Problem, ...]] = tuple
        """What stands in the form that is open and does not fit, so that the flow is without it."""
        self._listeners: list[Listener] = []
        self.selection: Callable[[], str | None] = lambda: None
        """Which block is selected: undo goes back to it."""

    @property
    def flow(self) -> Flow:
        """The flow as it stands now."""
        return self._flow

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the flow as it stands now, and with what stands in a form (F-16); the same list
        as long as both are the same.

        Where the text in a field does not fit, that is what is wrong with the field.
        """
        unread = self.unread
        if unread != self._standing:
            wrong = {(problem.block, problem.field) for problem in unread}
            known = [one for one in self.flow_problems if (one.block, one.field) not in wrong]
            self._problems, self._standing = [*known, *unread], unread
        return self._problems

    @property
    def flow_problems(self) -> list[Problem]:
        """What is wrong with the flow alone; worked out once for each value of it."""
        if self._of_flow is None:
            self._of_flow = validate(self._flow, self.settings)
        return self._of_flow

    @property
    def unread(self) -> tuple[Problem, ...]:
        """What was entered in the form that is open and does not fit."""
        return self.entering()

    @property
    def undo_label(self) -> str | None:
        """What `undo` would take back; None where there is nothing."""
        return None if (step := self._history.last) is None else step.label

    @property
    def redo_label(self) -> str | None:
        """What `redo` would do again; None where there is nothing."""
        return None if (step := self._history.next) is None else step.label

    @property
    def steps(self) -> tuple[str, ...]:
        """What each step did, oldest first; those from `position` on are taken back."""
        return tuple(step.label for step in self._history.steps)

    @property
    def history(self) -> tuple[Step, ...]:
        """The same, with all that each changed."""
        return self._history.steps

    @property
    def position(self) -> int:
        """How many of the steps are done."""
        return self._history.done

    def do(self, command: Command) -> str | None:
        """Make an edit; gives the block to select afterwards, if any. Raises EditRefused.

        An edit that changes nothing is no step. Edits of the same value one after the other are one step,
        until `end_step`.
        """
        outcome = command.apply(self._flow)
        if outcome.flow == self._flow:
            return outcome.block
        merging = command.merges_with
        first, selected = self._flow, self.selection()
        if merging is not None and merging == self._merging and self._begun is not None:
            first = self._begun
            selected = self._history.drop_last().selected
        changed = first != outcome.flow
        if changed:
            step = Step(outcome.label, Patch.between(first, outcome.flow), outcome.block, selected)
            self._history.add(step)
        self._merging = merging if changed else None
        self._begun = first if changed else None
        self._show(outcome.flow, outcome.label, outcome.block)
        return outcome.block

    def know(self, settings: Settings) -> None:
        """Look names up in other settings of the project from now on."""
        self.settings = settings
        self._forget_problems()

    def _forget_problems(self) -> None:
        self._of_flow = self._standing = None

    def refusal(self, command: Command) -> str | None:
        """Why the edit cannot be made now; None where it can. Nothing is changed."""
        try:
            command.apply(self._flow)
        except EditRefused as refused:
            return str(refused)
        return None

    def end_step(self) -> None:
        """Let the next edit be a step of its own, also of the same value: the field has been left."""
        self._merging = self._begun = None

    def undo(self) -> str | None:
        """Take the last step back; gives its label, None where there is nothing to take back."""
        return self._step(back=True)

    def redo(self) -> str | None:
        """Do the last step that was taken back again; gives its label, None where there is none."""
        return self._step(back=False)

    def _step(self, *, back: bool) -> str | None:
        self.end_step()
        try:
            stepped = self._history.undo(self._flow) if back else self._history.redo(self._flow)
        except DoesNotFit:
            # Only a workspace that somebody else has written into holds such steps.
            self._history.forget()
            return None
        if stepped is None:
            return None
        flow, step = stepped
        self._show(flow, step.label, *_wanted(step, back=back))
        return step.label

    def go_to(self, position: int) -> None:
        """Take back or make again so many steps that this many are done."""
        self.end_step()
        flow = self._flow
        label = ""
        wanted: tuple[str | None, ...] = ()
        try:
            while self.position != position:
                back = self.position > position
                stepped = self._history.undo(flow) if back else self._history.redo(flow)
                if stepped is None:
                    break
                flow, step = stepped
                label, wanted = step.label, _wanted(step, back=back)
        except DoesNotFit:
            self._history.forget()
        if flow is not self._flow:
            self._show(flow, label, *wanted)

    def take_unkept(self) -> Unkept:
        """What of the steps is to be kept with the flow as it stands now; it then counts as kept."""
        return self._history.take_unkept()

    def not_kept(self, unkept: Unkept) -> None:
        """What was taken to be kept could not be."""
        self._history.not_kept(unkept)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call this after every edit, undo and redo; gives a function that ends it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def _show(self, flow: Flow, label: str, *wanted: str | None) -> None:
        """Tell the listeners; the first of the wanted blocks that there is is to be selected."""
        before, self._flow = self._flow, flow
        self._forget_problems()
        block = next((one for one in wanted if one is not None and flow.block(one) is not None), None)
        for listener in tuple(self._listeners):
            listener(Edited(before, flow, label, block))


def _wanted(step: Step, *, back: bool) -> tuple[str | None, ...]:
    """The block to select after a step was taken back, or made again, and the one to take if it is gone."""
    return (step.selected, step.block) if back else (step.block, step.selected)

"""The steps of editing one flow, those done and those taken back, as values and as what a workspace keeps."""

import json
from dataclasses import dataclass

from app.editing.patch import DoesNotFit, Patch
from engine.flow.model import Flow


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it did, in words and exactly, and the block that it was about."""

    label: str
    patch: Patch
    block: str | None = None
    selected: str | None = None
    """The block that was selected when the step was made."""

    def text(self) -> str:
        """As the workspace keeps it."""
        data = {"label": self.label, "block": self.block, "selected": self.selected, **self.patch.data()}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Step":
        """From `text`. Raises DoesNotFit."""
        try:
            data = json.loads(text)
            label, block, selected = str(data["label"]), data["block"], data.get("selected")
        except (ValueError, TypeError, KeyError) as error:
            raise DoesNotFit("this step cannot be read") from error
        patch = Patch.read(data)
        return cls(
            label,
            patch,
            block if isinstance(block, str) else None,
            selected if isinstance(selected, str) else None,
        )


@dataclass(frozen=True, slots=True)
class Unkept:
    """What of a history a workspace does not hold yet.

    Steps are numbered from 0, also those that were dropped. `position` steps are done, later ones are taken
    back; from the number `since` on, what is kept is replaced by `steps`.
    """

    since: int
    steps: tuple[Step, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A history as a workspace gave it back: the steps from number `first` on, of which those before
    `position` are done."""

    first: int = 0
    position: int = 0
    texts: tuple[str, ...] = ()


class History:
    """The steps of one flow in order, and how many of them are done."""

    def __init__(self, kept: Kept | None = None) -> None:
        """A history that cannot be read is none."""
        kept = kept or Kept()
        try:
            steps = [Step.read(text) for text in kept.texts]
        except DoesNotFit:
            kept, steps = Kept(kept.first, kept.first), []
        self._first = kept.first
        self._steps = steps
        self._done = min(max(kept.position - kept.first, 0), len(steps))
        self._kept = len(steps) if len(steps) == len(kept.texts) else 0

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self._steps)

    @property
    def done(self) -> int:
        """How many of `steps` are done."""
        return self._done

    @property
    def last(self) -> Step | None:
        """The step that undo would take back."""
        return self._steps[self._done - 1] if self._done else None

    @property
    def next(self) -> Step | None:
        """The step that redo would make again."""
        return self._steps[self._done] if self._done < len(self._steps) else None

    def add(self, step: Step) -> None:
        """A new step; what was taken back is forgotten."""
        self._cut()
        self._steps.append(step)
        self._done += 1

    def drop_last(self) -> Step:
        """Forget the last step that was done, and what was taken back; the step."""
        self._done -= 1
        dropped = self._steps[self._done]
        self._cut()
        return dropped

    def _cut(self) -> None:
        del self._steps[self._done :]
        self._kept = min(self._kept, self._done)

    def undo(self, flow: Flow) -> tuple[Flow, Step] | None:
        """The flow before the last step; None where there is none. Raises DoesNotFit."""
        step = self.last
        if step is None:
            return None
        before = step.patch.back(flow)
        self._done -= 1
        return before, step

    def redo(self, flow: Flow) -> tuple[Flow, Step] | None:
        """The flow after the step that was taken back last; None where there is none. Raises DoesNotFit."""
        step = self.next
        if step is None:
            return None
        after = step.patch.forward(flow)
        self._done += 1
        return after, step

    def forget(self) -> None:
        """Begin afresh: the steps belong to another state of the flow."""
        self._done = 0
        self._cut()

    def take_unkept(self) -> Unkept:
        """What is to be kept now; it then counts as kept."""
        unkept = Unkept(self._first + self._kept, tuple(self._steps[self._kept :]), self._first + self._done)
        self._kept = len(self._steps)
        return unkept

    def not_kept(self, unkept: Unkept) -> None:
        """What was taken to be kept could not be."""
        self._kept = min(self._kept, max(unkept.since - self._first, 0))

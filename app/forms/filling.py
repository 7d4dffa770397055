"""A form that is being filled in: what is entered reaches the flow once it fits, and not before."""

from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from app.editing.command import EditRefused
from app.editing.editor import FlowEditor
from app.editing.reading import with_value
from app.editing.shares import balanced
from app.forms.base import Around, FormField, Path
from app.forms.breaking import Broken, broken_by
from app.forms.fields import fields_of
from app.forms.lists import moved, removed
from app.forms.subjects import Subject
from engine.flow.validation import Problem

TRIGGER: Final[frozenset[Path]] = frozenset({("trigger",), ("trigger", "event")})
"""Where the launch settings say what starts the flow."""


class Filling:
    """The state of one form; it knows no widget.

    What does not fit is kept here with a sentence beside its field, and the flow stays as it was. Settings
    that only hold together wait in a draft until all of them fit.
    """

    def __init__(self, editor: FlowEditor, subject: Subject) -> None:
        self.editor = editor
        self.subject = subject
        self.errors: dict[Path, str] = {}
        """What was entered and does not fit: why, by field."""
        self._drafts: dict[Path, dict[str, Any]] = {}
        self._shares: tuple[Path, list[float]] | None = None
        """The share that is being typed, and all of its list as they were before."""
        self._typing: tuple[Path, Any] | None = None
        """The line that is being typed, and what it held before."""

    @property
    def around(self) -> Around:
        return Around.of(self.editor.flow, self.editor.settings)

    def data(self) -> dict[str, Any]:
        """The settings as they stand, with the drafts of those that do not hold together yet."""
        data = self.subject.data()
        for path, draft in self._drafts.items():
            data = with_value(data, path, draft)
        return data

    def fields(self) -> tuple[FormField, ...]:
        return fields_of(self.subject.model(), self.data(), self.around)

    def problems(self) -> list[Problem]:
        """What is wrong with what stands in the flow."""
        return [problem for problem in self.editor.flow_problems if self.subject.concerns(problem)]

    def unread(self) -> tuple[Problem, ...]:
        """What was entered and does not fit, as problems: the flow is without it (F-16)."""
        if not self.errors or not self.subject.exists():
            return ()
        return tuple(self.subject.problem(path, sentence) for path, sentence in self.errors.items())

    def check_text(self, field: FormField, text: str | None) -> None:
        """Say whether what was typed could be entered; None: it may still become what can be."""
        self.errors.pop(field.path, None)
        if text is not None:
            try:
                field.read(text)
            except ValueError as problem:
                self.errors[field.path] = str(problem)

    def is_set_to(self, field: FormField, text: str) -> bool:
        """Whether this is what is chosen: to choose it again changes nothing, nor what hangs on it."""
        shown = field.show(field.value) if field.kind in ("choice", "name", "variant") else ""
        same = bool(shown) and text.strip().casefold() == shown.casefold()
        # What was typed just before may not be shown yet.
        return same and _at(self.data(), field.path) in (None, field.value)

    def enter_text(self, field: FormField, text: str) -> bool:
        """Enter what was typed; whether it has reached the flow."""
        try:
            value = field.read(text)
        except ValueError as problem:
            self._take_back(field)
            self.errors[field.path] = str(problem)
            return False
        if self._typing is None or self._typing[0] != field.path:
            self._typing = (field.path, field.value)
        return self.enter(field, value)

    def _take_back(self, field: FormField) -> None:
        """Of text that does not fit no beginning that did is kept: "3 d" of "3 dys"."""
        typing, self._typing = self._typing, None
        if field.kind == "line" and typing is not None and typing[0] == field.path:
            self.enter(field, typing[1])

    def enter(self, field: FormField, value: Any) -> bool:
        """Enter a value; whether it has reached the flow."""
        try:
            stored = field.store(value)
        except ValueError as problem:
            self.errors[field.path] = str(problem)
            return False
        if field.unit is not None:
            return self._enter_in_unit(field, stored, value)
        also = self._balanced(field.path, value) if field.share else field.also(value)
        try:
            self.editor.do(self.subject.command(field.path, stored, also))
        except EditRefused as refused:
            self.errors[field.path] = str(refused)
            return False
        self._settled(field.path)
        for path, _ in also:
            self._settled(path)
        return True

    def breaks(self, field: FormField, value: Any) -> tuple[Broken, ...]:
        """What in other places entering this value would break; only another trigger breaks anything."""
        if field.path not in TRIGGER:
            return ()
        try:
            command = self.subject.command(field.path, field.store(value), field.also(value))
            after = command.apply(self.editor.flow).flow
        except (EditRefused, ValueError):
            return ()
        return broken_by(self.editor.flow, after, self.editor.settings)

    def _balanced(self, path: Path, share: float) -> tuple[tuple[Path, Any], ...]:
        """What the other shares of the list become; letter by letter from what they were at first."""
        *within, at, name = path
        assert isinstance(at, int)
        if self._shares is None or self._shares[0] != path:
            shares = [branch[name] for branch in _at(self.subject.data(), tuple(within))]
            self._shares = (path, shares)
        shares = [*self._shares[1]]
        shares[at] = share
        others = enumerate(balanced(shares, at))
        return tuple(((*within, n, name), other) for n, other in others if n != at)

    def left(self) -> None:
        """A field has been left: what is entered next is a step of its own."""
        self._shares = self._typing = None
        self.editor.end_step()

    def _enter_in_unit(self, field: FormField, stored: Any, value: Any) -> bool:
        assert field.unit is not None
        unit = field.unit.path
        draft = self._drafts.get(unit) or deepcopy(_at(self.subject.data(), unit)) or {}
        beside = []
        for path, other in ((field.path, stored), *field.also(value)):
            if path[: len(unit)] == unit:
                draft = with_value(draft, path[len(unit) :], other)
            else:
                beside.append((path, other))
        try:
            finished = field.unit.finish(draft)
        except EditRefused as refused:
            return self._keep(field, draft, str(refused), (*unit, *refused.field))
        try:
            self.editor.do(self.subject.command(unit, finished, beside))
        except EditRefused as refused:
            return self._keep(field, draft, str(refused), refused.field)
        self._settled(unit)
        return True

    def _keep(self, field: FormField, draft: dict[str, Any], sentence: str, place: Path) -> bool:
        """Keep what does not hold together yet, and say so beside the field at fault."""
        assert field.unit is not None
        unit = field.unit.path
        self._drafts[unit] = draft
        for path in [path for path in self.errors if path[: len(unit)] == unit]:
            del self.errors[path]
        # A place deeper than the unit is a field of it; what concerns the whole is told beside this field.
        self.errors[place[: len(field.path)] if len(place) > len(unit) else field.path] = sentence
        return False

    def remove(self, field: FormField, at: int) -> bool:
        """Take an item out of a list."""
        return self._change_list(field, removed(field.value or [], at))

    def move(self, field: FormField, at: int, by: int) -> bool:
        """Let an item of a list change places."""
        return self._change_list(field, moved(field.value or [], at, by))

    def _change_list(self, field: FormField, items: list[Any]) -> bool:
        self.left()
        done = self.enter(replace(field, store=lambda value: value), items)
        self.left()
        return done

    def set(self, path: Path, value: Any) -> bool:
        """Set a value that always stands for itself: a condition that was turned around."""
        self.left()
        try:
            self.editor.do(self.subject.command(path, value, ()))
        except EditRefused as refused:
            self.errors[path] = str(refused)
            return False
        self.left()
        self._settled(path)
        return True

    def forget(self) -> None:
        """Forget what does not fit: the flow has been changed from elsewhere."""
        self.errors.clear()
        self._drafts.clear()
        self._shares = self._typing = None

    def _settled(self, path: Path) -> None:
        for kept in (self.errors, self._drafts):
            for other in [other for other in kept if other[: len(path)] == path]:
                del kept[other]


def _at(data: Any, path: Path) -> Any:
    for key in path:
        if data is None:
            return None
        data = data.get(key) if isinstance(data, dict) else data[key]
    return data

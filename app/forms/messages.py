"""What the widgets of a form tell it. They post messages up; the form enters, and shows what came of it."""

from typing import Any

from textual.message import Message

from app.forms.base import FormField, Path


class Typed(Message, namespace="form"):
    """Text was typed into a field."""

    def __init__(
        self,
        field: FormField,
        text: str | None,
        *,
        enter: bool = True,
        go_on: int = 0,
        finished: bool = False,
    ) -> None:
        super().__init__()
        self.field = field
        self.text = text
        """None: what was typed so far is not wrong, nor is it all."""
        self.enter = enter
        """Whether to enter it; otherwise only whether it could be entered is to be shown."""
        self.go_on = go_on
        """Fields to go on by, once what follows from the text is shown: 1 or -1."""
        self.finished = finished
        """Whether to go on to the next field that needs something, where there is one."""


class Wanted(Message, namespace="form"):
    """A name is wanted that the project does not have yet."""

    def __init__(self, field: FormField, name: str) -> None:
        super().__init__()
        self.field = field
        self.name = name


class Finished(Message, namespace="form"):
    """Enter was pressed in a simple field: what is next?"""


class Chosen(Message, namespace="form"):
    """A value was chosen for a field."""

    def __init__(self, field: FormField, value: Any) -> None:
        super().__init__()
        self.field = field
        self.value = value


class Asked(Message, namespace="form"):
    """Something is to be done with a row of a list or a tree: "remove", "up", "open"."""

    def __init__(self, field: FormField, path: Path, what: str) -> None:
        super().__init__()
        self.field = field
        self.path = path
        """The row's own path; that of the field for what concerns the whole."""
        self.what = what


class Left(Message, namespace="form"):
    """A field was left without anything to enter: what is typed next is a step of its own."""

"""What the home screen may ask of the session about flows as a whole."""

from dataclasses import dataclass
from typing import Literal

from app.session.requests import Request

Form = Literal["yaml", "mermaid", "svg", "text", "markdown"]
"""What a flow can be written as; `markdown` is the flow in plain words."""

ENDINGS: dict[Form, str] = {
    "yaml": ".yaml",
    "mermaid": ".mmd",
    "svg": ".svg",
    "text": ".txt",
    "markdown": ".md",
}


@dataclass(frozen=True, slots=True)
class RenameFlow(Request[None]):
    flow: str
    name: str


@dataclass(frozen=True, slots=True)
class MoveFlow(Request[None]):
    """Put a flow into a folder, or (None: as it is) give it to a brand."""

    flow: str
    folder: str | None = None
    brand: str | None = None


@dataclass(frozen=True, slots=True)
class DuplicateFlow(Request[str]):
    """A draft with all blocks, no history, no customers (F-22); its id."""

    flow: str


@dataclass(frozen=True, slots=True)
class DeleteFlow(Request[None]):
    """Take a flow off the shelf. It is deleted when the app is left; until then it can come back."""

    flow: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A flow that is back on the shelf."""

    id: str
    name: str
    off: str = ""
    """Why it is not on any more, where it was before."""


@dataclass(frozen=True, slots=True)
class RestoreFlow(Request[Restored | None]):
    """Put the flow back that was deleted last; None where there is none."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A flow that was taken in, or one that has its id already, with nothing done."""

    id: str
    name: str
    there: bool = False
    """Whether nothing was done yet, because there is a flow of that id."""
    has_draft: bool = False
    """Whether that one has a draft."""


@dataclass(frozen=True, slots=True)
class ImportFlow(Request[TakenIn]):
    """Take a flow file in, as a draft."""

    path: str
    over: bool | None = None
    """Where there is a flow of its id: whether to make it its draft, or else a new flow; None to be asked."""


@dataclass(frozen=True, slots=True)
class ExportFlow(Request[str]):
    """Write a flow to a file; the file's full name."""

    flow: str
    form: Form
    path: str


@dataclass(frozen=True, slots=True)
class Brands(Request[tuple[str, ...]]):
    """The project's brands."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A flow of the gallery."""

    name: str
    title: str
    words: str
    """What it is for, in a sentence."""
    picture: str


@dataclass(frozen=True, slots=True)
class Gallery(Request[tuple[Pattern, ...]]):
    pass


@dataclass(frozen=True, slots=True)
class NewFromGallery(Request[str]):
    """A new draft like one of the gallery; its id."""

    pattern: str
    name: str = ""
    """What the flow is called; empty: as the pattern is."""

"""Where the keyboard goes within a form: to a place of the data, or to what still needs something."""

from collections.abc import Collection, Iterable, Sequence

from textual.widget import Widget

from app.forms.base import Path
from app.forms.inputs import LineInput, LongInput
from app.forms.list_view import NamesView
from app.forms.rows import Press, Row
from app.forms.search import SearchInput
from app.forms.toggles import Toggles

Identity = tuple[type[Widget], Path, str]


def identity(widget: Widget | None) -> Identity | None:
    """What a widget that can have the focus stands for; the same for the one that takes its place."""
    if isinstance(widget, SearchInput):
        return SearchInput, widget.owner.field.path, ""
    if isinstance(widget, Press):
        return Press, widget.path, widget.what
    if isinstance(widget, Row):
        return Row, widget.path, ""
    if isinstance(widget, LineInput | LongInput | Toggles):
        return type(widget), widget.field.path, ""
    return None


def first_entry(within: Widget) -> Widget | None:
    """The widget to begin with in a part of a form; None where nothing can be entered there.

    In a list of names that is the one to add; rows of what stays open come after what stands beneath them.
    """
    widgets: Iterable[Widget] = within.query("*")
    if isinstance(within, NamesView):
        widgets = within.query(SearchInput)
    focusable = [widget for widget in widgets if widget.focusable]
    return next((widget for widget in focusable if not _stays_open(widget)), next(iter(focusable), None))


def _stays_open(widget: Widget) -> bool:
    """Whether it is the row of an item whose fields are always in sight."""
    if not isinstance(widget, Row) or widget.field.kind != "list":
        return False
    return any(item.path == widget.path and not item.closes for item in widget.field.items)


def nearest(path: Path, places: Collection[Path]) -> Path:
    """The path itself or the longest beginning of it that is among the places; else the whole form."""
    return next((path[:size] for size in range(len(path), 0, -1) if path[:size] in places), ())


def next_needing(places: Sequence[Path], needing: Collection[Path], at: Path | None) -> Path | None:
    """Of the places of a form, in their order, the next after this one that needs something.

    Those before it come after all others; None where nothing else needs anything. A part that holds one of
    them itself is not meant.
    """
    inner = [
        place
        for place in places
        if place in needing and not any(o != place and o[: len(place)] == place for o in needing)
    ]
    if at is None or at not in places:
        return next(iter(inner), None)
    order = {place: n for n, place in enumerate(places)}
    here = order[at]
    others = [place for place in inner if place != at]
    return min(others, key=lambda place: (order[place] < here, order[place]), default=None)

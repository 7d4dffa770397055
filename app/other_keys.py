"""Keys that are no commands: they move about within the canvas, a form or a list. For help and docs."""

from typing import Final

OTHER_KEYS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "home": (
        ("up, down", "choose", "Choose a flow; home and end, page up and page down go further."),
        ("letters", "search", "Simply typing searches in names, folders, brands and statuses."),
    ),
    "canvas": (
        ("arrows", "select", "Select a block; home selects the first one."),
        ("shift+arrows", "move", "Move the chosen blocks; dragging does it too."),
        ("ctrl+arrows", "look", "Look elsewhere; dragging empty ground does it too."),
    ),
    "form": (
        ("tab, shift+tab", "next field", "To the next field, or the one before; what was typed is taken."),
        ("enter", "take", "Take what was typed; open a list, or choose what is marked in it."),
        ("up, down", "choose", "Choose among what a field offers; among rows, the next one."),
        ("space", "tick", "Tick a box, switch something on or off, open or close a row."),
        ("ctrl+enter", "done", "Done with the form: back to the canvas; esc does it too."),
        ("F1", "help", "Help, where ? is a letter that you type."),
    ),
    "panel": (
        ("up, down", "choose", "Choose a line; home and end, page up and page down go further."),
        ("enter", "open", "Open what the line stands for: a story, a message, a block."),
        ("tab", "canvas", "To the canvas and back, where both are in sight."),
    ),
    "versions": (("enter", "open", "Open the version on the canvas as it was, to be read only."),),
    "problems": (("enter", "go there", "Go to the block, and to the field that is wrong."),),
}
"""By place: keys, a label, and what they do."""

FORM_KEYS: Final = (("tab", "next"), ("esc", "done"))
"""What the footer tells in every form."""

OUTLINE_KEYS: Final = (
    ("a", "adds"),
    ("n", "negates"),
    ("del", "removes"),
    *FORM_KEYS,
    ("shift+arrows", "move"),
)
"""What it tells on a line of a condition."""

VERSION_KEYS: Final = (("enter", "open"),)
"""What it tells in the list of versions."""

DIFFERENCE_KEYS: Final = (("enter", "go there"),)
"""What it tells while that list says what is different."""

LIST_KEYS: Final = (("enter", "choose"), ("esc", "close the list"))
"""What it tells while a list is open beneath a field."""

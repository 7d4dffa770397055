"""The one registry of commands: what a person can do, where, and by which key.

Key bindings, the footer, the palette, the help screen and the documentation come from here. Whether a
command is
possible just now is the screen's to say: it answers with nothing, or with the reason why not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

from app.other_keys import OTHER_KEYS

Place = Literal["anywhere", "home", "flow", "canvas", "problems", "versions", "panel", "form"]
"""Where a command's keys work. `canvas`: on the flow screen, while the canvas has the focus; `problems`,
`versions`, `panel` and `form`: while the focus is in one of them."""

PLACES: dict[Place, str] = {
    "home": "The list of flows",
    "flow": "A flow: playing it and looking at it",
    "canvas": "A flow: on the canvas",
    "form": "A flow: in a form",
    "panel": "A flow: in a panel",
    "problems": "A flow: in the list of its problems",
    "versions": "A flow: in the list of its versions",
    "anywhere": "Everywhere",
}
"""The places in the order in which help lists them, with their titles."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do."""

    id: str
    keys: tuple[str, ...]
    """In Textual's words; the first is the one that is shown."""
    label: str
    """One or two words, for the footer."""
    help: str
    """What it does, in one sentence."""
    place: Place
    footer: bool = True
    """Whether the footer has room for it."""

    @property
    def key(self) -> str:
        """The first key as people read it."""
        return shown_key(self.keys[0])

    @property
    def all_keys(self) -> str:
        return ", ".join(map(shown_key, self.keys))


_SHOWN = {
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "underscore": "_",
    "question_mark": "?",
    "slash": "/",
    "backslash": "\\",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "delete": "del",
}


def shown_key(key: str) -> str:
    """A key as people read it."""
    *modifiers, last = key.split("+") if key != "+" else [key]
    shown = last.upper() if last[1:].isdigit() else _SHOWN.get(last, last)
    return "+".join([*modifiers, shown])


def _home() -> Iterable[Command]:
    yield Command("open", ("enter",), "open", "Open the selected flow on its canvas.", "home")
    yield Command(
        "new_flow", ("ctrl+n",), "new flow", "Make a new flow: blank, or like one of the gallery.", "home"
    )
    yield Command("rename_flow", ("f2",), "rename", "Rename the selected flow.", "home")
    yield Command(
        "move_flow", ("f6",), "move", "Move the selected flow to a folder, or another brand.", "home", False
    )
    yield Command(
        "duplicate_flow",
        ("ctrl+d",),
        "duplicate",
        "Make a draft like the selected flow, without its history.",
        "home",
        False,
    )
    yield Command("delete_flow", ("delete",), "delete", "Delete the selected flow.", "home", False)
    yield Command("restore_flow", ("ctrl+z",), "undo delete", "Bring the deleted flow back.", "home", False)
    yield Command(
        "sort_flows",
        ("ctrl+s",),
        "sort",
        "Sort by name, folder, status, customers inside or last change.",
        "home",
        False,
    )
    yield Command("import_flow", ("ctrl+o",), "import", "Take in a flow file (YAML).", "home", False)
    yield Command(
        "export_flow",
        ("ctrl+e",),
        "export",
        "Write the flow as YAML, a picture, text, Mermaid, or in plain words.",
        "home",
        False,
    )
    yield Command("search", ("slash",), "search", "Search the flows; simply typing does it too.", "home")
    yield Command(
        "all_flows", ("escape",), "all flows", "Leave the search and show all flows.", "home", False
    )


def _flow() -> Iterable[Command]:
    yield Command("play", ("space",), "play", "Play simulated time, or pause it.", "flow")
    yield Command(
        "one_move", ("full_stop",), "one move", "Show the next single move of one customer.", "flow"
    )
    yield Command("next_due", ("n",), "next due", "Play the next thing that is due, whole.", "flow")
    yield Command("next_day", ("d",), "next day", "Play until the next midnight.", "flow")
    yield Command("go_to", ("g",), "go to", "Play until a date and time that you give.", "flow")
    yield Command(
        "faster", ("plus", "equals_sign"), "faster", "More simulated time per second.", "flow", False
    )
    yield Command(
        "slower", ("minus", "underscore"), "slower", "Less simulated time per second.", "flow", False
    )
    yield Command(
        "again", ("r",), "start again", "Start the run again, with the flows as they are now.", "flow"
    )
    yield Command(
        "block_panel",
        ("1",),
        "block",
        "The selected block: its settings, or its numbers in the run.",
        "flow",
        False,
    )
    yield Command(
        "customers_panel", ("2",), "customers", "Who is in the selected block, and until when.", "flow", False
    )
    yield Command(
        "story_panel", ("3",), "story", "A customer's way through the flows, with the reasons.", "flow", False
    )
    yield Command(
        "why",
        ("w",),
        "why not",
        "Why the flow did not start for a customer whom you name.",
        "flow",
        False,
    )
    yield Command(
        "outbox_panel", ("4",), "outbox", "The messages that the run has sent to its outbox.", "flow", False
    )
    yield Command(
        "refused_panel", ("5",), "did not enter", "Who did not enter the flow, and why.", "flow", False
    )
    yield Command(
        "problems_panel",
        ("6", "p"),
        "problems",
        "What is wrong with the flow; enter jumps there.",
        "flow",
        False,
    )
    yield Command(
        "versions_panel",
        ("7",),
        "versions",
        "The draft and all versions that were launched; enter opens one as it was.",
        "flow",
        False,
    )
    yield Command(
        "hide_panel",
        ("0",),
        "hide panel",
        "Give the canvas all the room, or bring the panel back.",
        "flow",
        False,
    )
    yield Command(
        "expected",
        ("t",),
        "expected",
        "What the scenario expects, and what comes of it in the end.",
        "flow",
        False,
    )
    yield from _life()
    yield Command("undo", ("ctrl+z", "u"), "undo", "Take the last edit back.", "flow", False)
    yield Command("redo", ("ctrl+y",), "redo", "Make the edit again that was taken back.", "flow", False)
    yield Command(
        "history", ("h",), "edits", "All edits, step by step; enter goes back or forth to one.", "flow", False
    )
    yield Command(
        "settings",
        ("s",),
        "flow settings",
        "The flow's name, folder, brand, limit and schedule.",
        "flow",
        False,
    )
    yield Command(
        "edit_yaml", ("e",), "edit YAML", "Edit the flow's YAML in your own editor ($EDITOR).", "flow", False
    )
    yield Command(
        "export_this",
        ("ctrl+e",),
        "export",
        "Write the flow as YAML, a picture, text, Mermaid, or in plain words.",
        "flow",
        False,
    )
    yield Command("back", ("escape",), "back", "Leave the panel, or go back to the list of flows.", "flow")


def _life() -> Iterable[Command]:
    yield Command(
        "launch",
        ("l",),
        "launch",
        "Launch the draft; what it would do to the customers inside is shown first.",
        "flow",
        False,
    )
    yield Command(
        "on_off",
        ("o",),
        "on or off",
        "Pause the flow, or turn it on again; in the run that is loaded, from now on.",
        "flow",
        False,
    )
    yield Command(
        "move_end",
        ("E", "shift+e"),
        "move start, end",
        "Move the start or the end of the version that runs, without launching anything.",
        "flow",
        False,
    )
    yield Command(
        "delete_draft",
        ("D", "shift+d"),
        "delete draft",
        "Delete the draft beside the launched version; undo brings it back.",
        "flow",
        False,
    )


def _canvas() -> Iterable[Command]:
    yield Command("edit", ("enter",), "edit", "Open the settings of the selected block.", "canvas", False)
    yield Command(
        "add",
        ("a",),
        "add",
        "Add a block or a ready piece after the selected one: type what, tab for another way out.",
        "canvas",
    )
    yield Command("insert", ("i",), "insert", "Add into a connection of the selected block.", "canvas", False)
    yield Command(
        "connect",
        ("c",),
        "connect",
        "Connect an output: arrow keys choose the block, / finds it by name, j by letters.",
        "canvas",
    )
    yield Command(
        "disconnect",
        ("shift+c", "C"),
        "disconnect",
        "Take away a connection of the selected block.",
        "canvas",
        False,
    )
    yield Command(
        "delete", ("x", "delete"), "delete", "Delete the chosen blocks; the connection is healed.", "canvas"
    )
    yield Command("rename", ("f2",), "rename", "Give the selected block a name.", "canvas", False)
    yield from _copying()
    yield Command("fit", ("f",), "fit", "Show as much of the flow as fits.", "canvas", False)
    yield Command(
        "zoom", ("z",), "zoom", "Show whole cards, one line for each, or the whole flow.", "canvas", False
    )
    yield Command("centre", ("m",), "centre", "Bring the selected block to the middle.", "canvas", False)
    yield from _seeing()


def _copying() -> Iterable[Command]:
    yield Command("duplicate", ("ctrl+d",), "duplicate", "Make a copy of the chosen blocks.", "canvas", False)
    yield Command("cut", ("ctrl+x",), "cut", "Take the chosen blocks to the clipboard.", "canvas", False)
    yield Command("copy", ("ctrl+c",), "copy", "Copy the chosen blocks to the clipboard.", "canvas", False)
    yield Command(
        "paste",
        ("ctrl+v",),
        "paste",
        "Paste blocks: after the selected one, if it leads nowhere yet.",
        "canvas",
        False,
    )


def _seeing() -> Iterable[Command]:
    yield Command("find", ("slash",), "find", "Find blocks by name, kind, field or value.", "canvas", False)
    yield Command("jump", ("j",), "jump", "Go to a block by the letters that it shows.", "canvas", False)
    yield Command(
        "downstream",
        ("right_square_bracket",),
        "downstream",
        "Follow the ways on from the selected block; the rest dims.",
        "canvas",
        False,
    )
    yield Command(
        "upstream",
        ("left_square_bracket",),
        "upstream",
        "Follow the ways that lead to the selected block; the rest dims.",
        "canvas",
        False,
    )
    yield Command("show_all", ("backslash",), "show all", "Stop following: nothing is dim.", "canvas", False)
    yield Command(
        "choose",
        ("v",),
        "choose",
        "Take the selected block among the chosen ones, or out again; shift+arrows move them all.",
        "canvas",
        False,
    )
    yield Command("choose_all", ("ctrl+a",), "choose all", "Choose all blocks.", "canvas", False)
    yield Command(
        "tidy", ("T", "shift+t"), "tidy", "Let the layout place every block afresh.", "canvas", False
    )


def _form() -> Iterable[Command]:
    yield Command(
        "widen",
        ("f4",),
        "wide",
        "Give the form most of the screen, or put it beside the canvas.",
        "form",
        False,
    )


def _problems() -> Iterable[Command]:
    yield Command("mend", ("m",), "mend", "Mend the chosen problem in the way that it offers.", "problems")


def _versions() -> Iterable[Command]:
    yield Command(
        "compare",
        ("c",),
        "compare",
        "Mark on the canvas what is different there from the chosen version; the list says it in words.",
        "versions",
    )
    yield Command(
        "restore", ("R", "shift+r"), "restore", "Make the chosen version the draft, as it was.", "versions"
    )
    yield Command(
        "drop_draft",
        ("delete", "x"),
        "delete draft",
        "Delete the draft beside the launched version; undo brings it back.",
        "versions",
    )


def _anywhere() -> Iterable[Command]:
    yield Command(
        "help", ("question_mark", "f1"), "help", "The keys of where you are, then all others.", "anywhere"
    )
    yield Command("palette", ("ctrl+p",), "commands", "Search the commands and carry one out.", "anywhere")
    yield Command(
        "tour", ("f3",), "tour", "Be shown around, in a minute; the next step of the tour.", "anywhere", False
    )
    yield Command(
        "theme", ("ctrl+t",), "theme", "Dark, light or high contrast: the next theme.", "anywhere", False
    )
    yield Command("quit", ("ctrl+q",), "quit", "Save everything and leave flowrig.", "anywhere")


COMMANDS: dict[str, Command] = {
    command.id: command
    for command in (*_home(), *_flow(), *_canvas(), *_form(), *_problems(), *_versions(), *_anywhere())
}


def commands_of(*places: Place) -> list[Command]:
    """The commands of these places, in the order of the registry."""
    return [command for command in COMMANDS.values() if command.place in places]


def keys_of(place: Place) -> list[tuple[str, str, str]]:
    """All keys that work in a place, with a label and a sentence: those of commands, then the others."""
    commands = [(command.all_keys, command.label, command.help) for command in commands_of(place)]
    return [*commands, *OTHER_KEYS.get(place, ())]


def bindings(*places: Place) -> list[BindingType]:
    """The key bindings of these places: each carries its command out by `action_command`."""
    return [
        Binding(",".join(command.keys), f"command('{command.id}')", command.label, show=False)
        for command in commands_of(*places)
    ]


def as_markdown() -> str:
    """The registry for the documentation."""
    lines = ["# Keys and commands", "", "Made from `app/commands.py`; the app shows the same with `?`.", ""]
    for place, title in PLACES.items():
        lines += [f"## {title}", "", "| key | command | what it does |", "|---|---|---|"]
        lines += [f"| `{keys}` | {label} | {words} |" for keys, label, words in keys_of(place)]
        lines.append("")
    return "\n".join(lines)

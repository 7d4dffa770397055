"""The command line's grammar: quick to import, so that the app's first paint does not wait for it."""

import argparse
from collections.abc import Sequence
from typing import Final, NoReturn

from app.cli.grammar import asking, bringing, living, playing, telling

MODULES: Final = {
    "run": "app.cli.run",
    "validate": "app.cli.validate",
    "test": "app.cli.test",
    "sweep": "app.cli.sweep",
    "import": "app.cli.importing",
    "generate": "app.cli.generating",
    "story": "app.cli.story",
    "why": "app.cli.why",
    "events": "app.cli.events",
    "outbox": "app.cli.outbox",
    "when": "app.cli.when",
    "export": "app.cli.telling",
    "describe": "app.cli.telling",
    "diff": "app.cli.differing",
    "rehearse": "app.cli.rehearse",
    "runs": "app.cli.runs",
    "flows": "app.cli.listing",
    "history": "app.cli.listing",
    "take": "app.cli.taking",
    "delete-draft": "app.cli.flow_life",
    "launch": "app.cli.flow_life",
    "pause": "app.cli.flow_life",
    "resume": "app.cli.flow_life",
    "restore": "app.cli.flow_life",
    "keys": "app.cli.keys",
    "schema": "app.cli.schema",
}
"""What carries a command out; imported no sooner than that."""

COMMANDS = tuple(MODULES)

DESCRIPTION = "A test rig for customer flows: all the rules, on a clock you hold in your hand."

EPILOG = """\
flowrig                      open the app on the sample shop
flowrig shop.flowrig         open the app on a workspace of your own; it is made if it does not exist
flowrig scenario.yaml        open the app on a scenario: step through it, with its captions
flowrig COMMAND --help       what a command does and takes

Times are ISO 8601; without an offset they are in the project's zone.
Exit status: 0 fine, 1 something is wrong with what was asked about, 2 the command cannot be carried out as it
was given, 130 interrupted.
"""


def with_command(words: Sequence[str]) -> list[str]:
    """The words with the command `open` where there is none: a workspace, and the app's own options."""
    first = next((word for word in words if not word.startswith("-")), None)
    if first in ("open", *COMMANDS) or {"-h", "--help", "--version"} & set(words):
        return list(words)
    return ["open", *words]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        from storage.problems import shown

        self.exit(2, f"{self.prog}: {shown(message, 1000)} (see {self.prog} --help)\n")


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What the words ask for. Ends the program with a line about what is wrong with them."""
    top = _parser()
    chosen, unknown = top.parse_known_args(words)
    if unknown:
        from storage.problems import shown

        # The top-level parser would say so, and point to its own help instead of the command's.
        command = "" if chosen.command == "open" else f" {chosen.command}"
        top.exit(
            2, f"flowrig{command}: unknown: {shown(' '.join(unknown), 200)} (see flowrig{command} --help)\n"
        )
    return chosen


def _parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    from engine import __version__

    top = _Parser(
        prog="flowrig",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"flowrig {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser, required=True)
    for room in (playing, bringing, asking, telling, living):
        room.add(commands)

    keys = commands.add_parser("keys", help="the app's commands and their keys", allow_abbrev=False)
    keys.add_argument("--json", action="store_true", help="print JSON")

    schema = commands.add_parser("schema", help="the JSON Schema of a kind of file", allow_abbrev=False)
    schema.add_argument("kind", choices=("flow", "scenario", "world", "mapping"))
    return top

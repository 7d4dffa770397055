"""The command line's grammar: quick to import, so that the app's first paint does not wait for it."""

import argparse
import re
from collections.abc import Callable, Sequence
from typing import NoReturn

COMMANDS = (
    "run",
    "validate",
    "test",
    "sweep",
    "import",
    "generate",
    "story",
    "why",
    "events",
    "outbox",
    "when",
    "export",
    "describe",
    "diff",
    "rehearse",
    "flows",
    "history",
    "launch",
    "pause",
    "resume",
    "restore",
    "keys",
    "schema",
)

DESCRIPTION = "A test rig for customer flows: all the rules, on a clock you hold in your hand."

EPILOG = """\
flowrig                      open the app on the sample shop
flowrig shop.flowrig         open the app on a workspace of your own; it is made if it does not exist
flowrig scenario.yaml        open the app on a scenario: step through it, with its captions
flowrig COMMAND --help       what a command does and takes

Times are ISO 8601; without an offset they are in the project's zone.
Exit status: 0 fine, 1 problems in content, 2 usage, 130 interrupted.
"""

_DEFAULT = "default: the sample shop that flowrig opens by itself"
_WHERE = f"the workspace file; {_DEFAULT}"
_NAME = "the name of a flow in the workspace, or NAME@VERSION (NAME@draft)"


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


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        # Longer ones are refused before Python reads them, which takes quadratic time.
        number = int(text) if re.fullmatch(r"[-+]?[0-9]{1,19}", text) else None
        if number is None or not least <= number <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number from {least} to {most}")
        return number

    return read


def _version(text: str) -> int:
    """A version's number; 0 is the draft."""
    return 0 if text == "draft" else _whole_number(1, 1_000_000)(text)


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

    opened = commands.add_parser(
        "open", help="open the app (what flowrig does without a command)", allow_abbrev=False
    )
    opened.add_argument(
        "workspace",
        nargs="?",
        help="a workspace file, made as the sample shop if it does not exist; or a scenario file (.yaml)",
    )
    opened.add_argument(
        "--example", metavar="NAME", help="of a scenario with examples: the one to show; default: the first"
    )
    opened.add_argument("--ascii", action="store_true", help="draw with plain ASCII characters only")

    run = commands.add_parser("run", help="play flows in simulated time", allow_abbrev=False)
    run.add_argument(
        "flows",
        nargs="*",
        metavar="FLOW",
        help="a flow file, or the name of a flow in the workspace; default: those that the scenario names",
    )
    run.add_argument("--world", metavar="W", help="a world file, or a name in the workspace")
    run.add_argument("--scenario", metavar="S", help="a scenario file, or a name in the workspace")
    run.add_argument(
        "--traffic",
        type=_whole_number(1, 3660),
        metavar="DAYS",
        help="instead of a scenario: so many days of traffic, as the world's traffic section says",
    )
    run.add_argument(
        "--from", dest="start", metavar="T", help="when the clock starts; default: the first change"
    )
    run.add_argument(
        "--until", metavar="T", help="play up to and including this instant; default: until nothing is due"
    )
    run.add_argument(
        "--seed",
        type=_whole_number(-(2**63), 2**63 - 1),
        metavar="N",
        help="seed of all chance decisions; default: the scenario's, or 0",
    )
    run.add_argument(
        "--workspace", metavar="FILE", help=f"where names are looked up and the run is kept; {_DEFAULT}"
    )
    run.add_argument("--run-name", metavar="R", help="the name under which the run is kept in the workspace")
    run.add_argument("--resume", metavar="R", help="take up a run that was interrupted, or play it on")
    run.add_argument("--json", action="store_true", help="print the counts as JSON")
    run.add_argument("--journal", metavar="OUT.jsonl", help="write every visit as a line of JSON")

    validate = commands.add_parser(
        "validate", help="check flow, world, scenario and mapping files", allow_abbrev=False
    )
    validate.add_argument("files", nargs="+", metavar="FILE", help="a file; its first key says what it is")
    validate.add_argument(
        "--world", metavar="W", help="the world of flows and scenarios that name none: a file"
    )

    test = commands.add_parser(
        "test", help="play scenarios and see whether what they expect holds", allow_abbrev=False
    )
    test.add_argument(
        "paths", nargs="+", metavar="PATH", help="a scenario file, or a folder in which to look for them"
    )
    test.add_argument("-k", dest="name", metavar="NAME", help="only those whose name or title holds this")
    test.add_argument("--rule", metavar="E-31", help="only those that prove this rule")
    test.add_argument(
        "--jobs",
        type=_whole_number(1, 64),
        metavar="N",
        help="in how many processes; default: as many as pay",
    )
    test.add_argument(
        "--workspace", metavar="FILE", help="where names of worlds and flows are looked up; default: nowhere"
    )
    test.add_argument("--junit", metavar="OUT.xml", help="write the results as JUnit XML")
    test.add_argument("--json", action="store_true", help="print the results as JSON")

    sweep = commands.add_parser(
        "sweep",
        help="move one change of a scenario through time: where does the outcome flip?",
        allow_abbrev=False,
    )
    sweep.add_argument("scenario", metavar="SCENARIO", help="a scenario file")
    sweep.add_argument(
        "--change", required=True, metavar="K", help="the change's number in `when`, from 1, or its mark"
    )
    sweep.add_argument(
        "--over", required=True, metavar="2d", help="how long a stretch of time, the change in its middle"
    )
    sweep.add_argument("--step", required=True, metavar="1m", help="from one moment to the next")
    sweep.add_argument(
        "--example", metavar="NAME", help="of a scenario with examples: which; default: the first"
    )
    sweep.add_argument("--json", action="store_true", help="print JSON")

    importing = commands.add_parser(
        "import", help="turn CSV or JSON Lines files into a world and a scenario", allow_abbrev=False
    )
    importing.add_argument(
        "mapping", metavar="MAPPING", help="a mapping file, or the name of a mapping that comes along"
    )
    importing.add_argument("--data", required=True, metavar="DIR", help="the folder of the files")
    importing.add_argument(
        "--workspace", required=True, metavar="FILE", help="the workspace; made if it does not exist"
    )
    importing.add_argument(
        "--skip-bad-rows", action="store_true", help="import the good rows and report the others"
    )
    importing.add_argument(
        "--pseudonymise", action="store_true", help="replace names and addresses of people"
    )
    importing.add_argument("--report", metavar="OUT.csv", help="where rejected rows are listed")

    generate = commands.add_parser(
        "generate", help="make the customers and the traffic of a living shop", allow_abbrev=False
    )
    generate.add_argument(
        "--from",
        dest="world",
        required=True,
        metavar="W",
        help="the world that is to live: a file, or a name in the workspace; its traffic section says how",
    )
    generate.add_argument(
        "--as",
        dest="kind",
        choices=("world", "scenario"),
        required=True,
        help="the world with its customers, after so many days; or what happens on so many days",
    )
    generate.add_argument(
        "--customers",
        type=_whole_number(0, 1_000_000),
        metavar="N",
        help="with --as world: how many customers; default: as the world says, or 500",
    )
    generate.add_argument(
        "--days",
        type=_whole_number(0, 3660),
        metavar="N",
        help="how many days; default: 30 of a scenario, none of a world",
    )
    generate.add_argument(
        "--start",
        metavar="DATE",
        help="the first of the days; default: the first that is new to the world",
    )
    generate.add_argument(
        "--seed",
        type=_whole_number(-(2**63), 2**63 - 1),
        default=0,
        metavar="N",
        help="seed of what they do; default 0",
    )
    generate.add_argument("--out", metavar="FILE", help="the file to write; default: standard output")
    generate.add_argument(
        "--workspace", metavar="FILE", help="keep it in this workspace instead; made if it does not exist"
    )
    generate.add_argument(
        "--name", metavar="NAME", help="with --workspace: its name there; default: traffic of W, or W itself"
    )

    story = commands.add_parser("story", help="one customer's passages, and why", allow_abbrev=False)
    story.add_argument("--run", required=True, metavar="R", help="the run's name")
    story.add_argument("--customer", required=True, metavar="C", help="the customer's id")
    story.add_argument("--workspace", metavar="FILE", help=_WHERE)
    story.add_argument("--json", action="store_true", help="print JSON")

    why = commands.add_parser("why", help="why a flow started for a customer, or why not", allow_abbrev=False)
    why.add_argument("--run", required=True, metavar="R", help="the run's name")
    why.add_argument("--customer", required=True, metavar="C", help="the customer's id")
    why.add_argument("--flow", required=True, metavar="F", help="the flow's id")
    why.add_argument(
        "--at",
        metavar="T",
        help="the moment that is asked about; default: the latest that concerns the customer and the flow",
    )
    why.add_argument("--workspace", metavar="FILE", help=_WHERE)
    why.add_argument("--json", action="store_true", help="print JSON")

    events = commands.add_parser(
        "events", help="what can start a flow: the kinds of event", allow_abbrev=False
    )
    events.add_argument("event", nargs="?", metavar="ID", help="one kind of event, in full")
    events.add_argument("--json", action="store_true", help="print JSON")

    outbox = commands.add_parser("outbox", help="the messages of a run", allow_abbrev=False)
    outbox.add_argument("--run", required=True, metavar="R", help="the run's name")
    outbox.add_argument("--workspace", metavar="FILE", help=_WHERE)
    outbox.add_argument("--json", action="store_true", help="print JSON")

    when = commands.add_parser("when", help="when a wait lets go, or a schedule fires", allow_abbrev=False)
    when.add_argument("block", metavar="FLOW#BLOCK", help="a flow file or name, # and the block's id")
    when.add_argument(
        "--at", required=True, metavar="T", help="arrival at the wait, or launch of the schedule"
    )
    when.add_argument(
        "-n",
        type=_whole_number(1, 10_000),
        default=10,
        metavar="N",
        help="how many firings of a schedule; default 10",
    )
    when.add_argument(
        "--world", metavar="W", help="the world whose time zone counts; default: the workspace's"
    )
    when.add_argument("--workspace", metavar="FILE", help=_WHERE)
    when.add_argument("--json", action="store_true", help="print JSON")

    export = commands.add_parser("export", help="a flow as YAML, Mermaid, SVG or text", allow_abbrev=False)
    export.add_argument(
        "--as", dest="form", required=True, choices=("yaml", "mermaid", "svg", "text"), help="the form"
    )
    export.add_argument("--ascii", action="store_true", help="draw with plain ASCII characters only")
    describe = commands.add_parser(
        "describe", help="a flow in plain words, as Markdown, for a client to sign", allow_abbrev=False
    )
    for told in (export, describe):
        told.add_argument("flow", metavar="FLOW", help=f"a flow file, or {_NAME}")
        told.add_argument(
            "--version",
            type=_version,
            metavar="N",
            help="of a flow in the workspace: which version, or draft; default: the newest launched",
        )
        told.add_argument("--world", metavar="W", help="whose names and labels count: a world file or name")
        told.add_argument("--out", metavar="FILE", help="write it there; default: print it")
        told.add_argument("--workspace", metavar="FILE", help=_WHERE)

    diff = commands.add_parser("diff", help="what differs between two versions of a flow", allow_abbrev=False)
    diff.add_argument("old", metavar="A", help=f"a flow file, or {_NAME}")
    diff.add_argument("new", metavar="B", help="another one")
    diff.add_argument("--workspace", metavar="FILE", help=_WHERE)
    diff.add_argument("--json", action="store_true", help="print JSON")

    rehearse = commands.add_parser(
        "rehearse", help="what would happen if a draft were launched in a run", allow_abbrev=False
    )
    rehearse.add_argument(
        "flow",
        metavar="FLOW",
        help="the name of a flow in the workspace, for its draft; or NAME@VERSION, or a flow file",
    )
    rehearse.add_argument("--run", required=True, metavar="R", help="the run in which it is tried")
    rehearse.add_argument(
        "--at", metavar="T", help="when it is launched, before all else; default: where the run stands"
    )
    rehearse.add_argument(
        "--days",
        type=_whole_number(1, 3660),
        default=14,
        metavar="N",
        help="how long both versions are played on; default: 14",
    )
    rehearse.add_argument("--workspace", metavar="FILE", help=_WHERE)
    rehearse.add_argument("--json", action="store_true", help="print JSON")

    flows = commands.add_parser("flows", help="the flows of a workspace", allow_abbrev=False)
    flows.add_argument("--workspace", metavar="FILE", help=_WHERE)
    flows.add_argument("--json", action="store_true", help="print JSON")
    history = commands.add_parser("history", help="the versions of a flow", allow_abbrev=False)
    launch = commands.add_parser("launch", help="launch a flow's draft", allow_abbrev=False)
    pause = commands.add_parser("pause", help="pause a flow", allow_abbrev=False)
    resume = commands.add_parser("resume", help="turn a paused flow on again", allow_abbrev=False)
    restore = commands.add_parser("restore", help="make an earlier version the draft", allow_abbrev=False)
    for lived in (history, launch, pause, resume, restore):
        lived.add_argument("flow", metavar="FLOW", help="the id or the name of a flow in the workspace")
        lived.add_argument("--workspace", metavar="FILE", help=_WHERE)
    history.add_argument("--json", action="store_true", help="print JSON")
    for checked in (launch, resume, restore):
        checked.add_argument(
            "--world", metavar="W", help="whose names and time zone count; default: the workspace's world"
        )
    restore.add_argument(
        "number", type=_whole_number(1, 1_000_000), metavar="VERSION", help="as flowrig history counts them"
    )
    restore.add_argument("--drop-draft", action="store_true", help="in place of the draft that there is")

    keys = commands.add_parser("keys", help="the app's commands and their keys", allow_abbrev=False)
    keys.add_argument("--json", action="store_true", help="print JSON")

    schema = commands.add_parser("schema", help="the JSON Schema of a kind of file", allow_abbrev=False)
    schema.add_argument("kind", choices=("flow", "scenario", "world", "mapping"))
    return top

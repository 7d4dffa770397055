"""The life of a flow in a workspace: `rehearse`, `runs`, `flows`, `history`, `launch` and its like."""

from argparse import ArgumentParser

from app.cli.grammar.kinds import DEFAULT, WHERE, Commands, whole_number


def add(commands: Commands) -> None:
    """Add them."""
    for command in (
        _rehearse,
        _runs,
        _flows,
        _history,
        _take,
        _delete_draft,
        _launch,
        _pause,
        _resume,
        _restore,
    ):
        command(commands)


def _rehearse(commands: Commands) -> None:
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
        type=whole_number(1, 3660),
        default=14,
        metavar="N",
        help="how long both versions are played on; default: 14",
    )
    rehearse.add_argument("--workspace", metavar="FILE", help=WHERE)
    rehearse.add_argument("--json", action="store_true", help="print JSON")


def _runs(commands: Commands) -> None:
    runs = commands.add_parser("runs", help="the runs of a workspace", allow_abbrev=False)
    runs.add_argument("--workspace", metavar="FILE", help=WHERE)
    runs.add_argument("--json", action="store_true", help="print JSON")


def _flows(commands: Commands) -> None:
    flows = commands.add_parser("flows", help="the flows of a workspace", allow_abbrev=False)
    flows.add_argument("--workspace", metavar="FILE", help=WHERE)
    flows.add_argument("--json", action="store_true", help="print JSON")


def _history(commands: Commands) -> None:
    history = _of_a_flow(commands, "history", "the versions of a flow")
    history.add_argument("--json", action="store_true", help="print JSON")


def _take(commands: Commands) -> None:
    take = commands.add_parser(
        "take", help="take flow, world and scenario files into a workspace", allow_abbrev=False
    )
    take.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a flow becomes the draft of the flow with its id, or a new flow; a world is kept under the "
        "name of its file; a scenario with its world and its flows, which are launched if they are new",
    )
    take.add_argument(
        "--workspace", metavar="FILE", help=f"the workspace file, made if it does not exist; {DEFAULT}"
    )
    _with_world(take)
    take.add_argument("--replace", action="store_true", help="in place of what has the name, a draft too")
    take.add_argument(
        "--example", metavar="NAME", help="of scenarios with examples: which; default: the first"
    )


def _delete_draft(commands: Commands) -> None:
    _of_a_flow(commands, "delete-draft", "delete the draft beside a launched version")


def _launch(commands: Commands) -> None:
    _with_world(_of_a_flow(commands, "launch", "launch a flow's draft"))


def _pause(commands: Commands) -> None:
    _of_a_flow(commands, "pause", "pause a flow")


def _resume(commands: Commands) -> None:
    _with_world(_of_a_flow(commands, "resume", "turn a paused flow on again"))


def _restore(commands: Commands) -> None:
    restore = _of_a_flow(commands, "restore", "make an earlier version the draft")
    restore.add_argument(
        "number", type=whole_number(1, 1_000_000), metavar="VERSION", help="as flowrig history counts them"
    )
    _with_world(restore)
    restore.add_argument("--drop-draft", action="store_true", help="in place of the draft that there is")


def _of_a_flow(commands: Commands, command: str, words: str) -> ArgumentParser:
    parser = commands.add_parser(command, help=words, allow_abbrev=False)
    parser.add_argument("flow", metavar="FLOW", help="the id or the name of a flow in the workspace")
    parser.add_argument("--workspace", metavar="FILE", help=WHERE)
    return parser


def _with_world(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--world",
        metavar="W",
        help="whose names and time zone count, a world file or name; default: the project's",
    )

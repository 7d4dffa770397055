"""Playing flows, and checking files: `open`, `run`, `validate`, `test`, `sweep`."""

from app.cli.grammar.kinds import DEFAULT, Commands, whole_number


def add(commands: Commands) -> None:
    """Add them."""
    _open(commands)
    _run(commands)
    _validate(commands)
    _test(commands)
    _sweep(commands)


def _open(commands: Commands) -> None:
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


def _run(commands: Commands) -> None:
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
        type=whole_number(1, 3660),
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
        type=whole_number(-(2**63), 2**63 - 1),
        metavar="N",
        help="seed of all chance decisions; default: the scenario's, or 0",
    )
    run.add_argument(
        "--workspace", metavar="FILE", help=f"where names are looked up and the run is kept; {DEFAULT}"
    )
    run.add_argument("--run-name", metavar="R", help="the name under which the run is kept in the workspace")
    run.add_argument("--resume", metavar="R", help="take up a run that was interrupted, or play it on")
    run.add_argument("--json", action="store_true", help="print the counts as JSON")
    run.add_argument("--journal", metavar="OUT.jsonl", help="write every visit as a line of JSON")


def _validate(commands: Commands) -> None:
    validate = commands.add_parser(
        "validate", help="check flow, world, scenario and mapping files", allow_abbrev=False
    )
    validate.add_argument("files", nargs="+", metavar="FILE", help="a file; its first key says what it is")
    validate.add_argument(
        "--world",
        metavar="W",
        help="the world of flows, and of scenarios that name none: a file, or a name in the workspace; "
        "default: the only one among the files, or the project's",
    )
    validate.add_argument(
        "--workspace",
        metavar="FILE",
        help="where names of worlds and flows are looked up; default: nowhere (with --world NAME the sample "
        "shop)",
    )


def _test(commands: Commands) -> None:
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
        type=whole_number(1, 64),
        metavar="N",
        help="in how many processes; default: as many as pay",
    )
    test.add_argument(
        "--workspace", metavar="FILE", help="where names of worlds and flows are looked up; default: nowhere"
    )
    test.add_argument("--junit", metavar="OUT.xml", help="write the results as JUnit XML")
    test.add_argument("--json", action="store_true", help="print the results as JSON")


def _sweep(commands: Commands) -> None:
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

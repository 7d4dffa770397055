"""Bringing in customers and what happens to them: `import`, `generate`."""

from app.cli.grammar.kinds import Commands, whole_number


def add(commands: Commands) -> None:
    """Add them."""
    _import(commands)
    _generate(commands)


def _import(commands: Commands) -> None:
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


def _generate(commands: Commands) -> None:
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
        type=whole_number(0, 1_000_000),
        metavar="N",
        help="with --as world: how many customers; default: as the world says, or 500",
    )
    generate.add_argument(
        "--days",
        type=whole_number(0, 3660),
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
        type=whole_number(-(2**63), 2**63 - 1),
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

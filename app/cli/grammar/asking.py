"""Asking about what was played, and what could be: `story`, `why`, `events`, `outbox`, `when`."""

from app.cli.grammar.kinds import WHERE, Commands, whole_number


def add(commands: Commands) -> None:
    """Add them."""
    _story(commands)
    _why(commands)
    _events(commands)
    _outbox(commands)
    _when(commands)


def _story(commands: Commands) -> None:
    story = commands.add_parser("story", help="one customer's passages, and why", allow_abbrev=False)
    story.add_argument("--run", required=True, metavar="R", help="the run's name")
    story.add_argument("--customer", required=True, metavar="C", help="the customer's id or name")
    story.add_argument("--workspace", metavar="FILE", help=WHERE)
    story.add_argument("--json", action="store_true", help="print JSON")


def _why(commands: Commands) -> None:
    why = commands.add_parser("why", help="why a flow started for a customer, or why not", allow_abbrev=False)
    why.add_argument("--run", required=True, metavar="R", help="the run's name")
    why.add_argument("--customer", required=True, metavar="C", help="the customer's id or name")
    why.add_argument("--flow", required=True, metavar="F", help="the flow's id")
    why.add_argument(
        "--at",
        metavar="T",
        help="the moment that is asked about; default: the latest that concerns the customer and the flow",
    )
    why.add_argument("--workspace", metavar="FILE", help=WHERE)
    why.add_argument("--json", action="store_true", help="print JSON")


def _events(commands: Commands) -> None:
    events = commands.add_parser(
        "events", help="what can start a flow: the kinds of event", allow_abbrev=False
    )
    events.add_argument("event", nargs="?", metavar="ID", help="one kind of event, in full")
    events.add_argument("--json", action="store_true", help="print JSON")


def _outbox(commands: Commands) -> None:
    outbox = commands.add_parser("outbox", help="the messages of a run", allow_abbrev=False)
    outbox.add_argument("--run", required=True, metavar="R", help="the run's name")
    outbox.add_argument("--workspace", metavar="FILE", help=WHERE)
    outbox.add_argument("--json", action="store_true", help="print JSON")


def _when(commands: Commands) -> None:
    when = commands.add_parser("when", help="when a wait lets go, or a schedule fires", allow_abbrev=False)
    when.add_argument("block", metavar="FLOW#BLOCK", help="a flow file or name, # and the block's id")
    when.add_argument(
        "--at", required=True, metavar="T", help="arrival at the wait, or launch of the schedule"
    )
    when.add_argument(
        "-n",
        type=whole_number(1, 10_000),
        default=10,
        metavar="N",
        help="how many firings of a schedule; default 10",
    )
    when.add_argument("--world", metavar="W", help="the world whose time zone counts; default: the project's")
    when.add_argument("--workspace", metavar="FILE", help=WHERE)
    when.add_argument("--json", action="store_true", help="print JSON")

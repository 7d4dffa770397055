"""Telling what a flow does: `export`, `describe`, `diff`."""

from app.cli.grammar.kinds import NAME, WHERE, Commands, version


def add(commands: Commands) -> None:
    """Add them."""
    _export(commands)
    _diff(commands)


def _export(commands: Commands) -> None:
    export = commands.add_parser("export", help="a flow as YAML, Mermaid, SVG or text", allow_abbrev=False)
    export.add_argument(
        "--as", dest="form", required=True, choices=("yaml", "mermaid", "svg", "text"), help="the form"
    )
    export.add_argument(
        "--ascii", action="store_true", help="with --as text: draw with plain ASCII characters only"
    )
    describe = commands.add_parser(
        "describe", help="a flow in plain words, as Markdown, for a client to sign", allow_abbrev=False
    )
    for told in (export, describe):
        told.add_argument("flow", metavar="FLOW", help=f"a flow file, or {NAME}")
        told.add_argument(
            "--version",
            type=version,
            metavar="N",
            help="of a flow in the workspace: which version, or draft; default: the newest launched",
        )
        told.add_argument(
            "--world",
            metavar="W",
            help="whose names and labels count, a world file or name; default: the project's",
        )
        told.add_argument("--out", metavar="FILE", help="write it there; default: print it")
        told.add_argument("--workspace", metavar="FILE", help=WHERE)


def _diff(commands: Commands) -> None:
    diff = commands.add_parser("diff", help="what differs between two versions of a flow", allow_abbrev=False)
    diff.add_argument("old", metavar="A", help=f"a flow file, or {NAME}")
    diff.add_argument("new", metavar="B", help="another one")
    diff.add_argument("--workspace", metavar="FILE", help=WHERE)
    diff.add_argument("--json", action="store_true", help="print JSON")

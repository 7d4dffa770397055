"""`flowrig import`: turn CSV files into a world and a scenario."""

import argparse
from importlib.resources import files
from pathlib import Path

from app.cli.failing import CONTENT, FINE, USAGE, Stop, complain
from app.cli.sources import looks_like_a_file, open_workspace
from app.cli.tables import table
from app.text import visible
from engine.time.civil import Zone
from storage.mapping.files import MappingFile, mapping_file, read_mapping
from storage.mapping.importing import import_data
from storage.mapping.rejected import BadRows

SHOWN = 10
"""Rejected rows that are named on the screen when the others are imported; the report names all of them."""


def carry_out(chosen: argparse.Namespace) -> int:
    folder = Path(chosen.data)
    if not folder.is_dir():
        raise Stop(USAGE, f"{chosen.data}: there is no such folder")
    mapping = _mapping(chosen.mapping)
    with open_workspace(chosen.workspace, write=True) as workspace:
        try:
            result = import_data(
                mapping,
                folder,
                workspace,
                skip_bad_rows=chosen.skip_bad_rows,
                pseudonymise=chosen.pseudonymise,
                report=chosen.report,
            )
        except BadRows as bad:
            complain(str(bad).splitlines())
            complain(["nothing was imported: mend the rows, or import the others with --skip-bad-rows"])
            return CONTENT
        zone = Zone(workspace.worlds.load(result.world).settings.time_zone)
    rows = [(name, count.rows, count.rejected, count.left_out) for name, count in result.files.items()]
    print("\n".join(table(("file", "rows", "rejected", "left out"), rows)))
    print()
    print("\n".join(table(("change", "times"), list(result.kinds.items()))))
    if result.first_at is not None and result.last_at is not None:
        print(
            f"\n{result.changes:,} changes from {zone.format(result.first_at)} to {zone.format(result.last_at)}"
        )
    people = f"{result.customers:,} customers, {result.products:,} products, {result.orders:,} orders"
    print(f"world '{visible(result.world)}' and scenario '{visible(result.scenario)}': {people}")
    if result.problem_count:
        complain(str(problem) for problem in result.problems[:SHOWN])
        if result.problem_count > SHOWN:
            where = "give --report to have them all" if chosen.report is None else f"all in {chosen.report}"
            complain([f"… and {result.problem_count - SHOWN} more problems: {where}"])
    return FINE


def _mapping(name: str) -> MappingFile:
    """A mapping by its file, or by the name of one that comes along."""
    if looks_like_a_file(name):
        return mapping_file(name)
    shipped = files("sample_data") / "mappings" / f"{name}.yaml"
    if not shipped.is_file():
        names = sorted(
            found.name.removesuffix(".yaml")
            for found in (files("sample_data") / "mappings").iterdir()
            if found.name.endswith(".yaml")
        )
        raise Stop(USAGE, f"{visible(name)}: no such mapping: give a file, or one of {', '.join(names)}")
    return read_mapping(shipped.read_bytes(), f"{name}.yaml")

"""`flowrig import`: turn CSV or JSON Lines files into a world and a scenario."""

import argparse
from importlib.resources import files
from pathlib import Path

from app.cli.failing import CONTENT, FINE, USAGE, Stop, complain
from app.cli.sources import is_there, looks_like_a_file, open_workspace, refuse_to_replace
from app.cli.tables import counted, table
from app.text import visible
from engine.time.civil import Zone
from storage.mapping.files import MappingFile, mapping_file, read_mapping
from storage.mapping.importing import import_data
from storage.mapping.rejected import BadRows
from storage.problems import shown

SHOWN = 10
"""Rejected rows that are named on the screen when the others are imported; the report names all of them."""


def carry_out(chosen: argparse.Namespace) -> int:
    folder = Path(chosen.data)
    if not (is_there(folder) and folder.is_dir()):
        raise Stop(USAGE, f"{visible(chosen.data)}: there is no such folder")
    mapping = _mapping(chosen.mapping)
    if chosen.report is not None:
        tables = [folder / table.file for table in mapping.mapping.tables.values()]
        refuse_to_replace(chosen.report, [Path(chosen.workspace), Path(chosen.mapping), *tables])
    with open_workspace(chosen.workspace, write=True, make=True) as workspace:
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
            rest = "nothing was imported: mend the rows, or import the others with --skip-bad-rows"
            raise Stop(CONTENT, *str(bad).splitlines(), rest) from None
        zone = Zone(workspace.project(result.world).time_zone)
    rows = [(name, count.rows, count.rejected, count.left_out) for name, count in result.files.items()]
    print("\n".join(table(("file", "rows", "rejected", "left out"), rows)))
    print()
    print("\n".join(table(("change", "times"), list(result.kinds.items()))))
    if result.first_at is not None and result.last_at is not None:
        first, last = zone.format(result.first_at), zone.format(result.last_at)
        print(f"\n{counted(result.changes, 'change')} from {first} to {last}")
    people = (
        f"{counted(result.customers, 'customer')}, {counted(result.products, 'product')}, "
        f"{counted(result.orders, 'order')}"
    )
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
    shipped = {found.name: found for found in (files("sample_data") / "mappings").iterdir()}
    found = shipped.get(f"{name}.yaml")
    if found is None:
        names = ", ".join(sorted(found.removesuffix(".yaml") for found in shipped if found.endswith(".yaml")))
        raise Stop(USAGE, f"{shown(name)}: no such mapping: give a file, or one of {names}")
    return read_mapping(found.read_bytes(), found.name)

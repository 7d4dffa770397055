"""`flowrig schema`: the JSON Schema of a kind of file."""

import argparse

from app.cli.failing import FINE
from app.cli.streams import print_json
from engine.expectations.examples import with_placeholders
from storage.files import schema


def carry_out(chosen: argparse.Namespace) -> int:
    found = schema(chosen.kind)
    # In a scenario with examples a placeholder may stand for anything.
    print_json(with_placeholders(found) if chosen.kind == "scenario" else found)
    return FINE

"""`flowrig schema`: the JSON Schema of a kind of file."""

import argparse

from app.cli.failing import FINE
from app.cli.streams import print_json
from storage.files import schema


def carry_out(chosen: argparse.Namespace) -> int:
    print_json(schema(chosen.kind))
    return FINE

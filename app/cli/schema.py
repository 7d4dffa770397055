"""`flowrig schema`: the JSON Schema of a kind of file."""

import argparse
import json

from app.cli.failing import FINE
from storage.files import schema


def carry_out(chosen: argparse.Namespace) -> int:
    print(json.dumps(schema(chosen.kind), ensure_ascii=False, indent=2))
    return FINE

"""`flowrig keys`: the app's commands and their keys, from the registry."""

import argparse

from app.cli.failing import FINE
from app.cli.streams import print_json
from app.commands import PLACES, keys_of


def carry_out(chosen: argparse.Namespace) -> int:
    if chosen.json:
        print_json(
            [
                {"place": place, "key": keys, "command": label, "help": words}
                for place in PLACES
                for keys, label, words in keys_of(place)
            ]
        )
        return FINE
    for place, title in PLACES.items():
        print(title)
        for keys, _, words in keys_of(place):
            print(f"  {keys:<16}{words}")
        print()
    return FINE

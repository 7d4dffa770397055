"""`flowrig keys`: the app's commands and their keys, from the registry."""

import argparse

from app.cli.failing import FINE
from app.cli.streams import print_json
from app.commands import PLACES, commands_of


def carry_out(chosen: argparse.Namespace) -> int:
    if chosen.json:
        print_json(
            [
                {"place": place, "key": command.all_keys, "command": command.label, "help": command.help}
                for place in PLACES
                for command in commands_of(place)
            ]
        )
        return FINE
    for place, title in PLACES.items():
        print(title)
        for command in commands_of(place):
            print(f"  {command.all_keys:<16}{command.help}")
        print()
    return FINE

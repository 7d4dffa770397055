"""What options take, and words that several of them say."""

import argparse
import re
from collections.abc import Callable
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

DEFAULT = "default: the sample shop that flowrig opens by itself"
WHERE = f"the workspace file; {DEFAULT}"
NAME = "the name of a flow in the workspace, or NAME@VERSION (NAME@draft)"


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Reads a number; argparse tells the person what is wrong with another text."""

    def read(text: str) -> int:
        # Longer ones are refused before Python reads them, which takes quadratic time.
        number = int(text) if re.fullmatch(r"[-+]?[0-9]{1,19}", text) else None
        if number is None or not least <= number <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is no whole number from {least} to {most}")
        return number

    return read


def version(text: str) -> int:
    """A version's number; 0 is the draft."""
    return 0 if text == "draft" else whole_number(1, 1_000_000)(text)

"""The YAML parser of ruamel, with shorter ways through what happens for every token.

Nothing is read otherwise than by ruamel itself, which a property test holds together: only look-ups through
properties, checks of simple keys where there are none, and the letter-by-letter reading of plain words are
avoided. It takes half to two thirds of the time.
"""

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.parser import Parser
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import ScalarToken

# Words with single spaces between them, and colons only where a letter or digit follows. What ends them here
# cannot belong to them: a comma or bracket of a flow collection, or a colon before a space or the line's end.
_WORD = r"[A-Za-z0-9_.@+/-](?:[A-Za-z0-9_.@+/-]|:(?=[A-Za-z0-9]))*"
_IN_FLOW = re.compile(rf"{_WORD}(?: {_WORD})*(?=[,\]}}]|: )")
_KEY = re.compile(rf"{_WORD}(?=:[ \n])")


def events(text: str) -> Any:
    """What ruamel finds in the text, one event after another."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    yaml.Parser = _Parser
    return yaml.parse(text)


class _Parser(Parser):
    scanner: Any = None

    def __init__(self, loader: Any) -> None:
        self.scanner = loader.scanner
        super().__init__(loader)


class _Scanner(Scanner):
    reader: Any = None

    def __init__(self, loader: Any) -> None:
        self.reader = loader.reader
        super().__init__(loader)

    def check_token(self, *choices: Any) -> bool:
        while self.need_more_tokens():
            self.fetch_more_tokens()
        return bool(self.tokens) and (not choices or isinstance(self.tokens[0], choices))

    def need_more_tokens(self) -> bool:
        if self.done or not self.tokens:
            return not self.done
        keys = self.possible_simple_keys
        if not keys:
            return False
        self.stale_possible_simple_keys()
        return bool(keys) and min(key.token_number for key in keys.values()) == self.tokens_taken

    def stale_possible_simple_keys(self) -> None:
        reader = self.reader
        for key in self.possible_simple_keys.values():
            if key.line != reader.line or reader.index - key.index > 1024:
                super().stale_possible_simple_keys()
                return

    def scan_plain(self) -> Any:
        reader = self.reader
        found = (_IN_FLOW if self.flow_context else _KEY).match(reader.buffer, reader.pointer)
        if found is None:
            return super().scan_plain()
        start = reader.get_mark()
        length = found.end() - reader.pointer
        reader.pointer += length
        reader.index += length
        reader.column += length
        self.allow_simple_key = False
        return ScalarToken(found[0], True, start, reader.get_mark())

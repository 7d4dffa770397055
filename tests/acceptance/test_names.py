"""What is named on the command line: files, commands, flows, runs and customers."""

import pytest

from tests.acceptance.inside import Inside
from tests.acceptance.shell import Shell


@pytest.mark.parametrize("word", ["bogus", "bogus.txt", "bo\x1bgus", "bogus.flow", "x" * 300])
def test_a_word_that_names_nothing_makes_no_workspace(shell: Shell, inside: Inside, word: str) -> None:
    before = shell.files()
    for words in ((word,), ("open", word), ("--ascii", word)):
        told = inside(*words, expect=2).line
        assert told.startswith("there is no command and no file '")
        assert "flowrig NAME.flowrig makes a workspace, flowrig NAME.yaml opens a scenario" in told
        assert "\x1b" not in told
        assert len(told) < 400
    assert shell.files() == before


@pytest.mark.parametrize(
    "word", ["bogus.flowrig", "./bogus", "sub\\bogus", "BOGUS.FLOWRIG", "scenario.yaml", "thing"]
)
def test_what_may_be_a_file_is_opened(shell: Shell, inside: Inside, word: str) -> None:
    # Here is no terminal: it comes no further.
    shell.write("thing", "some file")
    assert "no terminal to draw on" in inside(word, expect=2).line


def test_a_misspelt_command_is_told(inside: Inside) -> None:
    told = inside("hist", expect=2).line
    assert told == "there is no command 'hist': did you mean 'history'? (see flowrig --help)"

"""The registry of commands: what keys, footer, palette and help are made of."""

from collections import Counter
from pathlib import Path

import pytest
from textual.keys import _get_key_aliases

from app.app import FlowrigApp
from app.commands import COMMANDS, PLACES, Place, as_markdown, bindings, commands_of, shown_key
from app.flow.screen import FlowScreen
from app.home.screen import HomeScreen

CARRIED_OUT_BY: dict[Place, type] = {
    "home": HomeScreen,
    "flow": FlowScreen,
    "canvas": FlowScreen,
    "form": FlowScreen,
    "problems": FlowScreen,
    "versions": FlowScreen,
    "anywhere": FlowrigApp,
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=lambda command: command.id)
def test_every_command_can_be_carried_out(command: object) -> None:
    from app.commands import Command

    assert isinstance(command, Command)
    assert callable(getattr(CARRIED_OUT_BY[command.place], f"do_{command.id}", None))
    assert command.help.endswith(".")
    assert command.label


@pytest.mark.parametrize(
    "together",
    [
        ("home", "anywhere"),
        ("flow", "canvas", "anywhere"),
        ("flow", "form", "anywhere"),
        ("flow", "problems", "anywhere"),
        ("flow", "versions", "anywhere"),
    ],
)
def test_no_key_means_two_things_at_once(together: tuple[Place, ...]) -> None:
    keys = Counter(key for command in commands_of(*together) for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_bindings_name_keys_that_exist() -> None:
    for binding in bindings(*PLACES):
        assert not isinstance(binding, tuple)
        for key in binding.key.split(","):
            assert _get_key_aliases(key)


def test_keys_are_shown_as_people_read_them() -> None:
    assert shown_key("full_stop") == "."
    assert shown_key("ctrl+p") == "ctrl+p"
    assert shown_key("question_mark") == "?"
    assert shown_key("escape") == "esc"
    assert shown_key("plus") == "+"


def test_the_documentation_lists_the_commands_as_they_are() -> None:
    path = Path(__file__).resolve().parent.parent.parent / "docs" / "keys.md"
    assert path.read_text(encoding="utf-8") == as_markdown()

"""Steps of editing in words."""

import pytest

from app.editing import AddBlock, Command, FlowEditor, SetField, SetFlow
from app.editing.telling import step_words
from engine.world.settings import Settings
from tests.kit import flow, launch, mail, wait


@pytest.mark.rule("F-16")
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (SetField("pause", ("duration",), "2 days"), "Sleep on it: how long 1 day → 2 days"),
        (SetField("pause", ("title",), "Rest"), "Rest: title Sleep on it → Rest"),
        (SetField("pause", ("note",), "x" * 60), "Sleep on it: note"),
        (SetFlow(("name",), "Hello"), "Flow: name Greeting → Hello"),
        (AddBlock("limit", "pause"), "Add Limit"),
    ],
)
def test_a_step_is_told_with_its_values_where_they_are_short(command: Command, words: str) -> None:
    start = flow(
        launch(),
        wait("1 day", "pause", title="Sleep on it"),
        mail("hello"),
        wires="start.next>pause pause.next>hello",
        name="Greeting",
    )
    editor = FlowEditor(start, Settings())
    editor.do(command)
    assert step_words(editor.history[-1]) == words

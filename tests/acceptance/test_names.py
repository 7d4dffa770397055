"""What is named on the command line: files, commands, flows, runs and customers."""

import pytest

from storage.files import dump_flow, read_flow, read_world
from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, WORLD, Shell

IN = ("--workspace", "w.flowrig")


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


@pytest.fixture
def twins(shell: Shell) -> tuple[str, str]:
    """Two flows of one name, in w.flowrig, and a third."""
    with Workspace.open(shell.folder / "w.flowrig", create=True) as workspace:
        workspace.worlds.save("shop", read_world(WORLD, "shop"))
        for flow in ("one", "two", "mail"):
            text = FLOW.replace("id: hello", f"id: {flow}").replace("name: Hello", "name: Thank you")
            name = "Thank you" if flow != "mail" else "Mail"
            workspace.flows.save_draft(flow, dump_flow(read_flow(text, flow)), name=name, status="ready")
    return IN


def test_of_two_flows_of_one_name_the_ids_are_told(
    twins: tuple[str, str], shell: Shell, inside: Inside
) -> None:
    for words in (
        ("history", "Thank you"),
        ("launch", "Thank you"),
        ("describe", "Thank you"),
        ("describe", "Thank you@draft"),
        ("export", "Thank you", "--as", "yaml"),
        ("when", "Thank you#day", "--at", "2026-03-02"),
    ):
        told = inside(*words, *twins, expect=2).line
        assert told.endswith("w.flowrig: 2 flows are called 'Thank you': name one by its id: one, two")
    inside("history", "two", *twins)
    assert inside("history", "Mail", *twins).out.startswith("Mail: ")
    text = "flowrig: scenario/1\nscenario: s\ngiven: {world: world.yaml, flows: [Thank you]}\n"
    shell.write("s.yaml", f"{text}when: []\n")
    told = inside("test", "s.yaml", *twins, expect=2).line
    assert told == "s.yaml:3:36: 2 flows are called 'Thank you': name one by its id: one, two"


def test_what_there_is_instead(twins: tuple[str, str], inside: Inside) -> None:
    run = ("story", "--customer", "anna", "--run")
    assert inside(*run, "x", *twins, expect=2).line.endswith("there is no run 'x': the workspace has no runs")
    inside("run", "hello.yaml", "--scenario", "scenario.yaml", "--run-name", "played", *twins)
    told = inside(*run, "x", *twins, expect=2).line
    assert told.endswith("there is no run 'x': the only one is 'played'")
    assert inside(*run, "plaed", *twins, expect=2).line.endswith("did you mean 'played'?")
    told = inside("history", "x", *twins, expect=2).line
    assert told.endswith("there is no flow 'x': there are 'one', 'two', 'mail'")


@pytest.mark.parametrize("words", [("describe",), ("export", "--as", "yaml")])
def test_a_version_that_is_named_twice(
    twins: tuple[str, str], inside: Inside, words: tuple[str, ...]
) -> None:
    inside("launch", "one", *twins)
    told = inside(words[0], "one@1", *words[1:], "--version", "1", *twins, expect=2).line
    assert told == "one@1 and --version: name the version once"
    inside(words[0], "one@1", *words[1:], *twins)
    told = inside(words[0], "five@1", *words[1:], "--version", "1", *twins, expect=2).line
    assert "there is no flow 'five@1'" in told


CROWD = """\
  ann:
    first_name: Anna
    last_name: Bond
  an-b:
    first_name: Anna-Belle
    last_name: "\\e[2JB"
"""


@pytest.fixture
def crowd(shell: Shell, inside: Inside) -> Inside:
    """A run with anna (Anna), ben (Ben), ann (Anna Bond) and an-b (Anna-Belle); carl comes later."""
    shell.write("world.yaml", WORLD + CROWD)
    came = "- {at: 2026-03-28 22:00, do: customer.create, customer: carl, first_name: Carl}\n"
    last = "- {at: 2026-03-30 12:00"
    shell.write("scenario.yaml", SCENARIO.replace(last, came + last))
    inside("run", "hello.yaml", "--scenario", "scenario.yaml", "--run-name", "r", *IN)
    return inside


@pytest.mark.parametrize("words", [("story",), ("why", "--flow", "hello")])
@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("anna", "anna"),
        ("ann", "ann"),
        ("Anna Bond", "ann"),
        ("bond", "ann"),
        ("BEN", "ben"),
        ("Anna", "anna"),
        ("Carl", "carl"),
        ("Belle", "an-b"),
    ],
)
@pytest.mark.rule("R-2", "R-3")
def test_a_customer_may_be_called_by_name(
    crowd: Inside, words: tuple[str, ...], text: str, customer: str
) -> None:
    out = crowd(*words, "--run", "r", "--customer", text, *IN).out
    assert out.splitlines()[0].partition(",")[0] == customer


@pytest.mark.parametrize("words", [("story",), ("why", "--flow", "hello")])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("an", "3 customers of run 'r' are called like 'an': anna (Anna), ann (Anna Bond), an-b"),
        ("b", "3 customers of run 'r' are called like 'b': ben (Ben), ann (Anna Bond), an-b (Anna-Belle ␛"),
        ("crl", "there is no customer 'crl' in run 'r': did you mean 'carl' (Carl)?"),
        ("Anna Bund", "there is no customer 'Anna Bund' in run 'r': did you mean 'ann' (Anna Bond)?"),
        ("nobody", "there is no customer 'nobody' in run 'r'"),
        ("", "there is no customer '' in run 'r'"),
    ],
)
def test_of_customers_who_might_be_meant_the_names_are_told(
    crowd: Inside, words: tuple[str, ...], text: str, told: str
) -> None:
    assert crowd(*words, "--run", "r", "--customer", text, *IN, expect=2).line.startswith(told)

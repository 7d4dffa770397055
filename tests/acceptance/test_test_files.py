"""Which files `flowrig test` plays: what is not played never looks like what passes."""

from pathlib import Path

import pytest

from storage.proving import scenario_files
from tests.acceptance.inside import Inside
from tests.acceptance.shell import Shell

GOOD = """\
flowrig: scenario/1
scenario: a visit
given: {world: world.yaml, flows: [hello.yaml]}
when:
  - {at: 2026-03-28 19:00, do: action.issue, customer: anna, template: visit}
then:
  - {flow: hello, customer: anna, passages: 1}
"""


def test_a_path_that_is_not_there_keeps_no_other_from_being_played(shell: Shell, inside: Inside) -> None:
    shell.write("a.yaml", GOOD)
    for words in (("a.yaml", "nofile.yaml"), ("nofile.yaml", "a.yaml")):
        found = inside("test", *words, expect=2)
        assert found.out == "✓ a visit\n1 passed, 1 file could not be read\n"
        assert found.line == "nofile.yaml: there is no such file or folder"
    report = inside("test", "a.yaml", "nofile.yaml", "--junit", "out.xml", expect=2)
    assert report.line.startswith("nofile.yaml")
    assert 'errors="1"' in (shell.folder / "out.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("A.YAML", GOOD, "2 passed"),
        ("b.Yml", GOOD, "2 passed"),
        (
            "second.yaml",
            GOOD.replace("flowrig: scenario/1\n", "").replace("when:", "flowrig: scenario/1\nwhen:"),
            "2 passed",
        ),
        ("late.yaml", "# a comment\n" * 2000 + GOOD, "2 passed"),
        ("quoted.yaml", GOOD.replace("flowrig: scenario/1", "'flowrig' : \"scenario/1\""), "2 passed"),
        (
            "bare.yaml",
            GOOD.replace("flowrig: scenario/1\n", ""),
            "this is no flowrig file: its first key is flowrig",
        ),
        ("newer.yaml", GOOD.replace("scenario/1", "scenario/9"), "this kind of file is not known here"),
        ("typo.yaml", GOOD.replace("flowrig:", "flowrg:"), "this is no flowrig file"),
        (
            "broken.yaml",
            "scenario: x\nflowrig: scenario/1\nthen: [\n",
            "broken.yaml:4:1: this is not YAML",
        ),
    ],
)
def test_what_a_folder_has_is_played_or_told(
    shell: Shell, inside: Inside, name: str, text: str, told: str
) -> None:
    folder = shell.folder / "tests"
    folder.mkdir()
    for part in ("hello.yaml", "world.yaml"):
        (folder / part).write_bytes((shell.folder / part).read_bytes())
    (folder / "plain.yaml").write_text(GOOD.replace("a visit", "plain"), "utf-8")
    (folder / name).write_text(text, "utf-8")
    found = inside("test", "tests", expect=0 if "passed" in told else 2)
    assert told in found.out + found.err


def test_other_files_are_left_alone(shell: Shell) -> None:
    others = {
        "compose.yaml": "services: {web: {image: x}}\nscenario: {name: default}\n",
        "molecule.yml": "scenario:\n  name: default\nwhen: x\n",
        "words.yaml": "say: |-\n  flowrig: scenario/1\n  scenario: x\n  then: y\n",
        "notes.txt": GOOD,
        "flow.yaml": "flowrig: flow/1\nid: x\nscenario: text\nthen: text\n",
        "play.yaml": "scenario: a play in three acts\n",
    }
    for name, text in others.items():
        shell.write(name, text)
    found = {path.name for path in scenario_files([shell.folder])}
    assert found == {"scenario.yaml"}


def test_scenarios_of_one_name_are_told_with_their_files(shell: Shell, inside: Inside) -> None:
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        shell.write(name, GOOD)
    shell.write("d.yaml", GOOD.replace("a visit", "another"))
    shell.write("e.yaml", GOOD.replace("scenario: a visit", 'scenario: "a visit" # the fifth'))
    lines = inside("test", *(f"{name}.yaml" for name in "abcde")).out.splitlines()
    assert lines == [
        "✓ a visit  a.yaml",
        "✓ a visit  b.yaml",
        "✓ a visit  c.yaml",
        "✓ another",
        "✓ a visit  e.yaml",
        "5 passed",
    ]
    rows = GOOD + "examples: [{name: x}, {name: y}]\n"
    assert (
        inside("test", str(Path(shell.write("rows.yaml", rows)).name)).out.splitlines()[0] == "✓ a visit [x]"
    )

"""What a scenario says is done to flows: drafts from wherever they are named, problems at their places."""

from pathlib import Path

import pytest

from engine.expectations.playing import play
from engine.life.deeds import EditFlow
from storage.files import read_scenario
from storage.given import Case, Library, cases
from storage.problems import BadFile
from storage.proving import Wanted, prove
from storage.workspace import Workspace

WORLD = """\
flowrig: world/1
settings: {time_zone: Europe/Berlin, action_templates: {visit: {}}}
customers: {anna: {email: {value: anna@example.com}, subscriptions: {main: subscribed}}}
"""

FLOW = """\
flowrig: flow/1
id: hello
blocks:
  - {id: start, kind: launch, trigger: {event: action_issued, settings: {templates: [visit]}}}
  - {id: mail, kind: steps, actions: [{do: send_email, subject: Hello}]}
connections: [{from: start, output: next, to: mail}]
"""

NEWER = FLOW.replace("id: mail", "id: text").replace("to: mail", "to: text")

SCENARIO = """\
flowrig: scenario/1
scenario: hello
given: {world: world.yaml, flows: [hello.yaml]}
when:
  - {at: 2026-03-02 10:00, do: action.issue, customer: anna, template: visit}
  - {after: 1h, do: flow.edit, flow: hello, file: hello-2.yaml}
  - {after: 1h, do: flow.launch, flow: hello}
  - {after: 1h, do: action.issue, customer: anna, template: visit}
then:
  - {flow: hello, status: active, draft: none, version: 2}
  - {flow: hello, block: text, customer: anna, entered: 1, version: 2}
  - {flow: hello, block: mail, entered: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "world.yaml").write_text(WORLD, "utf-8")
    (tmp_path / "hello.yaml").write_text(FLOW, "utf-8")
    (tmp_path / "hello-2.yaml").write_text(NEWER, "utf-8")
    (tmp_path / "other.yaml").write_text(FLOW.replace("id: hello", "id: other"), "utf-8")
    return tmp_path


def read(folder: Path, text: str, library: Library | None = None) -> Case:
    (case,) = cases(read_scenario(text, "s.yaml"), folder, library or Library())
    return case


@pytest.mark.rule("F-17")
def test_an_edit_from_a_file(folder: Path) -> None:
    case = read(folder, SCENARIO)
    (edit,) = [entry.deed for entry in case.inputs.entries if isinstance(entry.deed, EditFlow)]
    assert edit.file is None, "from now on the file may be anywhere"
    assert edit.draft is not None
    assert edit.draft.block("text") is not None
    assert play(case.inputs, case.scenario.then).ok


@pytest.mark.rule("F-17", "F-25")
def test_a_draft_that_is_written_out_may_be_unfinished(folder: Path) -> None:
    text = SCENARIO.replace("file: hello-2.yaml", "draft: {id: hello, blocks: [{id: start, kind: launch}]}")
    text = text[: text.index("  - {after: 1h, do: flow.launch")]
    case = read(folder, text + "then: [{flow: hello, status: active, draft: draft, version: 1}]\n")
    assert play(case.inputs, case.scenario.then).ok


@pytest.mark.rule("F-25")
def test_given_drafts_are_not_launched(folder: Path) -> None:
    text = SCENARIO.replace("flows: [hello.yaml]", "drafts: [hello.yaml, {id: sketch}]")
    case = read(folder, text[: text.index("then:")] + "then: [{flow: hello, status: active, version: 1}]\n")
    assert [draft.id for draft in case.inputs.drafts] == ["hello", "sketch"]
    result = play(case.inputs, case.scenario.then)
    assert result.ok
    assert result.seen is not None
    assert result.seen.simulation.lives.status("sketch") == "draft"
    assert result.seen.counts("hello", "anna").entered == 1, "only after the launch"
    assert result.seen.counts("sketch", None).entered == 0


def test_names_in_a_workspace(folder: Path) -> None:
    """An edit takes the draft where there is one; what is given as launched is the launched version."""
    text = SCENARIO.replace("hello.yaml", "hello").replace("hello-2.yaml", "hello")
    with Workspace.open(folder / "shop.flowrig", create=True) as workspace:
        for flow in (FLOW, FLOW, NEWER):
            workspace.flows.save_draft("hello", flow, name="Hello", status="ready")
            if flow == FLOW:
                workspace.flows.launch("hello")
        case = read(folder, text, Library(workspace))
        assert [(flow.flow.id, flow.version) for flow in case.inputs.flows] == [("hello", 2)]
        assert not play(case.inputs, case.scenario.then).ok, "the next one is the third"
        case = read(folder, text.replace("version: 2", "version: 3"), Library(workspace))
        assert play(case.inputs, case.scenario.then).ok


EDIT = "flow: hello, file: hello-2.yaml"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (EDIT, "flow: hello, file: nix.yaml", "s.yaml:6:51: nix.yaml: there is no such file"),
        (EDIT, "flow: hello, file: nix", "s.yaml:6:51: there is no workspace to look this name up"),
        (
            EDIT,
            "flow: hello, file: other.yaml",
            "s.yaml:6:51: this is the flow 'other', and a draft of 'hello' is wanted here",
        ),
        (EDIT, "flow: hello, draft: {id: other}", "s.yaml:6:45: this is the flow 'other'"),
        (EDIT, f"{EDIT}, draft: {{id: hello}}", "s.yaml:6:51: say the draft by file or draft, not by both"),
        (
            EDIT,
            "flow: hello, draft: {id: hello, bloks: []}",
            "s.yaml:6:64: unknown key 'bloks': did you mean 'blocks'?",
        ),
        (
            EDIT,
            "flow: hello, draft: {id: hello, blocks: [{id: w, kind: wait, duration: 3 das}]}",
            "s.yaml:6:103: write a duration",
        ),
        (EDIT, f"{EDIT}, verson: 2", "s.yaml:6:65: unknown key 'verson'"),
        (
            "do: flow.launch",
            "do: flow.lunch",
            "s.yaml:7:21: unknown do 'flow.lunch': did you mean 'flow.launch'",
        ),
        ("flow.launch, flow: hello", "flow.set_end, flow: hello, to: 2026-13-01", "s.yaml:7:52: "),
        ("flows: [hello.yaml]", "drafts: [nix.yaml]", "s.yaml:3:37: nix.yaml: there is no such file"),
        (
            "flows: [hello.yaml]",
            "drafts: [hello.yaml, hello.yaml]",
            "s.yaml:3:49: the draft of 'hello' is named",
        ),
        ("block: text", "block: txt", "s.yaml:11:26: there is no block 'txt': did you mean 'text'?"),
        ("status: active", "status: activ", "s.yaml:10:27: 'activ' cannot stand here"),
        (
            "flow: hello, status: active",
            "flow: hello, customer: anna, status: active",
            "s.yaml:10:43: this is about the flow, not about one customer",
        ),
    ],
)
def test_problems_stand_at_their_place(folder: Path, old: str, new: str, problem: str) -> None:
    with pytest.raises(BadFile) as bad:
        read(folder, SCENARIO.replace(old, new, 1))
    found = [str(one).replace(f"{folder}/", "") for one in bad.value.problems]
    assert any(problem in line for line in found), found


def test_a_fault_in_the_file_of_a_draft_is_told_there(folder: Path) -> None:
    (folder / "hello-2.yaml").write_text(FLOW.replace("send_email", "send_emal"), "utf-8")
    with pytest.raises(BadFile, match=r"hello-2\.yaml:5:"):
        read(folder, SCENARIO)


@pytest.mark.rule("F-15")
def test_what_is_not_possible_is_told_at_its_place(folder: Path) -> None:
    path = folder / "s.yaml"
    path.write_text(SCENARIO.replace("flow.edit", "flow.resume").replace(", file: hello-2.yaml", ""))
    (bad,) = prove(path, Library(), Wanted()).problems
    assert "there is no block 'text'" in str(bad)
    path.write_text(SCENARIO.replace("do: flow.launch", "do: flow.resume"))
    (proof,) = prove(path, Library(), Wanted()).proofs
    assert (proof.line, proof.expected) == (7, "it is done")
    assert proof.actual is not None
    assert "'hello' is Active, resuming it is not possible: possible is editing it" in proof.actual


@pytest.mark.parametrize(
    ("refused", "actual"),
    [
        ("has no draft", None),
        ("has a draft", "flow: the flow 'hello' has no draft to delete"),
    ],
)
def test_a_deed_that_must_be_refused(folder: Path, refused: str, actual: str | None) -> None:
    path = folder / "s.yaml"
    entry = f'  - {{do: flow.delete_draft, flow: hello, refused: "{refused}"}}\nthen:'
    path.write_text(SCENARIO.replace("then:", entry))
    (proof,) = prove(path, Library(), Wanted()).proofs
    assert proof.ok is (actual is None)
    assert actual is None or (proof.actual == f"refused: {actual}" and proof.line == 9)


def test_a_deed_that_must_be_refused_and_is_done(folder: Path) -> None:
    path = folder / "s.yaml"
    path.write_text(SCENARIO.replace("then:", "  - {do: flow.pause, flow: hello, refused: no}\nthen:"))
    (proof,) = prove(path, Library(), Wanted()).proofs
    assert (proof.ok, proof.actual) == (False, "refused: it was done")


def test_what_fails_later_because_of_it_is_not_blamed(folder: Path) -> None:
    path = folder / "s.yaml"
    entries = "  - {do: flow.pause, flow: hello, refused: no}\n  - {after: 1h, do: flow.pause, flow: hello}\n"
    path.write_text(SCENARIO.replace("then:", f"{entries}then:"))
    (proof,) = prove(path, Library(), Wanted()).proofs
    assert (proof.ok, proof.line, proof.actual) == (False, 9, "refused: it was done")


def test_an_expectation_that_fails_before_something_is_refused(folder: Path) -> None:
    path = folder / "s.yaml"
    text = SCENARIO.replace("then:", "  - {after: 1h, do: flow.resume, flow: hello}\nthen:")
    path.write_text(f"{text}  - {{at: 2026-03-02 10:30, flow: hello, customer: anna, passages: 2}}\n")
    (proof,) = prove(path, Library(), Wanted()).proofs
    assert (proof.ok, proof.line) == (False, 14)
    assert proof.actual == "passages: 1"


@pytest.mark.parametrize(
    ("old", "new", "expected", "actual"),
    [
        ("status: active", "status: paused", "status: paused", "status: active"),
        ("draft: none", "draft: ready", "draft: ready", "draft: none"),
        ("draft: none, version: 2", "version: 3", "version: 3", "version: 2"),
        ("entered: 1, version: 2", "version: {less_than: 2}", "version: < 2", "version: 2"),
    ],
)
@pytest.mark.rule("F-15", "F-17", "F-19")
def test_expected_and_actual_are_named(folder: Path, old: str, new: str, expected: str, actual: str) -> None:
    path = folder / "s.yaml"
    path.write_text(SCENARIO.replace(old, new))
    (proof,) = prove(path, Library(), Wanted()).proofs
    assert proof.expected is not None
    assert proof.expected.endswith(expected)
    assert proof.actual == actual


def test_of_whom_never_came_there_is_no_version(folder: Path) -> None:
    case = read(
        folder,
        SCENARIO[: SCENARIO.index("then:")]
        + "then:\n"
        + "  - {at: 2026-03-02 11:30, flow: hello, block: text, version: 2}\n"
        + "  - {at: 2026-03-02 10:00, flow: hello, customer: anna, version: 1}\n"
        + "  - {flow: hello, customer: anna, version: 2}\n",
    )
    first, second, third = play(case.inputs, case.scenario.then).outcomes
    assert (first.ok, first.first.actual) == (False, "nobody came there")
    assert second.ok
    assert third.ok

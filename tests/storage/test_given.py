"""What a scenario is given: worlds, parts laid over them, flows, rows; problems at their places."""

from pathlib import Path

import pytest

from engine.expectations.playing import play
from storage.files import read_scenario, scenario_file, world_file
from storage.given import Case, Library, cases
from storage.laid import laid_over
from storage.problems import BadFile
from storage.workspace import Workspace

WORLD = """\
flowrig: world/1
settings:
  time_zone: Europe/Berlin
  action_templates: {visit: {}}
  customer_fields: {score: {type: number}}
products:
  teapot: {name: Teapot, price: 5000, segments: []}
customers:
  anna:
    first_name: Anna
    email: {value: anna@example.com}
    subscriptions: {main: subscribed}
    fields: {score: 3}
  ben: {first_name: Ben}
"""

FLOW = """\
flowrig: flow/1
id: hello
blocks:
  - {id: start, kind: launch, trigger: {event: action_issued, settings: {templates: [visit]}}}
  - {id: mail, kind: steps, actions: [{do: send_email, subject: Hello}]}
connections: [{from: start, output: next, to: mail}]
"""

SCENARIO = """\
flowrig: scenario/1
scenario: hello
given:
  world: world.yaml
  flows: [flows/hello.yaml]
when:
  - {at: 2026-03-02 10:00, do: action.issue, customer: anna, template: visit}
then:
  - {flow: hello, customer: anna, passages: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "world.yaml").write_text(WORLD, "utf-8")
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "hello.yaml").write_text(FLOW, "utf-8")
    (tmp_path / "hello.yaml").write_text(SCENARIO, "utf-8")
    return tmp_path


def read(folder: Path, text: str, library: Library | None = None) -> list[Case]:
    return cases(read_scenario(text, "s.yaml"), folder, library or Library())


def lines(folder: Path, text: str) -> list[str]:
    """What is wrong with a scenario."""
    with pytest.raises(BadFile) as bad:
        read(folder, text)
    return [str(problem).replace(f"{folder}/", "") for problem in bad.value.problems]


def test_files_are_found_beside_the_scenario(folder: Path) -> None:
    path = folder / "hello.yaml"
    (case,) = cases(scenario_file(path), path.parent, Library())
    assert [flow.flow.id for flow in case.inputs.flows] == ["hello"]
    assert play(case.inputs, case.scenario.then).ok


def test_each_playing_has_a_world_of_its_own(folder: Path) -> None:
    (case,) = read(folder, SCENARIO)
    first, second = case.inputs.world(), case.inputs.world()
    first.customers["anna"].first_name = "Changed"
    assert second.customers["anna"].first_name == "Anna"


def test_parts_are_laid_over_the_world(folder: Path) -> None:
    parts = """\
  parts:
    settings: {customer_fields: {score: {label: Points}, tier: {type: text}}}
    customers:
      anna: {email: null, fields: {tier: gold}}
      cleo: {first_name: Cleo}
      ben: null
    products: {teapot: {price: 100}}
"""
    (case,) = read(folder, SCENARIO.replace("  flows:", parts + "  flows:"))
    state = case.inputs.world()
    anna = state.customers["anna"]
    assert (anna.email, anna.first_name, anna.fields) == (None, "Anna", {"score": 3, "tier": "gold"})
    assert list(state.customers) == ["anna", "cleo"]
    assert state.products["teapot"].price == 100
    assert state.products["teapot"].name == "Teapot"
    score = state.settings.customer_fields["score"]
    assert (score.type, score.label) == ("number", "Points")


def test_parts_alone_are_a_world(folder: Path) -> None:
    text = SCENARIO.replace(
        "  world: world.yaml\n",
        "  parts: {settings: {action_templates: {visit: {}}}, customers: {anna: {first_name: Anna}}}\n",
    )
    (case,) = read(folder, text)
    assert list(case.inputs.world().customers) == ["anna"]


def test_flows_may_be_written_out(folder: Path) -> None:
    flow = "\n    - " + "\n      ".join(FLOW.splitlines()[1:])
    (case,) = read(folder, SCENARIO.replace("[flows/hello.yaml]", flow))
    assert play(case.inputs, case.scenario.then).ok


def test_names_are_looked_up_in_a_workspace(folder: Path) -> None:
    text = SCENARIO.replace("world.yaml", "shop").replace("flows/hello.yaml", "hello")
    with Workspace.open(folder / "shop.flowrig", create=True) as workspace:
        workspace.worlds.save("shop", world_file(folder / "world.yaml"))
        workspace.flows.save_draft("hello", FLOW, name="Hello", folder="", brand=None, status="ready")
        (case,) = read(folder, text, Library(workspace))
        assert play(case.inputs, case.scenario.then).ok
        with pytest.raises(BadFile, match=r"s\.yaml:5:11: there is no flow 'nix'"):
            read(folder, text.replace("[hello]", "[nix]"), Library(workspace))
        with pytest.raises(BadFile, match=r"s\.yaml:4:10: there is no world 'nix'"):
            read(folder, text.replace("world: shop", "world: nix"), Library(workspace))


def test_examples_are_one_case_each(folder: Path) -> None:
    text = SCENARIO.replace("passages: 1", 'passages: "${n}"').replace("anna, template", '"${who}", template')
    text += "examples:\n  - {name: anna, who: anna, n: 1}\n  - {who: ben, n: 0}\n"
    found = read(folder, text)
    assert [case.name for case in found] == ["hello [anna]", "hello [row 2]"]
    assert all(play(case.inputs, case.scenario.then).ok for case in found)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("world: world.yaml", "world: worlds.yaml", "s.yaml:4:10: worlds.yaml: there is no such file"),
        ("world: world.yaml", "world: flows/hello.yaml", "flows/hello.yaml:1:10: this is a flow file"),
        (
            "world: world.yaml",
            "world: /etc/world.yaml",
            "s.yaml:4:10: name the file from this one's folder on",
        ),
        ("world: world.yaml", "world: shop", "s.yaml:4:10: there is no workspace to look this name up"),
        ("world: world.yaml", "world: [a]", "s.yaml:4:3: text is asked for here"),
        ("[flows/hello.yaml]", "[flows/nix.yaml]", "s.yaml:5:11: flows/nix.yaml: there is no such file"),
        ("[flows/hello.yaml]", "[nix]", "s.yaml:5:11: there is no workspace to look this name up"),
        (
            "[flows/hello.yaml]",
            "[flows/hello.yaml, flows/hello.yaml]",
            "s.yaml:5:29: the flow 'hello' is named twice",
        ),
        (
            "[flows/hello.yaml]",
            "[{id: x, bloks: []}]",
            "s.yaml:5:19: unknown key 'bloks': did you mean 'blocks'?",
        ),
        ("[flows/hello.yaml]", "[{id: x}]", "s.yaml:5:11: flow, blocks: add a launch settings block"),
        ("passages: 1", "pasages: 1", "s.yaml:9:35: unknown key 'pasages': did you mean 'passages'?"),
        ("flow: hello, customer", "flow: hallo, customer", "did you mean 'hello'?"),
        ("template: visit", "template: vist, day: 1", "s.yaml:7:78: unknown key 'day'"),
        ("do: action.issue", "do: action.isue", "s.yaml:7:32: unknown do 'action.isue'"),
        (
            "  flows:",
            "  parts: {customers: {anna: {zone: far}}}\n  flows:",
            "s.yaml:5:36: there is no zone 'far'",
        ),
        ("  flows:", "  parts: {customers: {anna: {sise: 1}}}\n  flows:", "s.yaml:5:30: unknown key 'sise'"),
        ("  flows:", "  parts: [a]\n  flows:", "s.yaml:5:3: keys of a world are asked for here"),
        ("  flows:", "  part: {}\n  flows:", "s.yaml:5:3: unknown key 'part': did you mean 'parts'?"),
        ("given:\n", "given: 3\nnote:\n", "s.yaml:3:8: "),
    ],
)
def test_problems_stand_at_their_place(folder: Path, old: str, new: str, problem: str) -> None:
    found = lines(folder, SCENARIO.replace(old, new, 1))
    assert any(problem in line for line in found), found


def test_a_fault_in_the_world_below_is_told_there(folder: Path) -> None:
    (folder / "world.yaml").write_text(WORLD.replace("score: 3", "scor: 3"), "utf-8")
    (line,) = lines(folder, SCENARIO.replace("  flows:", "  parts: {products: {kettle: {}}}\n  flows:"))
    assert line.startswith("world.yaml:13:20: ")


def test_a_fault_in_a_flow_file_is_told_there(folder: Path) -> None:
    (folder / "flows" / "hello.yaml").write_text(FLOW.replace("send_email", "send_emal"), "utf-8")
    (line,) = lines(folder, SCENARIO)
    assert line.startswith("flows/hello.yaml:5:")


def test_a_fault_in_every_row_is_told_once(folder: Path) -> None:
    text = SCENARIO.replace("passages: 1", 'passages: "${n}"').replace(
        "customer: anna, pass", "colour: x, pass"
    )
    found = lines(folder, text + "examples: [{n: 1}, {n: 2}, {n: 3}]\n")
    assert len(found) == 1


def test_a_placeholder_without_a_value_is_told(folder: Path) -> None:
    text = SCENARIO.replace("passages: 1", 'passages: "${nn}"') + "examples: [{n: 1}]\n"
    assert lines(folder, text)[0].startswith("s.yaml:9:45: no row has a value 'nn'")


def test_without_examples_a_dollar_is_a_dollar(folder: Path) -> None:
    (case,) = read(folder, SCENARIO.replace("scenario: hello", "scenario: hello\ntitle: It costs ${5}"))
    assert case.scenario.title == "It costs ${5}"


def test_a_scenario_in_which_nothing_happens_needs_a_start(folder: Path) -> None:
    text = SCENARIO[: SCENARIO.index("when:")] + "then: [{flow: hello, passages: 0}]\n"
    assert "say when the clock starts" in lines(folder, text)[0]
    (case,) = read(folder, text.replace("given:\n", "given:\n  start: 2026-03-02\n"))
    assert play(case.inputs, case.scenario.then).ok


def test_laying_over() -> None:
    below = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    assert laid_over(below, {"a": {"c": [3], "e": None}, "d": None, "f": {"g": 1}}) == {
        "a": {"b": 1, "c": [3], "e": None},
        "f": {"g": 1},
    }
    assert below == {"a": {"b": 1, "c": [1, 2]}, "d": 1}, "what lies below is not touched"

"""What is said where there is nothing to show."""

import json

from storage.workspace import Workspace
from tests.acceptance.inside import Inside
from tests.acceptance.shell import SCENARIO, Shell

SWEEP = ("sweep", "s.yaml", "--change", "1", "--over", "1d", "--step", "1h")


def test_a_workspace_without_flows_says_so(shell: Shell, inside: Inside) -> None:
    Workspace.open(shell.folder / "w.flowrig", create=True).close()
    words = ("flows", "--workspace", "w.flowrig")
    assert inside(*words).out == "there are no flows yet: flowrig take FILE brings one in\n"
    assert json.loads(inside(*words, "--json").out) == []


def test_a_sweep_of_a_scenario_without_flows_says_what_is_missing(shell: Shell, inside: Inside) -> None:
    shell.write("s.yaml", SCENARIO)
    told = inside(*SWEEP, expect=1).line
    assert told == "s.yaml: it is given no flows and expects nothing: there is no outcome that could flip"
    # What is expected of the world may flip, too.
    given = SCENARIO.replace("timeline:", "when:").replace("world: world.yaml", "given: {world: world.yaml}")
    shell.write("s.yaml", f"{given}then:\n- {{event: action_issued, recognised: 2}}\n")
    assert "all as expected" in inside(*SWEEP).out

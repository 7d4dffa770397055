"""An operation that starts an active flow can be neither edited nor deleted (E-48)."""

from pathlib import Path

import pytest

from engine.world.settings import OperationSettings, Settings
from engine.world.world import WorldState
from storage.files import dump_flow
from storage.problems import WorkspaceProblem
from storage.workspace import Workspace
from tests.kit import flow, mail

CALLED = flow(
    {
        "id": "start",
        "kind": "launch",
        "trigger": {"event": "operation_called", "settings": {"operation": "ask"}},
    },
    mail(),
    id="answer",
)


def world(**operations: OperationSettings) -> WorldState:
    return WorldState(Settings(operations=operations))


@pytest.mark.rule("E-48")
def test_an_operation_is_locked_while_its_flow_is_on(tmp_path: Path) -> None:
    ask, other = OperationSettings(steps=["start_flow"]), OperationSettings(steps=["edit"])
    with Workspace.open(tmp_path / "w.flowrig", create=True) as workspace:
        workspace.worlds.save("shop", world(ask=ask, other=other))
        workspace.flows.save_draft("answer", dump_flow(CALLED), name="Answer", status="ready")
        # A draft locks nothing.
        workspace.worlds.save("shop", world(ask=OperationSettings("Ask", ["start_flow"]), other=other))
        workspace.worlds.save("shop", world(ask=ask, other=other))
        workspace.flows.launch("answer")
        for changed in (world(other=other), world(ask=other, other=other)):
            with pytest.raises(WorkspaceProblem, match="starts the flow 'answer', which is on"):
                workspace.worlds.save("shop", changed)
        workspace.worlds.save("shop", world(ask=ask))
        workspace.flows.pause("answer")
        workspace.worlds.save("shop", world())
        assert workspace.worlds.load("shop").settings.operations == {}

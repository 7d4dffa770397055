"""Only flows that are on keep others from being on (E-48): not what is paused, nor what is off the shelf."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.session.handlers import Handlers
from app.session.living_requests import Launch, Turn
from app.session.requests import StartAgain
from app.session.session import Trouble
from app.session.shelf_requests import DeleteFlow, Restored, RestoreFlow
from app.start import opening
from engine.flow.model import Flow
from engine.world.settings import OperationSettings
from storage.files import dump_flow
from storage.workspace import Workspace
from tests.app.small_shop import changes, people
from tests.kit import flow, launch, mail, world


def on_call(name: str) -> Flow:
    trigger = {"event": "operation_called", "settings": {"operation": "ring"}}
    return flow(launch(trigger=trigger), mail("m"), wires="start.next>m", id=name, name=name)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Handlers]:
    """Two flows on one operation: the first was launched and paused, the second is on."""
    path, where = tmp_path / "ring.flowrig", world(*people())
    where.settings.operations["ring"] = OperationSettings("Ring", steps=["start_flow"])
    with Workspace.open(path, create=True) as workspace:
        workspace.worlds.save("small", where.state())
        with workspace.scenarios.staged(changes(where)) as timeline:
            workspace.scenarios.save("days", "", world="small", timeline=timeline)
        for name in ("first", "second"):
            workspace.flows.save_draft(name, dump_flow(on_call(name)), name=name, status="ready")
    handlers = opening(path, lambda shown: None)
    for request in (Launch("first"), Turn("first", on=False), Launch("second")):
        handlers.answer(request)
    yield handlers
    handlers.close()


def status(handlers: Handlers, name: str) -> str:
    return str(handlers.library.workspace.flows.entry(name).status)


@pytest.mark.rule("E-48", "F-21")
def test_what_is_paused_keeps_no_other_from_being_played(both: Handlers) -> None:
    both.answer(StartAgain("second"))
    shown = both.player.shown()
    assert (shown.trouble, dict(shown.left_out)) == (None, {})
    # The one that is looked at plays, whatever it is in the workspace.
    both.answer(StartAgain("first"))
    shown = both.player.shown()
    assert shown.trouble is None
    assert list(shown.left_out) == ["second"]


@pytest.mark.rule("E-48")
def test_what_is_off_the_shelf_holds_no_operation(both: Handlers) -> None:
    both.answer(DeleteFlow("second"))
    both.answer(Turn("first", on=True))
    assert status(both, "first") == "active"
    back = both.answer(RestoreFlow())
    assert isinstance(back, Restored)
    assert "starts the flow 'first' already" in back.off
    assert status(both, "second") == "paused"


def test_what_comes_back_to_the_shelf_is_on_as_it_was(both: Handlers) -> None:
    both.answer(DeleteFlow("second"))
    assert both.answer(RestoreFlow()) == Restored("second", "second")
    assert status(both, "second") == "active"
    with pytest.raises(Trouble, match="starts the flow 'second' already"):
        both.answer(Turn("first", on=True))

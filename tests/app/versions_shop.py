"""The small shop, in which the greeting was launched twice: what version 2 changed, and when, by the clock on
the wall."""

from pathlib import Path

from engine.flow.model import Flow
from storage.files import dump_flow
from storage.workspace import Workspace
from tests.app.small_shop import CHECK, greeting, make_small_shop
from tests.kit import flow, launch, mail, wait

WALL = 1_772_000_000
"""Wed 2026-02-25, in the morning."""


def first() -> Flow:
    """Version 1: nobody is asked what they are."""
    return flow(
        launch(),
        mail("hello", title="Hello"),
        wait("2 days", "pause", title="Sleep on it"),
        mail("bye", title="Good bye"),
        wires="start.next>hello hello.next>pause pause.next>bye",
        id="greeting",
        name="Greeting",
        folder="Letters",
    )


def third() -> Flow:
    """A draft: another limit, those who are no silver customers get a letter."""
    return flow(
        launch(filter={"field": "customer.email.valid", "op": "is", "value": True}),
        mail("hello", title="Hello there"),
        wait("1 day", "pause", title="Sleep on it"),
        CHECK,
        mail("other", title="For all others"),
        wires="start.next>hello hello.next>pause pause.next>check check.no>other",
        id="greeting",
        name="Greeting",
        folder="Letters",
        limit={"mode": "once"},
    )


def make_versions_shop(path: Path, draft: Flow | None = None) -> Path:
    """Version 1 is that of `first`, version 2 is `greeting`; with a draft beside them, or without."""
    make_small_shop(path, first())
    with Workspace.open(path) as workspace:
        flows = workspace.flows
        flows.launch("greeting")
        _save(workspace, greeting())
        flows.launch("greeting")
        if draft is not None:
            _save(workspace, draft)
        # The clock on the wall goes on; pictures of it must not.
        for number in (0, 1, 2):
            at = WALL + 86_400 * (number or 3)
            workspace.connection.run(
                "UPDATE flow_version SET created_at = ?, changed_at = ? WHERE number = ?",
                at,
                at + 600,
                number,
            )
        launched = "UPDATE flow_version SET launched_at = ?, stopped_at = ? WHERE number = ?"
        workspace.connection.run(launched, WALL + 87_600, WALL + 86_400 * 2 + 1_200, 1)
        workspace.connection.run(launched, WALL + 86_400 * 2 + 1_200, None, 2)
    return path


def _save(workspace: Workspace, one: Flow) -> None:
    workspace.flows.save_draft(
        one.id, dump_flow(one), name=one.name, folder=one.folder, brand=one.brand, status="ready"
    )

"""What tests of the workspace start from."""

from engine.world.entities import Contact, Customer
from engine.world.world import WorldState
from storage.runs import RunEntry, RunFlowEntry
from storage.workspace import Workspace


def small_world(customers: int = 3) -> WorldState:
    state = WorldState()
    for n in range(customers):
        state.customers[f"c{n}"] = Customer(f"c{n}", first_name="Ann", email=Contact(f"c{n}@example.com"))
    return state


def new_run(workspace: Workspace, name: str = "first", until: int = 10_000) -> RunEntry:
    version = workspace.worlds.save("shop", small_world())
    return workspace.runs.create(
        name,
        world="shop",
        world_version=version,
        flows=[RunFlowEntry("welcome", 1, "id: welcome\n")],
        seed=7,
        start=0,
        until=until,
    )


def guard(workspace: Workspace) -> None:
    """From now on no statement on this connection can change what was launched, or delete it without its
    flow (F-19): to say when a version was stopped is all that may be done to it."""
    workspace.connection.conn.executescript(_GUARD)


_GUARD = """
CREATE TEMP TRIGGER immutable
BEFORE UPDATE OF flow, number, text, created_at, changed_at, launched_at ON main.flow_version
WHEN old.number > 0
BEGIN SELECT RAISE(ABORT, 'a launched version'); END;

CREATE TEMP TRIGGER kept BEFORE DELETE ON main.flow_version
WHEN old.number > 0 AND EXISTS (SELECT 1 FROM main.flow WHERE id = old.flow)
BEGIN SELECT RAISE(ABORT, 'a launched version'); END;
"""

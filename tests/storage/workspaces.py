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

"""What a project names is known without its customers."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.world.settings import Settings
from engine.world.traffic import Traffic
from engine.world.world import WorldState
from storage.problems import WorkspaceProblem
from storage.runs import RunFlowEntry
from storage.workspace import Workspace
from tests.kit import settings
from tests.storage.workspaces import small_world

NAMED = settings("Asia/Tokyo")
LIVELY = Traffic(customers=5, seed=3)


def shop() -> WorldState:
    state = small_world()
    state.settings, state.traffic = NAMED, LIVELY
    return state


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workspace with two worlds, closed."""
    path = tmp_path / "shop.flowrig"
    with Workspace.open(path, create=True) as workspace:
        workspace.worlds.save("bare", small_world())
        workspace.worlds.save("shop", shop())
    return path


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    with Workspace.open(path) as found:
        yield found


def spoil(workspace: Workspace, name: str = "shop") -> str:
    """Make the world itself unreadable; its version."""
    version = workspace.worlds.entry(name).version
    with workspace.connection.transaction():
        workspace.connection.run("UPDATE world_version SET data = x'00' WHERE hash = ?", version)
    return version


def made_older(path: Path) -> None:
    """As it was before the head of a world stood beside it."""
    conn = sqlite3.connect(path)
    conn.execute("ALTER TABLE world_version DROP COLUMN head")
    conn.execute("DELETE FROM _sqlite_migrations WHERE name = '009_heads_of_worlds'")
    conn.commit()
    conn.close()


def test_the_world_itself_is_not_read(workspace: Workspace) -> None:
    version = spoil(workspace)
    with pytest.raises(WorkspaceProblem, match="damaged"):
        workspace.worlds.version(version)
    assert workspace.worlds.settings(version) == NAMED
    assert workspace.worlds.traffic(version) == LIVELY
    bare = workspace.worlds.entry("bare").version
    assert workspace.worlds.settings(bare) == Settings()
    assert workspace.worlds.traffic(bare) is None


def test_everybody_gets_settings_of_their_own(workspace: Workspace) -> None:
    version = workspace.worlds.entry("shop").version
    workspace.worlds.settings(version).lists.clear()
    assert workspace.worlds.settings(version) == NAMED


def test_of_a_version_that_only_a_run_has(workspace: Workspace) -> None:
    version = workspace.worlds.keep(shop())
    run = workspace.runs.create(
        "r",
        world="gone",
        world_version=version,
        flows=[RunFlowEntry("welcome", 1, "id: welcome\n")],
        seed=1,
        start=0,
        until=9,
    )
    workspace.worlds.delete("shop")
    spoil(workspace, "bare")
    assert workspace.worlds.settings(run.world_version) == NAMED
    assert workspace.runs.zone(run).name == "Asia/Tokyo"
    with pytest.raises(WorkspaceProblem, match="there is no world version 00 any more"):
        workspace.worlds.settings("00")


def test_worlds_of_an_earlier_version_of_flowrig(path: Path) -> None:
    made_older(path)
    with Workspace.open(path) as workspace:
        version = spoil(workspace)
        assert workspace.worlds.settings(version) == NAMED
        assert workspace.worlds.traffic(version) == LIVELY
        assert workspace.worlds.settings(workspace.worlds.entry("bare").version) == Settings()


def test_a_world_of_an_earlier_version_that_is_damaged(path: Path) -> None:
    with Workspace.open(path) as workspace:
        version = spoil(workspace)
    made_older(path)
    # It is no reason not to open the workspace.
    with Workspace.open(path) as workspace:
        assert len(workspace.worlds.load("bare").customers) == 3
        with pytest.raises(WorkspaceProblem, match="damaged"):
            workspace.worlds.settings(version)


@pytest.mark.parametrize("head", ["[", "5", '{"settings":{"time_zone":"Nowhere"}}', '{"settings":5}'])
def test_a_head_is_read_with_care(workspace: Workspace, head: str) -> None:
    with workspace.connection.transaction():
        workspace.connection.run("UPDATE world_version SET head = ?", head)
    with pytest.raises(WorkspaceProblem, match="damaged"):
        workspace.worlds.settings(workspace.worlds.entry("shop").version)

"""Opening workspaces: the sample shop on first start, and one clear line where it cannot be done."""

from pathlib import Path

import pytest

from app.places import default_workspace
from app.session.session import Trouble
from app.start import make_sample_workspace, opening, show
from storage.workspace import Workspace


def test_the_first_start_makes_the_sample_shop_whole() -> None:
    said: list[str] = []
    path = default_workspace()
    make_sample_workspace(path, said.append)
    assert any("month" in line for line in said)
    with Workspace.open(path) as workspace:
        entries = workspace.flows.entries()
        assert len(entries) >= 5
        assert {entry.status for entry in entries} == {"active"}
        (scenario,) = workspace.scenarios.entries()
        assert scenario.changes > 1000
        assert workspace.worlds.entry(scenario.world or "").customers > 100


def refusal(path: Path) -> str:
    with pytest.raises(Trouble) as trouble:
        opening(path, lambda doing: None)
    line = str(trouble.value)
    assert "\n" not in line
    return line


def test_what_is_no_workspace_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    assert "no workspace" in refusal(text)
    assert text.read_text() == "hello"
    assert "folder" in refusal(tmp_path)
    assert "no such folder" in refusal(tmp_path / "nowhere" / "shop.flowrig")


def test_trouble_ends_the_app_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.app import FlowrigApp

    run = FlowrigApp.run
    monkeypatch.setattr(FlowrigApp, "run", lambda self: run(self, headless=True))
    assert show(tmp_path) == 1
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert "this is a folder" in captured.err


def test_heavy_things_wait_until_the_first_paint() -> None:
    import subprocess
    import sys

    code = (
        "import sys, app.app; "
        "print([m for m in ('pydantic', 'sqlite3', 'ruamel', 'jinja2', 'engine.flow.model', 'app.canvas')"
        " if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"

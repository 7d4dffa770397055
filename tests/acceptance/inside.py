"""The command line within this process: as real as `shell`, without the third of a second that Python takes
to start."""

from collections.abc import Callable

import pytest

from app.cli import main
from tests.acceptance.shell import Result, Shell

Inside = Callable[..., Result]


@pytest.fixture
def inside(shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inside:
    """Call it with the words of a command; like `shell`, it works in a folder with a flow and a world."""
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("FLOWRIG_HOME", str(shell.folder / "home"))

    def call(*words: str, expect: int = 0) -> Result:
        capsys.readouterr()
        try:
            status = main(words)
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capsys.readouterr()
        assert status == expect, f"exit {status}: {captured.out}{captured.err}"
        return Result(status, captured.out, captured.err)

    return call

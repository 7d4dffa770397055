from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "w.flowrig", create=True) as opened:
        yield opened

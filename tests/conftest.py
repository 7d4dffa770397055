"""Marks: `slow` tests run where FLOWRIG_SLOW=1; `real_data` tests where ../shared/data is; every test has
its own home."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow") and os.environ.get("FLOWRIG_SLOW") != "1":
            item.add_marker(pytest.mark.skip(reason="slow: set FLOWRIG_SLOW=1 to run it"))
        if item.get_closest_marker("real_data") and not (SHARED / "data").is_dir():
            item.add_marker(pytest.mark.skip(reason="the public data sets are not at ../shared/data"))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the workspace of whoever runs it."""
    monkeypatch.setenv("FLOWRIG_HOME", str(tmp_path_factory.mktemp("home")))

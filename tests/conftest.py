"""Marks: `slow` tests run where FLOWRIG_SLOW=1; `real_data` tests where ../shared/data is; every test has
its own home."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.laws import SLOW, examples

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

settings.register_profile("flowrig", max_examples=examples(100))
settings.load_profile("flowrig")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow") and not SLOW:
            item.add_marker(pytest.mark.skip(reason="slow: set FLOWRIG_SLOW=1 to run it"))
        if item.get_closest_marker("real_data") and not (SHARED / "data").is_dir():
            item.add_marker(pytest.mark.skip(reason="the public data sets are not at ../shared/data"))


@pytest.fixture(scope="session", autouse=True)
def what_stays_is_put_away() -> None:
    """What was imported to begin with is there until the end: the garbage collector need not look through it
    again and again.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the workspace of whoever runs it."""
    monkeypatch.setenv("FLOWRIG_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(autouse=True)
def screens_are_forgotten() -> Iterator[None]:
    """Textual remembers colours by widget, and so everything that was painted by the last thousand widgets.
    With a new app in each test that costs the garbage collector a quarter of all time.
    """
    yield
    painting = sys.modules.get("textual._styles_cache")
    if painting is not None:
        painting.StylesCache.get_inner_outer.cache_clear()

"""Reads the shared cases from other projects' tests; skips where they are absent."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.conftest import SHARED

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def cases(name: str) -> list[Any]:
    """Parameters for `pytest.mark.parametrize`: one per case, or one that is skipped."""
    path = SHARED / "vectors" / f"{name}.json"
    if not path.is_file():
        return [
            pytest.param(None, marks=pytest.mark.skip(reason="the shared cases are not at ../shared/vectors"))
        ]
    loaded = json.loads(path.read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{number}-{case['case'][:60]}") for number, case in enumerate(loaded)]

"""Other projects' cases for rolling limits and shares, read from ../shared/vectors; skipped where that is
absent."""

import json
from typing import Any

import pytest

from engine.blocks.counting import LimitCount
from engine.blocks.draws import draws
from engine.blocks.shares import Branch, chooser
from engine.time.civil import Zone
from engine.time.durations import Duration
from tests.conftest import SHARED

CAPS = SHARED / "vectors" / "caps_rolling_limits.json"
SPLITS = SHARED / "vectors" / "split_distribution.json"


def cases(path: Any) -> list[Any]:
    if not path.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{path.name} is not at ../shared/vectors"))]
    return [pytest.param(case, id=case["case"][:60]) for case in json.loads(path.read_text("utf-8"))]


class Cap:
    """A Limit with a rolling period, on a clock of its own: minutes stand for the cases' seconds."""

    def __init__(self, limit: int, window: int) -> None:
        self.limit = limit
        self.count = LimitCount(Zone("UTC"))
        self.count.set_period(Duration(window, "minutes"))

    def hits(self, at: float, n: int) -> int:
        allowed = 0
        now = round(at * 60)
        for _ in range(n):
            if self.count.used(now) < self.limit:
                self.count.add(now)
                allowed += 1
        return allowed

    def left(self, at: float) -> int:
        return self.limit - self.count.used(round(at * 60))


@pytest.mark.rule("F-9")
@pytest.mark.parametrize("case", cases(CAPS))
def test_caps(case: dict[str, Any]) -> None:
    given, expected = case["input"], case["expected"]
    if "cost" in given or given.get("kind") == "fixed":
        pytest.skip("a passage counts one, and our calendar periods begin with the hour, the day or the week")
    cap = Cap(given["limit"], given.get("window_seconds", 3600))
    if "ops" in given:
        results = []
        for op in given["ops"]:
            results.append(cap.left(0) > 0 if op == "test" else cap.hits(0, 1) == 1)
        assert results == expected["results"]
        return
    allowed = []
    for hit in given["hits"]:
        at = (
            hit["at"]
            if isinstance(hit["at"], (int, float))
            else float(str(hit["at"]).lstrip(">").split("..")[0])
        )
        at += 0.05 if str(hit["at"]).startswith(">") else 0
        allowed.append(cap.hits(at, hit["n"]))
    if "allowed" in expected:
        assert allowed == expected["allowed"]
    if "remaining" in expected:
        last = 2.05 if given["hits"] else 0
        assert cap.left(last) == expected["remaining"]


@pytest.mark.rule("F-7")
@pytest.mark.parametrize("case", cases(SPLITS))
def test_splits(case: dict[str, Any]) -> None:
    given, expected = case["input"], case["expected"]
    if "children" in given and "random" in given:
        branches = [Branch(id=child["id"], share=child["percent"]) for child in given["children"]]
        assert branches[chooser(branches)(given["random"])].id == expected["child"]
    elif "draws" in given:
        branches = [Branch(id=f"b{n}", share=100 * ratio) for n, ratio in enumerate(given["ratios"])]
        choose, draw = chooser(branches), draws(1, "f", "b")
        chosen = [choose(draw(f"c{n}", 1)) for n in range(given["draws"])]
        for n, share in enumerate(expected["share"]):
            assert abs(chosen.count(n) / given["draws"] - share) <= expected["delta"]
    else:
        pytest.skip(
            "shares are always given here, and a stored branch is never drawn again: see the A/B test's test"
        )

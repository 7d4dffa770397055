"""What flowrig remembers: all of it is told in the README, and nothing else lies beside the workspace."""

import json
from pathlib import Path

from app.places import home_folder
from app.preferences import NAME, Preferences

README = Path(__file__).resolve().parents[2] / "README.md"


def test_what_is_kept_is_told() -> None:
    remembered = Preferences.read()
    remembered.theme, remembered.tour_offered, remembered.wide_forms = "flowrig-dark", True, True
    remembered.keep()
    assert [path.name for path in home_folder().iterdir()] == [NAME]
    kept = json.loads((home_folder() / NAME).read_text("utf-8"))
    text = README.read_text("utf-8")
    for name in (NAME, *kept):
        assert f"`{name}`" in text
    assert Preferences.read() == remembered
    (home_folder() / NAME).unlink()
    assert Preferences.read() == Preferences(home_folder() / NAME)


def test_the_readme_does_not_count_scenarios_that_there_are_not() -> None:
    text = " ".join(README.read_text("utf-8").split())
    there = sum(1 for _ in (README.parent / "sample_data" / "scenarios").rglob("*.yaml"))
    assert "Hundreds of them come along in `sample_data/scenarios`" in text
    assert there >= 200

"""What flowrig remembers about the person who uses it: the theme, how wide forms are, the tour offered."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.places import home_folder

NAME = "preferences.json"
MOST = 10_000
"""Bytes of the file that are read."""


@dataclass(slots=True)
class Preferences:
    """Kept in a file of its own; where that cannot be read or written, things are as on the first start."""

    path: Path | None = None
    """None: nothing is remembered."""
    theme: str = ""
    tour_offered: bool = False
    wide_forms: bool = False
    """Whether forms have most of the screen, rather than a panel beside the canvas."""

    @classmethod
    def read(cls) -> "Preferences":
        """What is remembered, from FLOWRIG_HOME or the user's data folder."""
        path = home_folder() / NAME
        found = cls(path)
        try:
            with path.open("rb") as file:
                data: Any = json.loads(file.read(MOST))
        except (OSError, ValueError):
            return found
        if isinstance(data, dict):
            theme = data.get("theme")
            found.theme = theme if isinstance(theme, str) else ""
            found.tour_offered = data.get("tour_offered") is True
            found.wide_forms = data.get("wide_forms") is True
        return found

    def keep(self) -> None:
        """Remember it; nobody is bothered where that fails."""
        if self.path is None:
            return
        kept = {"theme": self.theme, "tour_offered": self.tour_offered, "wide_forms": self.wide_forms}
        text = json.dumps(kept, indent=1)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(text + "\n", encoding="utf-8", newline="\n")
        except OSError:
            return


def nothing_remembered() -> Preferences:
    """For an app that offers no tour and keeps nothing."""
    return Preferences(None, "", True)

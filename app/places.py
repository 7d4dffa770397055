"""Where flowrig keeps the workspace that it opens by itself, and what it remembers."""

import os
from pathlib import Path


def home_folder() -> Path:
    """The user's data directory for flowrig, or FLOWRIG_HOME where that is set."""
    home = os.environ.get("FLOWRIG_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("flowrig", appauthor=False)


def default_workspace() -> Path:
    """`shop.flowrig` in that folder."""
    return home_folder() / "shop.flowrig"

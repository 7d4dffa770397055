"""Where flowrig keeps the workspace that it opens by itself."""

import os
from pathlib import Path


def default_workspace() -> Path:
    """`shop.flowrig` under the user's data directory, or under FLOWRIG_HOME where that is set."""
    home = os.environ.get("FLOWRIG_HOME")
    if home:
        return Path(home) / "shop.flowrig"
    from platformdirs import user_data_path

    return user_data_path("flowrig", appauthor=False) / "shop.flowrig"

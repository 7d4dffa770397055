"""Workspaces of earlier versions of flowrig."""

import sqlite3
from pathlib import Path


def made_older(path: Path) -> None:
    """Take its last migration from a workspace."""
    conn = sqlite3.connect(path)
    conn.execute("ALTER TABLE flow_version DROP COLUMN paused_at")
    conn.execute("ALTER TABLE flow_version DROP COLUMN resumed_at")
    conn.execute("DELETE FROM _sqlite_migrations WHERE name = '008_pauses'")
    conn.commit()
    conn.execute("PRAGMA journal_mode=delete")
    conn.close()

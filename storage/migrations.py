"""The schema of a workspace, one migration after another. One that was released is never edited again."""

import json
import zlib
from hashlib import blake2b
from typing import Any

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x464C5747
"""Marks a database as a workspace: "FLWG" at byte 68 of the file."""

MIGRATIONS = Migrations("flowrig")


def known() -> set[str]:
    """The names of the migrations that this version of flowrig can apply."""
    # An empty database has none of them applied.
    return {migration.name for migration in MIGRATIONS.pending(Database(memory=True, execute_plugins=False))}


@MIGRATIONS(name="001_workspace")
def _workspace(db: Database) -> None:
    for statement in _WORKSPACE.split(";\n\n"):
        db.conn.execute(statement)


@MIGRATIONS(name="002_changes_of_a_run")
def _changes_of_a_run(db: Database) -> None:
    """How many changes a run has played: what starts nothing leaves no wake-up, and is told all the same."""
    db.conn.execute("ALTER TABLE run ADD COLUMN changes INTEGER NOT NULL DEFAULT 0")


@MIGRATIONS(name="003_traffic_of_a_run")
def _traffic_of_a_run(db: Database) -> None:
    """Which days of its world's traffic a run plays, as JSON: the traffic itself is made anew."""
    db.conn.execute("ALTER TABLE run ADD COLUMN traffic TEXT")


@MIGRATIONS(name="004_edit_steps")
def _edit_steps(db: Database) -> None:
    """What was done to a flow step by step, so that it can be taken back after a restart."""
    for statement in _EDIT_STEPS.split(";\n\n"):
        db.conn.execute(statement)


@MIGRATIONS(name="005_lives")
def _lives(db: Database) -> None:
    """What is done to the flows of a run: planned before it began (as JSON), done by hand, and what came of
    it."""
    for statement in _LIVES.split(";\n\n"):
        db.conn.execute(statement)


@MIGRATIONS(name="006_checkpoints_with_lives")
def _checkpoints_with_lives(db: Database) -> None:
    """Checkpoints from before there were lives do not say what was done to flows: runs that have such are
    played again from their start when they are taken up."""
    db.conn.execute("DELETE FROM run_checkpoint")


@MIGRATIONS(name="007_moved_to")
def _moved_to(db: Database) -> None:
    """To when the start or end of a flow was moved in a run."""
    db.conn.execute("ALTER TABLE run_life ADD COLUMN moved_to INTEGER")


@MIGRATIONS(name="008_pauses")
def _pauses(db: Database) -> None:
    """When a version was paused and resumed last: what is on again has no `stopped_at`."""
    db.conn.execute("ALTER TABLE flow_version ADD COLUMN paused_at INTEGER")
    db.conn.execute("ALTER TABLE flow_version ADD COLUMN resumed_at INTEGER")


@MIGRATIONS(name="009_heads_of_worlds")
def _heads_of_worlds(db: Database) -> None:
    """What stands in a world but for whom and what it holds, once more beside it, as JSON: so that its
    settings are known without its customers. Where the world cannot be read there is none."""
    db.conn.execute("ALTER TABLE world_version ADD COLUMN head TEXT")
    for (version,) in db.conn.execute("SELECT hash FROM world_version").fetchall():
        (data,) = db.conn.execute("SELECT data FROM world_version WHERE hash = ?", (version,)).fetchone()
        head = _head(version, data)
        if head is not None:
            db.conn.execute("UPDATE world_version SET head = ? WHERE hash = ?", (json.dumps(head), version))


def _head(version: str, data: bytes) -> dict[str, Any] | None:
    try:
        text = zlib.decompressobj().decompress(data, _LARGEST_WORLD)
        if blake2b(text, digest_size=16).hexdigest() != version:
            return None
        state = json.loads(text)
        return {part: state[part] for part in ("settings", "traffic") if part in state}
    except (zlib.error, ValueError, TypeError, RecursionError):
        return None


_LARGEST_WORLD = 1 << 30
"""Bytes; of a larger one the head is not looked for."""


@MIGRATIONS(name="010_dropped_drafts")
def _dropped_drafts(db: Database) -> None:
    """When drafts were made that were deleted: undo brings them back."""
    db.conn.execute(_DROPPED_DRAFT)


_DROPPED_DRAFT = """
CREATE TABLE dropped_draft (
  flow TEXT NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  hash TEXT NOT NULL CHECK (length(hash) = 32), -- of its text
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (flow, hash)
) STRICT, WITHOUT ROWID
"""

_LIVES = """
ALTER TABLE run ADD COLUMN deeds INTEGER NOT NULL DEFAULT 0;

ALTER TABLE run ADD COLUMN plan TEXT;

ALTER TABLE run_input RENAME COLUMN after_seq TO played;

CREATE TABLE run_life (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  number INTEGER NOT NULL, -- of the deed
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  flow TEXT NOT NULL,
  do TEXT NOT NULL,
  status TEXT NOT NULL,
  version INTEGER,
  text TEXT -- of the version that was launched
) STRICT;

CREATE INDEX run_life_number ON run_life (run, number)
"""

_EDIT_STEPS = """
CREATE TABLE flow_edits (
  flow TEXT PRIMARY KEY REFERENCES flow (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0), -- steps that are done, dropped ones included
  hash TEXT NOT NULL CHECK (length(hash) = 32) -- of the flow's text: the steps belong to no other
) STRICT;

CREATE TABLE flow_edit (
  flow TEXT NOT NULL REFERENCES flow_edits (flow) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 0),
  data BLOB NOT NULL, -- zlib of JSON
  PRIMARY KEY (flow, number)
) STRICT
"""

_WORKSPACE = """
CREATE TABLE flow (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL,
  folder TEXT NOT NULL,
  brand TEXT,
  status TEXT NOT NULL
    CHECK (status IN ('draft', 'ready', 'launching', 'active', 'paused', 'creating_draft')),
  draft_status TEXT CHECK (draft_status IN ('draft', 'ready')),
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE flow_version (
  flow TEXT NOT NULL REFERENCES flow (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 0), -- 0 is the draft
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  launched_at INTEGER,
  stopped_at INTEGER,
  PRIMARY KEY (flow, number),
  CHECK ((number = 0) = (launched_at IS NULL))
) STRICT;

CREATE TABLE world_version (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 32),
  data BLOB NOT NULL, -- zlib of JSON
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE world (
  name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
  version TEXT NOT NULL REFERENCES world_version (hash),
  customers INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE timeline (
  id INTEGER PRIMARY KEY,
  changes INTEGER NOT NULL,
  first_at INTEGER,
  last_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE timeline_part (
  timeline INTEGER NOT NULL REFERENCES timeline (id) ON DELETE CASCADE,
  first INTEGER NOT NULL CHECK (first >= 0), -- how many changes stand before it
  changes INTEGER NOT NULL CHECK (changes > 0),
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  data BLOB NOT NULL, -- zlib of a JSON list of changes
  PRIMARY KEY (timeline, first)
) STRICT;

CREATE TABLE scenario (
  name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
  world TEXT, -- by name
  text TEXT NOT NULL,
  timeline INTEGER REFERENCES timeline (id),
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
  world TEXT NOT NULL,
  world_version TEXT NOT NULL REFERENCES world_version (hash),
  scenario TEXT,
  scenario_text TEXT,
  timeline INTEGER REFERENCES timeline (id),
  seed INTEGER NOT NULL,
  start INTEGER NOT NULL,
  until INTEGER NOT NULL CHECK (until >= start),
  state TEXT NOT NULL CHECK (state IN ('new', 'running', 'paused', 'finished', 'failed')),
  clock INTEGER NOT NULL,
  wakes INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE run_flow (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  flow TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 0),
  text TEXT NOT NULL,
  PRIMARY KEY (run, position),
  UNIQUE (run, flow, version)
) STRICT;

CREATE TABLE run_input (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  at INTEGER NOT NULL,
  after_seq INTEGER NOT NULL,
  data TEXT NOT NULL, -- JSON
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_checkpoint (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  changes INTEGER NOT NULL,
  inputs INTEGER NOT NULL,
  data BLOB NOT NULL, -- zlib
  PRIMARY KEY (run, seq)
) STRICT;

CREATE TABLE run_path (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  flow TEXT NOT NULL,
  version INTEGER NOT NULL,
  entry INTEGER NOT NULL CHECK (entry IN (0, 1)),
  moves TEXT NOT NULL, -- [[block, output], ...]
  last TEXT,
  "end" TEXT NOT NULL CHECK ("end" IN ('inside', 'finished', 'stopped', 'did_not_enter')),
  reason TEXT,
  since_version INTEGER,
  written_at INTEGER NOT NULL, -- the greatest seq written with it
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_letter (
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number >= 1),
  flow TEXT NOT NULL,
  version INTEGER NOT NULL,
  block TEXT NOT NULL,
  action INTEGER NOT NULL CHECK (action >= 0),
  channel TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_failure (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  customer TEXT NOT NULL,
  flow TEXT NOT NULL,
  version INTEGER NOT NULL,
  block TEXT NOT NULL,
  action INTEGER,
  reason TEXT NOT NULL
) STRICT;

CREATE INDEX run_failure_seq ON run_failure (run, seq)
"""

JOURNAL = (
    """
CREATE TABLE wake_{run} (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who ANY NOT NULL CHECK (typeof(who) IN ('text', 'integer')), -- an entry's customer, or a passage
  path INTEGER NOT NULL
) STRICT""",
    """
CREATE TABLE message_{run} (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  letter INTEGER NOT NULL,
  not_sent TEXT,
  "values" TEXT
) STRICT""",
)
"""A run's own tables: what is many has no column for the run, its indexes are made when the run is over,
and all of it goes at once when the run is deleted."""

JOURNAL_INDEXES = {
    "wake_{run}_who": "wake_{run} (who)",
    "message_{run}_seq": "message_{run} (seq)",
}

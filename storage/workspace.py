"""The workspace: one SQLite file with a project's flows and their versions, worlds, scenarios and runs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from engine.world.settings import Settings
from storage.connection import Connection, bring_up_to_date, check_file, migrate
from storage.edits import Edits
from storage.flows import Flows
from storage.lock import UNKNOWN, Holder, WriterLock, holder
from storage.migrations import APPLICATION_ID
from storage.problems import WorkspaceProblem, explained
from storage.runs import Runs
from storage.scenarios import Scenarios
from storage.worlds import WorldEntry, Worlds


class Workspace:
    """An open workspace. One process may write to it at a time, others may read meanwhile.

    A workspace is used by the thread that opened it; `another` gives a further thread its own.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.flows = Flows(connection)
        self.edits = Edits(connection)
        self.worlds = Worlds(connection)
        self.scenarios = Scenarios(connection)
        self.runs = Runs(connection)

    @classmethod
    def open(cls, path: Path | str, *, create: bool = False, write: bool = True) -> "Workspace":
        """Open a workspace file, making it first where `create` is set and there is none.

        Raises WorkspaceProblem with one clear line, and leaves the file as it was.
        """
        path = _whole(path)
        if create and not path.exists():
            return cls(_make(path))
        check_file(path, write=write)
        connection = Connection.open(path, _right_to_write(path) if write else None)
        try:
            bring_up_to_date(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    @classmethod
    def make(cls, path: Path | str, fill: "Callable[[Workspace], None]") -> "Workspace":
        """Make a new workspace and fill it; it takes its place when that is done, and not at all where it
        fails, or where the process ends meanwhile.

        Raises WorkspaceProblem, also where there is a file of that name.
        """
        return cls(_make(_whole(path), fill))

    def another(self) -> "Workspace":
        """The same workspace with the same rights, for the thread that asks."""
        lock = self.connection.lock
        return Workspace(Connection.open(self.path, None if lock is None else lock.share()))

    def project_world(self) -> WorldEntry | None:
        """The world that stands for the project where no other one is named: that of the first scenario,
        which the app plays, and else the first one, both by name. None where there is no world."""
        worlds = self.worlds.entries()
        played = next((scenario.world for scenario in self.scenarios.entries()), None)
        return next((world for world in worlds if world.name == played), next(iter(worlds), None))

    def project(self, world: str | None = None) -> Settings:
        """The project's settings: those of the world named, or else of the one that stands for the project;
        bare ones where there is none. Raises WorkspaceProblem where there is none of that name."""
        entry = self.project_world() if world is None else self.worlds.entry(world)
        return Settings() if entry is None else self.worlds.settings(entry.version)

    def reading(self) -> AbstractContextManager[None]:
        """All that is read within is of one moment, whatever another process does meanwhile: see
        `Connection.reading`."""
        return self.connection.reading()

    @property
    def path(self) -> Path:
        return self.connection.path

    @property
    def writable(self) -> bool:
        return self.connection.lock is not None

    @property
    def holder(self) -> Holder | None:
        """Who holds the workspace for writing, where it is another process."""
        return None if self.writable else holder(self.path)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _whole(path: Path | str) -> Path:
    """The file's own place, links followed, so that one file has one side file."""
    try:
        whole = Path(path).resolve()
        whole.exists()
    except (OSError, RuntimeError, ValueError):
        raise WorkspaceProblem(path, "missing", "no file can have this name: check it") from None
    return whole


def _right_to_write(path: Path) -> WriterLock:
    try:
        lock = WriterLock.take(path)
    except OSError:
        raise WorkspaceProblem(
            path, "read_only", "its folder is read-only: make it writable, or open the workspace for reading"
        ) from None
    if lock is None:
        by = holder(path) or UNKNOWN
        who = "another process" if by == UNKNOWN else str(by)
        raise WorkspaceProblem(
            path, "in_use", f"the workspace is in use by {who}: close it there, or open it for reading"
        )
    return lock


def _make(path: Path, fill: Callable[[Workspace], None] | None = None) -> Connection:
    """Make a new workspace: beside its place first, so that there is never half of one."""
    if not path.parent.is_dir():
        raise WorkspaceProblem(path, "missing", "there is no such folder: make it first")
    lock = _right_to_write(path)
    beside = path.with_name(path.name + "-new")
    try:
        if path.exists():
            raise WorkspaceProblem(path, "exists", "somebody else has just made it: open it again")
        _remove(beside)
        beside.touch()
        draft = Connection.open(beside, lock.share())
        try:
            with explained(path):
                draft.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
                migrate(draft)
                draft.conn.execute("PRAGMA journal_mode=wal")
            if fill is not None:
                fill(Workspace(draft))
        finally:
            draft.close()
        beside.replace(path)
    except OSError as error:
        lock.release()
        _remove(beside)
        raise WorkspaceProblem(path, "read_only", f"the workspace cannot be made: {error.strerror}") from None
    except BaseException:
        lock.release()
        _remove(beside)
        raise
    return Connection.open(path, lock)


def _remove(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it: an old log would be taken for that of a new one."""
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)

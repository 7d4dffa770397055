"""The workspace's flows for the screens: listed, read, saved; and what a run is made of."""

from collections.abc import Mapping
from itertools import count

from app.editing.history import Kept, Unkept
from app.session.requests import FlowRow, LoadedFlow, RunStanding, Shelf, Standing
from app.session.session import Trouble
from app.words import count_of, number
from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.reports.counts import FlowCounts
from engine.world.settings import Settings
from storage.connection import protected
from storage.files import dump_flow, read_flow
from storage.flows import FlowEntry
from storage.problems import WorkspaceProblem
from storage.scenarios import ScenarioEntry
from storage.workspace import Workspace

RUN = "played"
"""The name of the run that the screen plays; a new one takes its place."""

DRAFT = 0
"""The version under which a draft plays."""


def standing_of(entry: FlowEntry) -> Standing:
    """How a flow stands in the workspace."""
    return Standing(entry.status, entry.draft_status, entry.version)


def _placed(flow: Flow, like: Flow | FlowEntry) -> Flow:
    """The flow with another's name and folder."""
    if (flow.name, flow.folder) == (like.name, like.folder):
        return flow
    return flow.model_copy(update={"name": like.name, "folder": like.folder})


class Library:
    """What the workspace holds. Belongs to the session's thread. Raises WorkspaceProblem and BadFile."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.deleted: list[str] = []
        """Flows that are off the shelf; they go for good when the app is left."""
        self._settings: dict[str, Settings] = {}
        """By the world's version."""
        self._launched: dict[str, tuple[int, Flow]] = {}
        """The newest launched versions, by flow."""

    @property
    def read_only(self) -> str | None:
        """Why nothing can be written; None where it can."""
        if self.workspace.writable:
            return None
        holder = self.workspace.holder
        if holder is None and protected(self.workspace.path):
            return "this workspace is read-only: to change or play, open a copy of it"
        who = "another program" if holder is None else str(holder)
        return (
            f"this workspace is held for writing by {who}: you can look; "
            "to change or play, close it there and open the flow here again"
        )

    def look_again(self) -> bool:
        """Take the workspace for writing where somebody else had it and has let go. Whether it was taken."""
        before = self.workspace
        if before.writable or before.holder is not None or protected(before.path):
            return False
        try:
            self.workspace = Workspace.open(before.path)
        except WorkspaceProblem:
            return False
        before.close()
        self._settings.clear()
        self._launched.clear()
        return True

    def shelf(self, counts: Mapping[str, FlowCounts], lives: Mapping[str, RunStanding]) -> Shelf:
        """What the home screen shows, with the counts of the run that is loaded, and how the flows stand in
        it."""
        rows = []
        for entry in self.workspace.flows.entries():
            if entry.id in self.deleted:
                continue
            seen = counts.get(entry.id)
            rows.append(
                FlowRow(
                    entry.id,
                    entry.name or entry.id,
                    entry.folder,
                    entry.brand or "",
                    standing_of(entry),
                    lives.get(entry.id),
                    None if seen is None else seen.inside,
                    None if seen is None else seen.entered,
                    entry.changed_at,
                )
            )
        return Shelf(
            self.workspace.path.name,
            tuple(rows),
            self.read_only,
            len({row.brand for row in rows}),
            self._world_words(),
        )

    def _world_words(self) -> str:
        scenario = self.scenario()
        world = self.workspace.project_world()
        if world is None:
            return "no world yet"
        customers = count_of(world.customers, "customer")
        changes = f", {number(scenario.changes)} changes" if scenario is not None and scenario.changes else ""
        return f"{world.name}: {customers}{changes}"

    def settings(self) -> Settings:
        """The project's settings."""
        world = self.workspace.project_world()
        if world is None:
            return Settings()
        if world.version not in self._settings:
            self._settings = {world.version: self.workspace.worlds.settings(world.version)}
        return self._settings[world.version]

    def load(self, flow: str) -> LoadedFlow:
        """The flow's draft, or else its newest version."""
        entry = self.workspace.flows.entry(flow)
        text = self.workspace.flows.text(flow)
        read = read_flow(text, flow)
        if entry.version and entry.draft_status is None:
            # Where it was named or moved since its launch, the flow knows that, not the version.
            read = _placed(read, entry)
        return LoadedFlow(
            read,
            self.settings(),
            standing_of(entry),
            self.read_only,
            Kept(*self.workspace.edits.load(flow, text)),
        )

    def launched(self, flow: str, number: int | None = None) -> Flow:
        """A launched version as it was; the newest one without a number. Raises Trouble where the flow was
        never launched."""
        newest = self.workspace.flows.entry(flow).version
        if not newest:
            raise Trouble("it was never launched: l launches it")
        if number is not None and number != newest:
            return read_flow(self.workspace.flows.text(flow, number), flow)
        known = self._launched.get(flow)
        if known is None or known[0] != newest:
            known = self._launched[flow] = newest, read_flow(self.workspace.flows.text(flow, newest), flow)
        return known[1]

    def standing(self, flow: str) -> Standing:
        return standing_of(self.workspace.flows.entry(flow))

    def save(self, flow: Flow, unkept: Unkept | None = None) -> Standing:
        """Save the flow's draft, and the steps that led there; how it stands then (F-16).

        A draft that has come to say what the newest launched version says is deleted: there is nothing in it
        to launch. Its name and folder are the flow's own: a launched one can have others without a draft
        (F-22).
        """
        flows = self.workspace.flows
        with self.workspace.connection.transaction():
            entry = next((one for one in flows.entries() if one.id == flow.id), None)
            if entry is not None and entry.version and flow == _placed(self.launched(flow.id), flow):
                if entry.draft_status is not None:
                    flows.drop_draft(flow.id)
                flows.place(flow.id, flow.name, flow.folder)
                text = flows.text(flow.id)
            else:
                # Without a new step it was undone, or redone.
                text = self._save_draft(flow, back=unkept is not None and not unkept.steps)
            if unkept is not None:
                steps = [step.text() for step in unkept.steps]
                self.workspace.edits.save(flow.id, text, unkept.since, steps, unkept.position)
        return self.standing(flow.id)

    def _save_draft(self, flow: Flow, *, back: bool) -> str:
        ready = not any(problem.severity == "error" for problem in validate(flow, self.settings()))
        text = dump_flow(flow)
        self.workspace.flows.save_draft(
            flow.id,
            text,
            name=flow.name,
            folder=flow.folder,
            brand=flow.brand,
            status="ready" if ready else "draft",
            back=back,
        )
        return text

    def new(self, name: str = "") -> str:
        """A new draft with nothing but launch settings; its id.

        The numbers of names and ids are counted apart: a flow with a name of its own has a numbered id too.
        """
        entries = self.workspace.flows.entries()
        ids = {entry.id for entry in entries}
        names = {entry.name for entry in entries if entry.id not in self.deleted}
        flow = Flow.model_validate(
            {
                "id": next(new for n in count(1) if (new := f"flow-{n}") not in ids),
                "name": name or next(new for n in count(1) if (new := f"New flow {n}") not in names),
                "blocks": [{"id": "start", "kind": "launch"}],
            }
        )
        self.save(flow)
        return flow.id

    def sweep(self) -> None:
        """Delete for good what is off the shelf."""
        if self.workspace.writable:
            for flow in self.deleted:
                self.workspace.flows.delete(flow)
        self.deleted.clear()

    def scenario(self) -> ScenarioEntry | None:
        """The scenario that runs play: the first one."""
        return next(iter(self.workspace.scenarios.entries()), None)

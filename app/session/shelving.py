"""Flows as a whole: renamed, moved, duplicated, deleted and brought back, taken in and written out."""

from itertools import count

from app.export.drawing import as_text
from app.export.forms import written
from app.session.library import Library
from app.session.session import Trouble
from app.session.shelf_requests import (
    DeleteFlow,
    DuplicateFlow,
    ExportFlow,
    ImportFlow,
    MoveFlow,
    NewFromGallery,
    Pattern,
    RenameFlow,
    Restored,
    TakenIn,
)
from engine.flow.model import Flow
from sample_data import shop
from storage.files import flow_file, read_flow, read_world
from storage.problems import WorkspaceProblem
from storage.whole import check_place, place_of, written_whole

LONGEST_ID = 64


class Shelving:
    """Belongs to the session's thread. Raises WorkspaceProblem, BadFile and Trouble."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._turned_off: set[str] = set()
        """Flows off the shelf that were on."""

    def rename(self, asked: RenameFlow) -> None:
        self._change(asked.flow, name=asked.name)

    def move(self, asked: MoveFlow) -> None:
        changed = {"folder": asked.folder, "brand": asked.brand}
        self._change(asked.flow, **{name: value for name, value in changed.items() if value is not None})

    def _change(self, flow: str, **changed: str) -> None:
        found = self.library.load(flow).flow
        self.library.save(Flow.model_validate({**found.model_dump(mode="json", by_alias=True), **changed}))

    def duplicate(self, asked: DuplicateFlow) -> str:
        found = self.library.load(asked.flow).flow
        return self._take(found, name=f"{found.title} (copy)"[:200])

    def delete(self, asked: DeleteFlow) -> None:
        self._refuse_read_only()
        flows = self.library.workspace.flows
        if flows.entry(asked.flow).status == "active":
            # What nobody sees must not keep another flow from being on (E-48).
            flows.pause(asked.flow)
            self._turned_off.add(asked.flow)
        self.library.deleted.append(asked.flow)

    def restore(self) -> Restored | None:
        if not self.library.deleted:
            return None
        flows = self.library.workspace.flows
        entry = flows.entry(self.library.deleted.pop())
        off = ""
        if entry.id in self._turned_off:
            self._turned_off.discard(entry.id)
            try:
                flows.resume(entry.id, self.library.settings())
            except WorkspaceProblem as problem:
                off = problem.sentence
        return Restored(entry.id, entry.name or entry.id, off)

    def take_in(self, asked: ImportFlow) -> TakenIn:
        flow = flow_file(place_of(asked.path)).flow
        self._refuse_read_only()
        entries = self.library.workspace.flows.entries()
        there = next((one for one in entries if one.id == flow.id), None)
        if there is None or there.id in self.library.deleted or asked.over is False:
            return TakenIn(self._take(flow), flow.title)
        if asked.over is None:
            draft = not there.version or there.draft_status is not None
            return TakenIn(there.id, there.name or there.id, there=True, has_draft=draft)
        self.library.save(flow.model_copy(update={"brand": self._brand(flow)}))
        return TakenIn(flow.id, flow.title)

    def write_out(self, asked: ExportFlow) -> str:
        loaded = self.library.load(asked.flow)
        standing = loaded.standing
        version = 0 if standing.is_draft else standing.version
        place = place_of(asked.path)
        check_place(place)
        with written_whole(place) as out:
            out.write(written(loaded.flow, self.library.settings(), asked.form, version=version))
        return str(place.resolve())

    def brands(self) -> tuple[str, ...]:
        return tuple(self.library.settings().brands)

    def gallery(self) -> tuple[Pattern, ...]:
        """The flows of the sample shop, each with its picture."""
        sample = shop()
        settings = read_world(sample.world, "world.yaml").settings
        patterns = []
        for name, text in sample.flows.items():
            flow = read_flow(text, f"{name}.yaml")
            patterns.append(Pattern(name, flow.title, _first_sentence(flow.note), as_text(flow, settings)))
        return tuple(patterns)

    def from_gallery(self, asked: NewFromGallery) -> str:
        flow = read_flow(shop().flows[asked.pattern], f"{asked.pattern}.yaml")
        return self._take(flow, name=asked.name or self._free_name(flow.name))

    def _free_name(self, name: str) -> str:
        """The name, with a number where a flow is called so already."""
        library = self.library
        entries = library.workspace.flows.entries()
        taken = {entry.name for entry in entries if entry.id not in library.deleted}
        return next(new for n in count(1) if (new := name if n == 1 else f"{name} {n}") not in taken)

    def _take(self, flow: Flow, **changed: str) -> str:
        """Save a flow as a new draft, under an id that is free; the id."""
        self._refuse_read_only()
        taken = {entry.id for entry in self.library.workspace.flows.entries()}
        name, n = flow.id, 2
        while name in taken:
            end = f"-{n}"
            name, n = flow.id[: LONGEST_ID - len(end)] + end, n + 1
        self.library.save(flow.model_copy(update={"id": name, "brand": self._brand(flow), **changed}))
        return name

    def _brand(self, flow: Flow) -> str | None:
        """The brand that the project has of a flow from elsewhere."""
        return flow.brand if flow.brand in self.library.settings().brands else None

    def _refuse_read_only(self) -> None:
        if self.library.read_only is not None:
            raise Trouble(self.library.read_only)


def _first_sentence(note: str) -> str:
    words = " ".join(note.split())
    end = words.find(". ")
    return words if end < 0 else words[: end + 1]

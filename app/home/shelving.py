"""The commands of the home screen that treat flows as a whole; the screen mixes them in."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app.ask import AskText, Choose
from app.lines import Lines
from app.screens import CommandScreen
from app.session.requests import FlowRow, NewFlow, Request, Shelf
from app.session.session import Trouble
from app.session.shelf_requests import (
    ENDINGS,
    Brands,
    DeleteFlow,
    DuplicateFlow,
    ExportFlow,
    Form,
    ImportFlow,
    MoveFlow,
    NewFromGallery,
    RenameFlow,
    Restored,
    RestoreFlow,
    TakenIn,
)

T = TypeVar("T")

LONGEST_NAME = 200
"""Characters in the name of a flow or a folder."""

FORMS: tuple[tuple[Form, str, str], ...] = (
    ("yaml", "YAML", "the flow itself, for git and for other workspaces"),
    ("markdown", "In plain words", "Markdown, for a client to sign"),
    ("svg", "Picture", "SVG of the whole canvas, for documents"),
    ("text", "Drawing in text", "for mails and tickets"),
    ("mermaid", "Mermaid", "a flowchart for wikis"),
)

SORTS = ("as kept", "name", "folder", "status", "inside", "last change")


class Shelving(CommandScreen):
    """New, duplicate, rename, move, delete with undo, sort, import, export."""

    shelf: Shelf | None = None
    sort = 0

    def fill(self, select: str | None = None) -> None:
        """Read the flows again, and put the cursor on one if it is named."""
        raise NotImplementedError

    def show_flow(self, flow: str) -> None:
        """Open a flow on its canvas."""
        raise NotImplementedError

    @property
    def selected(self) -> FlowRow | None:
        key = self.query_one("#flows", Lines).cursor_key
        rows = () if self.shelf is None else self.shelf.flows
        return next((row for row in rows if row.id == key), None)

    def why_not_shelve(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        assert self.shelf is not None
        if command == "sort_flows":
            return None
        if command not in ("export_flow",) and self.shelf.read_only is not None:
            return self.shelf.read_only
        if command in ("new_flow", "import_flow", "restore_flow"):
            return None
        return None if self.selected is not None else "no flow is selected"

    def _ask(self, request: Request[T], then: Callable[[T], None]) -> None:
        self.run_worker(self._asked(request, then), group="shelving")

    async def _asked(self, request: Request[Any], then: Callable[[Any], None]) -> None:
        try:
            answer = await asyncio.wrap_future(self.flowrig.session.ask(request))
        except Trouble as trouble:
            self.say(str(trouble), warning=True)
            return
        then(answer)

    def _done(self, sentence: str) -> Callable[[object], None]:
        def done(_: object) -> None:
            self.flowrig.unkept = bool(self.flowrig.scenario)
            self.fill()
            self.say(sentence)

        return done

    def _new(self, sentence: str) -> Callable[[str], None]:
        """What to do with a flow that has come: it is selected, and in sight."""

        def came(flow: str) -> None:
            self.flowrig.unkept = bool(self.flowrig.scenario)
            self.fill(flow)
            self.say(sentence)

        return came

    # New.

    def do_new_flow(self) -> None:
        from app.home.gallery import GalleryScreen

        def chosen(answer: tuple[str, str] | None) -> None:
            if answer is not None:
                pattern, name = answer
                self._ask(NewFromGallery(pattern, name) if pattern else NewFlow(name), self.show_flow)

        self.app.push_screen(GalleryScreen(self.flowrig.signs), chosen)

    def do_duplicate_flow(self) -> None:
        row = self.selected
        assert row is not None
        self._ask(DuplicateFlow(row.id), self._new(f"A draft like “{row.name}”, without its history."))

    # Name, folder, brand.

    def do_rename_flow(self) -> None:
        row = self.selected
        assert row is not None

        def rename(name: str | None) -> None:
            if name is not None and name.strip() != row.name:
                self._ask(RenameFlow(row.id, name.strip()), self._done(f"Renamed “{row.name}”."))

        self.app.push_screen(AskText("Rename the flow", "Its name:", row.name, _short_enough), rename)

    def do_move_flow(self) -> None:
        row = self.selected
        assert row is not None
        assert self.shelf is not None
        folders = sorted({one.folder for one in self.shelf.flows if one.folder})
        words = "Its folder; left empty, it is in none." + (
            f" There are: {', '.join(folders)}." if folders else ""
        )

        def move(folder: str | None) -> None:
            if folder is not None:
                self._ask(MoveFlow(row.id, folder=folder.strip()), lambda _: self._choose_brand(row))

        self.app.push_screen(AskText("Move the flow", words, row.folder, _short_enough), move)

    def _choose_brand(self, row: FlowRow) -> None:
        def offer(brands: tuple[str, ...]) -> None:
            self._done(f"Moved “{row.name}”.")(None)
            if len(brands) < 2:
                return
            options = [(brand, brand, "as it is" if brand == row.brand else "") for brand in brands]
            self.app.push_screen(Choose("Its brand", options, mark=self.flowrig.signs.cursor), give)

        def give(brand: str | None) -> None:
            if brand is not None and brand != row.brand:
                self._ask(MoveFlow(row.id, brand=brand), self._done(f"“{row.name}” belongs to {brand} now."))

        self._ask(Brands(), offer)

    # Deleting.

    def do_delete_flow(self) -> None:
        row = self.selected
        assert row is not None
        self._ask(DeleteFlow(row.id), self._done(f"Deleted “{row.name}”. ctrl+z brings it back."))

    def do_restore_flow(self) -> None:
        def restored(flow: Restored | None) -> None:
            if flow is None:
                self.say("No flow was deleted.")
                return
            self.fill(flow.id)
            self.say(f"“{flow.name}” is back" + (f", but paused: {flow.off}." if flow.off else "."))

        self._ask(RestoreFlow(), restored)

    def do_sort_flows(self) -> None:
        type(self).sort = (self.sort + 1) % len(SORTS)
        self.fill()
        self.say(f"Sorted: {SORTS[self.sort]}.")

    # In and out.

    def do_import_flow(self) -> None:
        def check(text: str) -> tuple[bool, str]:
            if not text.strip():
                return False, "name a flow file, such as welcome.yaml"
            place, trouble = _place(text, to_write=False)
            if trouble:
                return False, trouble
            found = place.is_file()
            return found, "" if found else "there is no such file"

        def take(path: str | None) -> None:
            if path is not None:
                self._ask(ImportFlow(path.strip()), lambda taken: self._taken_in(path.strip(), taken))

        self.app.push_screen(AskText("Import a flow", "A flow file (YAML):", "", check), take)

    def _taken_in(self, path: str, taken: TakenIn) -> None:
        if not taken.there:
            self._new("Taken in, as a draft.")(taken.id)
            return

        def take(answer: str | None) -> None:
            if answer is not None:
                over = ImportFlow(path, over=answer == "draft")
                self._ask(over, lambda taken: self._new("Taken in, as a draft.")(taken.id))

        words = "in place of the draft that it has" if taken.has_draft else "beside the version that runs"
        options = (("draft", "As its draft", words), ("new", "As a new flow", "beside it, with another id"))
        title = f"“{taken.name}” is here already"
        self.app.push_screen(Choose(title, options, mark=self.flowrig.signs.cursor), take)

    def do_export_flow(self) -> None:
        row = self.selected
        assert row is not None
        export_flow(self, row.id, self._ask)


Ask = Callable[[Request[str], Callable[[str], None]], None]


def export_flow(screen: CommandScreen, flow: str, ask: Ask) -> None:
    """Ask for a form and a place, and write the flow there."""

    def chosen(form: str | None) -> None:
        found = next((one for one, _, _ in FORMS if one == form), None)
        if found is not None:
            where(found)

    def where(form: Form) -> None:
        def check(text: str) -> tuple[bool, str]:
            place, trouble = _place(text, to_write=True)
            if trouble:
                return False, trouble
            return True, "this file is replaced" if place.exists() else ""

        def write(path: str | None) -> None:
            if path is not None:
                ask(ExportFlow(flow, form, path.strip()), lambda place: screen.say(f"Written: {place}"))

        box = AskText("Export the flow", "Write it to:", f"{flow}{ENDINGS[form]}", check)
        screen.app.push_screen(box, write)

    options = [(form, name, words) for form, name, words in FORMS]
    screen.app.push_screen(Choose("Export the flow", options, mark=screen.flowrig.signs.cursor), chosen)


def _place(text: str, *, to_write: bool) -> tuple[Path, str]:
    """The place that somebody names, and why it will not do; empty where it will."""
    # The first paint does not wait for the database that comes with them.
    from storage.problems import BadFile
    from storage.whole import check_place, place_of

    try:
        place = place_of(text)
        if to_write:
            check_place(place)
    except BadFile as bad:
        return Path(), bad.problems[0].sentence
    return place, ""


def _short_enough(text: str) -> tuple[bool, str]:
    if len(text.strip()) > LONGEST_NAME:
        return False, f"a name has at most {LONGEST_NAME} characters"
    return True, ""

"""Help where it is needed on the flow screen: what the footer offers, mending problems, the tour."""

from typing import Final

from app.commands import Command, commands_of
from app.editing.naming import Naming
from app.flow.panels.problems import ProblemsPanel
from app.flow.saving import Saving
from app.forms.matching_rows import ConditionRow
from app.forms.message_text import TemplateInput
from app.forms.search import SearchInput
from app.other_keys import DIFFERENCE_KEYS, FORM_KEYS, LIST_KEYS, OUTLINE_KEYS, VERSION_KEYS
from app.session.form_requests import AddName, Named
from app.text import visible
from app.tour.box import TourBox
from app.tour.steps import Seen
from engine.world.naming import called

GUIDED: Final = {"mend"}

_DESIGN: Final = (
    "edit",
    "add",
    "connect",
    "delete",
    "play",
    "launch",
    "find",
    "insert",
    "undo",
    "rename",
    "zoom",
    "tidy",
)
_PLAY: Final = (
    "play",
    "one_move",
    "next_due",
    "next_day",
    "go_to",
    "edit",
    "add",
    "launch",
    "why",
    "again",
    "expected",
)
_RUNNING: Final = ("play", "faster", "slower", "next_due", "next_day", "go_to", "edit", "add", "again")
_REVIEW: Final = ("compare", "restore", "drop_draft")
_PLAY_ON: Final = ("play", "one_move", "next_due", "next_day", "go_to", "why", "again")
_PANEL: Final = ("back", "widen", "mend", *_REVIEW, *_PLAY_ON)


NOW_OR_NEVER: Final = ("launch", "undo", "widen")
"""What the footer has only while it is possible."""


def wanted(*, canvas: bool, loaded: bool, playing: bool) -> tuple[str, ...]:
    """The ids of the commands that are wanted most, most wanted first."""
    if not canvas:
        return _PANEL
    if playing:
        return _RUNNING
    return _PLAY if loaded else _DESIGN


class Guided(Saving):
    """The footer's choice, `mend`, the tour."""

    def footer_commands(self) -> list[Command]:
        places = self.places()
        first = wanted(canvas="canvas" in places, loaded=self.shown.loaded, playing=self.playing)
        known = {command.id: command for command in commands_of(*places, "anywhere")}
        if self.compared is not None:
            # What is chosen in the list is no version then.
            known = {name: command for name, command in known.items() if name not in _REVIEW}
        if "form" in places:
            # The form's own keys tell it.
            known.pop("back", None)
        # There is room only for what is at hand.
        first = tuple(n for n in first if n not in NOW_OR_NEVER or self.reason_against(n) is None)
        offered = [known[name] for name in first if name in known]
        offered += [command for command in known.values() if command.footer and command.id not in first]
        return [command for command in offered if self.key_now(command) is not None]

    def footer_keys(self) -> tuple[tuple[str, str], ...]:
        if "versions" in self.places():
            return VERSION_KEYS if self.compared is None else DIFFERENCE_KEYS
        if "form" not in self.places():
            return ()
        focused = self.focused
        if isinstance(focused, SearchInput | TemplateInput) and focused.owner.opened:
            return LIST_KEYS
        return OUTLINE_KEYS if isinstance(focused, ConditionRow) else FORM_KEYS

    # Problems.

    def why_not_guided(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        if self.editor is None or self.loaded is None:
            return "the flow is still being loaded"
        if self.loaded.read_only is not None:
            return self.loaded.read_only
        panel = self.query_one(ProblemsPanel)
        if panel.chosen is None:
            return "no problem is chosen: 6 shows them"
        return None if panel.mend() is not None else "only you know how: enter goes to the place"

    def do_mend(self) -> None:
        found = self.query_one(ProblemsPanel).mend()
        if found is None or self.editor is None:
            return
        if isinstance(found, Naming):
            self._create(found)
            return
        self.editor.end_step()
        mended = self.edit(found.command)
        self.editor.end_step()
        if mended is not None:
            self.say(f"Mended: {found.words}. ctrl+z takes it back.")

    def _create(self, naming: Naming) -> None:
        """Add the name that a problem lacks to the project's."""

        def done(named: Named) -> None:
            if self.editor is not None:
                self.editor.know(named.settings)
                what = f"{called(naming.what)} {visible(naming.name)}"
                self.say(f"Created the {what} in the world {visible(named.world)}.")

        self.ask(AddName(naming.what, naming.name), done)

    # The tour.

    _before_tour: int | None = None
    """How many steps of editing were done when the tour began; None until the flow is there."""

    @property
    def tour_box(self) -> TourBox | None:
        return next(iter(self.query(TourBox)), None)

    def tour(self) -> None:
        """Begin the tour; where it is on, its next step."""
        box = self.tour_box
        if box is None:
            self._before_tour = None
            self.mount(TourBox(self._seen, self.end_tour, self.flowrig.signs))
        else:
            box.next()

    def end_tour(self) -> None:
        for box in self.query(TourBox):
            box.remove()
        words = "The tour is over. F3 begins it again, ? shows all keys."
        before = self._before_tour
        if self.editor is not None and before is not None and self.editor.position > before:
            # What was only tried out is not to be found in a flow that somebody needs.
            self.editor.go_to(before)
            words = "The tour is over. What you edited in it is taken back; ctrl+y makes it again."
        self.say(words)

    def _seen(self) -> Seen | None:
        """What the person has in front of them; None until the flow is there."""
        if self.editor is None or self.canvas.selected is None:
            return None
        if self._before_tour is None:
            self._before_tour = self.editor.position
        above = self.app.screen
        focused = self.focused
        panel = next((p.id for p in (focused.ancestors if focused else ()) if p.id in PANEL_IDS), None)
        return Seen(
            selected=self.canvas.selected,
            moved=self.shown.loaded and self.shown.now > self.shown.started,
            panel=panel or "",
            blocks=len(self.editor.flow.blocks),
            dialog="" if above is self else type(above).__name__,
        )

    def carry_out(self, command: str) -> None:
        """Where nothing else is to be left, esc leaves the tour; as long as its first card is shown, enter
        goes on, as on any card that greets somebody."""
        box = self.tour_box
        if command == "edit" and box is not None and box.progress.at == 0:
            box.next()
            return
        if command == "back" and self.canvas.has_focus and self.tour_box is not None:
            self.end_tour()
            return
        super().carry_out(command)


PANEL_IDS: Final = ("customers", "story", "outbox", "refused", "problems")

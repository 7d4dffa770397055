"""The commands for the life of a flow: launched, turned on and off, its end moved, its draft deleted."""

from typing import Final, Literal

from app.ask import AskText, Choose
from app.editing.whole import ReplaceFlow
from app.flow.base import LOADING
from app.flow.launch_page import LaunchScreen
from app.flow.panels.problems import ProblemsPanel
from app.flow.saving import Saving
from app.session.living_requests import Launched, MoveSchedule, ReadVersion, Turn
from app.session.requests import Pause, Standing
from app.words import clock_words, moment_words
from engine.flow.model import Flow
from engine.flow.validation import Problem

LIVING: Final = frozenset({"launch", "on_off", "move_end", "delete_draft"})

NEVER_LAUNCHED: Final = "the flow was never launched: l launches it"

ONLY_IN_THE_RUN: Final = "only the run has launched it, by its scenario: l launches it here"

DATE: Final = "such as 2026-03-02 or 2026-03-02 10:00"


class Living(Saving):
    """Launch, pause and resume, move the start and the end, delete the draft."""

    def why_not_live(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        editor, loaded, standing = self.editor, self.loaded, self.standing
        if editor is None or loaded is None:
            return LOADING
        if loaded.read_only is not None:
            return loaded.read_only
        if command == "launch":
            if standing.is_draft or not self.saved:
                return None
            again = f"{self.resumes} resumes it" if not self.is_on else "an edit makes a draft to launch"
            return f"version {standing.version} is launched already: {again}"
        if not standing.launched:
            return ONLY_IN_THE_RUN if self.running is not None and self.running.version else NEVER_LAUNCHED
        if command == "delete_draft":
            return None if standing.draft is not None or not self.saved else "there is no draft to delete"
        if command == "on_off":
            if self.has_ended:
                return "its end has passed: E moves the end, launching a draft with a later one does it too"
            return None
        if self.running is None:
            return "no run plays it now: its schedule stands in its settings (s), and is launched with l"
        return None

    resumes: Final = "o"

    @property
    def is_on(self) -> bool:
        """Whether the flow is on: in the run that is loaded, else in the workspace."""
        running = self.running
        status = self.standing.status if running is None else running.status
        return status == "active"

    @property
    def has_ended(self) -> bool:
        """Whether its end has passed in the run: resuming it makes no difference then."""
        running = self.running
        return running is not None and running.end is not None and self.shown.now >= running.end

    # Launching.

    def do_launch(self) -> None:
        assert self.editor is not None
        if self.playing:
            self.ask(Pause())
        self.save_now()

        def done(answer: Problem | Launched | None) -> None:
            if isinstance(answer, Problem):
                self.post_message(ProblemsPanel.Jump(answer))
            elif answer is not None:
                self._launched(answer)

        self.app.push_screen(LaunchScreen(self.editor.flow, self.editor.problems, self.flowrig.signs), done)

    def _launched(self, launched: Launched) -> None:
        self.stands(launched.standing)
        self._follow_the_run()
        where = f" in the run, at {moment_words(self.zone, self.shown.now)}" if launched.in_run else ""
        gone = f" {launched.removed:,} waiting were removed: 7 tells whom." if launched.removed else ""
        self.say(f"Version {launched.version} is launched{where}.{gone} o turns it off again.")

    def _follow_the_run(self) -> None:
        """Show at once what was done to it."""
        self.take_newest()
        self.look()
        self.refresh_commands()

    def take_newest(self) -> None:
        """Look at the run as it stands now."""
        raise NotImplementedError

    # On and off.

    def do_on_off(self) -> None:
        """Resume at once; ask before pausing: a stray letter stops nobody."""
        if not self.is_on:
            self._turn(on=True)
            return
        counts = self.shown.flows.get(self.flow_id) if self.running is not None else None
        inside = 0 if counts is None else counts.inside
        if inside:
            meant = f"its {inside:,} waiting stop if their time comes meanwhile"
        else:
            meant = "nobody enters until it is resumed"
        editor = self.editor
        name = editor.flow.title if editor is not None else self.flow_id

        def chosen(answer: str | None) -> None:
            if answer is not None and self.is_on:
                self._turn(on=False)

        options = [("pause", "Pause it", meant)]
        self.app.push_screen(Choose(f"Pause '{name}'?", options, mark=self.flowrig.signs.cursor), chosen)

    def _turn(self, *, on: bool) -> None:
        def done(standing: Standing) -> None:
            self.stands(standing)
            self._follow_the_run()
            since = None if self.running is None else self.running.since
            at = "" if since is None else f"{moment_words(self.zone, since)}: "
            if on:
                self.say(f"{at}{self._on_again()}")
            else:
                rest = "those who wait stop when their time is up" if at else "nobody enters any more"
                self.say(f"{at}the flow is paused: {rest}. o turns it on again.")

        self.ask(Turn(self.flow_id, on), done)

    def _on_again(self) -> str:
        running = self.running
        start = None if running is None else running.start
        if start is not None and self.shown.now < start:
            return f"the flow is no longer paused: it is on from {moment_words(self.zone, start)}."
        return "the flow is on again: events let customers in from now on."

    # Start and end of what runs.

    def do_move_end(self) -> None:
        running = self.running
        assert running is not None
        if self.playing:
            self.ask(Pause())

        def now(at: int | None) -> str:
            return "it has none now" if at is None else f"now {moment_words(self.zone, at)}"

        options = [
            ("end", "Move its end", now(running.end)),
            ("start", "Move its start", now(running.start)),
        ]
        if running.end is not None:
            options.append(("no end", "Take its end away", "it goes on until it is paused"))
        if running.start is not None:
            options.append(("no start", "Take its start away", "events of any time let customers in"))

        def chosen(what: str | None) -> None:
            if what in ("end", "start"):
                self._ask_when("end" if what == "end" else "start")
            elif what is not None:
                self._move("end" if what == "no end" else "start", None)

        version = f"version {running.version}" if running.version else "the draft tried out"
        title = f"What runs now ({version})"
        self.app.push_screen(Choose(title, options, mark=self.flowrig.signs.cursor), chosen)

    def _ask_when(self, which: Literal["start", "end"]) -> None:
        running, zone = self.running, self.zone
        assert running is not None
        at = running.end if which == "end" else running.start

        def check(text: str) -> tuple[bool, str]:
            try:
                when = zone.parse(text)
            except ValueError as problem:
                return False, str(problem)
            past = which == "end" and when <= self.shown.now
            return True, clock_words(zone, when) + (": that has passed, so it stops now" if past else "")

        def move(text: str | None) -> None:
            if text is not None:
                self._move(which, zone.parse(text))

        value = "" if at is None else f"{zone.wall(at):%Y-%m-%d %H:%M}"
        words = f"A date and time in {zone.name}, {DATE}."
        self.app.push_screen(AskText(f"Move the {which} of what runs", words, value, check), move)

    def _move(self, which: Literal["start", "end"], to: int | None) -> None:
        def done(_: None) -> None:
            self._follow_the_run()
            self.flowrig.unkept = bool(self.flowrig.scenario)
            where = "taken away" if to is None else f"at {moment_words(self.zone, to)}"
            self.say(
                f"The {which} of what runs is {where} now. The version's own settings stay as they were."
            )

        self.ask(MoveSchedule(self.flow_id, which, to), done)

    # The draft.

    def do_delete_draft(self) -> None:
        self.save_now()
        self.ask(ReadVersion(self.flow_id), self._delete_draft)

    def _delete_draft(self, version: Flow) -> None:
        """The flow is edited to be the launched version again: saved, that is no draft."""
        assert self.editor is not None
        self.editor.end_step()
        if self.edit(ReplaceFlow(version, "Delete the draft")) is not None:
            self.editor.end_step()
            self.say(
                f"The draft is deleted, version {self.standing.version} is shown. ctrl+z brings it back."
            )

"""The commands for the versions of a flow: opened as they were, compared, restored; the draft deleted."""

from typing import Final

from textual.timer import Timer

from app.ask import confirm
from app.editing.editor import FlowEditor
from app.editing.whole import ReplaceFlow
from app.flow.base import LOADING
from app.flow.comparing import Comparison, links, tones, version_words, with_ghosts
from app.flow.designing import DESIGNING
from app.flow.panels.base import Opened, progress_of
from app.flow.panels.block import BlockPanel
from app.flow.panels.versions import VersionsPanel
from app.flow.picture import badges, graph_of
from app.flow.saving import Saving
from app.flow.version_band import VersionBand
from app.session.version_requests import DRAFT, OpenedVersion, OpenVersion
from engine.flow.model import Flow

REVIEWING: Final = frozenset({"compare", "restore", "drop_draft"})

FIXED: Final = (DESIGNING - {"copy"}) | {"tidy", "edit_yaml", "export_this", "mend", "launch", "delete_draft"}
"""What is about the flow that is edited, and not about a version that is shown as it was."""

LOOKS: Final = 0.5
"""Seconds of wall time between two looks at the counts of a version that is shown."""


class Reviewing(Saving):
    """At most one version is open, and what is shown is compared with at most one other."""

    _following_counts: Timer | None = None
    _counted: object = None
    """The progress of the run for which the counts of the opened version were asked last."""

    def why_not_review(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        if self.editor is None or self.loaded is None:
            return LOADING
        if self.compared is not None:
            return "what is different is listed: esc goes back to the versions"
        chosen = self.query_one(VersionsPanel).chosen
        if chosen is None:
            return "no version is chosen: 7 shows them"
        if command == "compare":
            moment = self.moment()
            assert moment is not None
            if chosen.number == moment.version:
                return "the canvas shows it already: choose another version to compare that with"
            return None
        if self.loaded.read_only is not None:
            return self.loaded.read_only
        if command == "drop_draft":
            return (
                "only a draft can be deleted" if chosen.number != DRAFT else self.why_not_live("delete_draft")
            )
        if chosen.number == DRAFT:
            return "it is the draft already"
        if chosen.number == self.own_version:
            return "it is what was launched last, and there is no draft beside it"
        return None

    def why_fixed(self, command: str) -> str | None:
        """Why it cannot be done while a version is shown as it was."""
        return self.fixed if command in FIXED else None

    # Opening.

    def on_versions_panel_wanted(self, event: VersionsPanel.Wanted) -> None:
        if self.editor is None:
            return
        if event.number == self.own_version:
            self.close_version()
            self.show_canvas()
            return
        self.save_now()
        self.ask(OpenVersion(self.flow_id, event.number), self._open)

    def _open(self, answer: OpenedVersion) -> None:
        assert self.editor is not None
        panel = self.query_one(BlockPanel)
        if panel.editing:
            panel.stop_editing()
            self.editor.end_step()
        self._stop_marking()
        self.stop_seeing()
        self.opened = Opened(answer.row, FlowEditor(answer.flow, self.editor.settings), answer.counts)
        self._counted = progress_of(self.shown)
        self.traffic.forget(self.shown.travels[-1].serial if self.shown.travels else 0)
        self.canvas.set_tokens(())
        self._show_counts()
        if self._following_counts is None:
            self._following_counts = self.set_interval(LOOKS, self._look_at_counts)
        self.show_canvas()
        self._show_what_is_seen()

    def close_version(self) -> None:
        """Show the flow that is edited again."""
        if self._following_counts is not None:
            self._following_counts.stop()
            self._following_counts = None
        if self.opened is None:
            return
        self._stop_marking()
        self.stop_seeing()
        self.opened = None
        self.traffic.forget(self.shown.travels[-1].serial if self.shown.travels else 0)
        self._show_counts()
        self._show_what_is_seen()

    def _show_counts(self) -> None:
        moment = self.moment()
        self.canvas.clear_badges()
        if moment is not None and moment.counts is not None:
            self.canvas.set_badges(badges(moment.counts, self.canvas.ids))

    def _look_at_counts(self) -> None:
        opened, progress = self.opened, progress_of(self.shown)
        if opened is not None and progress != self._counted:
            self._counted = progress
            self.ask(OpenVersion(self.flow_id, opened.row.number), self._count_anew)

    def _count_anew(self, answer: OpenedVersion) -> None:
        opened = self.opened
        if opened is None or opened.row.number != answer.row.number:
            return
        had = opened.counts is not None
        self.opened = Opened(answer.row, opened.editor, answer.counts)
        if answer.counts is not None:
            self.canvas.set_badges(badges(answer.counts, self.canvas.ids))
        elif had:
            self.canvas.clear_badges()
            self.draw_flow()
        self.look()

    def _show_what_is_seen(self) -> None:
        self.draw_flow()
        self.look()
        self.refresh_commands()

    # Comparing.

    def do_compare(self) -> None:
        chosen = self.query_one(VersionsPanel).chosen
        assert chosen is not None
        assert self.editor is not None
        number = chosen.number
        if number == self.own_version:
            self._compare(number, self.editor.flow)
        else:
            self.ask(OpenVersion(self.flow_id, number), lambda found: self._compare(number, found.flow))

    def _compare(self, number: int, flow: Flow) -> None:
        moment = self.moment()
        if moment is None or number == moment.version:
            return
        self.stop_seeing()
        self.compared = Comparison.of(number, flow, moment.version, moment.editor.flow)
        self._show_what_is_seen()

    def stop_comparing(self) -> None:
        """Take the marks off."""
        if self.compared is not None:
            self._stop_marking()
            self._show_what_is_seen()

    def _stop_marking(self) -> None:
        self.compared = None
        self.canvas.set_tones({})
        self.canvas.set_different({})

    def draw_flow(self) -> None:
        """What is shown, with what is different in it."""
        compared, seen, moment = self.compared, self.seen, self.moment()
        if compared is not None and moment is not None and compared.number == moment.version:
            # The draft was deleted, or launched: both are one now.
            self._stop_marking()
            compared = None
        if compared is None or seen is None or moment is None:
            super().draw_flow()
            return
        if compared.seen is not seen.flow or compared.shown != moment.version:
            compared = self.compared = Comparison.of(
                compared.number, compared.flow, moment.version, seen.flow
            )
        graph = graph_of(seen.flow, seen.settings, seen.problems)
        before = graph_of(compared.flow, seen.settings)
        self.canvas.set_tones(tones(compared))
        self.canvas.set_different(links(compared))
        self.canvas.show(with_ghosts(graph, before, compared))

    def on_versions_panel_sought(self, event: VersionsPanel.Sought) -> None:
        if event.block is not None:
            self.canvas.select(event.block)
        if event.there:
            self.show_canvas()

    def on_version_band_left(self, event: VersionBand.Left) -> None:
        self.leave_review()

    def leave_review(self) -> bool:
        """Stop comparing, or else show the flow itself again; whether there was anything to leave."""
        if self.compared is not None:
            self.stop_comparing()
            return True
        if self.opened is not None:
            self.close_version()
            return True
        return False

    # Restoring, deleting the draft.

    def do_restore(self) -> None:
        chosen = self.query_one(VersionsPanel).chosen
        assert chosen is not None
        number = chosen.number
        self.save_now()

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self.ask(OpenVersion(self.flow_id, number), self._restore)

        if self.own_version != DRAFT:
            answered("yes")
            return
        question = confirm(
            f"Make {version_words(number)} the draft?",
            "the draft that there is goes; ctrl+z brings it back",
            "keep the draft that there is",
        )
        self.app.push_screen(question, answered)

    def _restore(self, version: OpenedVersion) -> None:
        """The flow is edited to be what that version was: undo goes back to what it was before (F-16)."""
        assert self.editor is not None
        name = version_words(version.row.number)
        self.close_version()
        if self.editor.flow == version.flow:
            self.say(f"The draft says what {name} says already.")
            return
        self.editor.end_step()
        if self.edit(ReplaceFlow(version.flow, f"Restore {name}")) is not None:
            self.editor.end_step()
            self.say(f"{name.capitalize()} is the draft now: l launches it, ctrl+z takes it back.")

    def do_drop_draft(self) -> None:
        self.close_version()
        self.carry_out("delete_draft")

    def why_not_live(self, command: str) -> str | None:
        """Why a command for the life of the flow is not possible now."""
        raise NotImplementedError

    def stop_seeing(self) -> bool:
        """Let nothing stand out any more."""
        raise NotImplementedError

"""The flow outside of the app: its YAML in an editor of one's own, and written out in other forms."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import SuspendNotSupported

from app.ask import Choose, ChooseAfter
from app.editing.whole import ReplaceFlow
from app.flow.base import LOADING
from app.flow.saving import Saving
from app.flow.typed_yaml import Typed
from app.home.shelving import export_flow
from app.text import visible
from storage.files import dump_flow, file_bytes, read_flow
from storage.problems import BadFile

ELSEWHERE = {"edit_yaml", "export_this"}

MOST_TOLD = 40
"""Problems of an edited file that are shown at once."""


def editor_words() -> list[str]:
    """The person's own editor, as words of a command; nothing where none is named."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        return shlex.split(named)
    except ValueError:
        return []


class Elsewhere(Saving):
    """Edit the YAML in $EDITOR; export."""

    def why_not_elsewhere(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        if self.editor is None or self.loaded is None:
            return LOADING
        if command == "edit_yaml":
            if self.loaded.read_only is not None:
                return self.loaded.read_only
            if not editor_words():
                return "no editor is named: set the environment variable EDITOR, such as EDITOR=nano"
        return None

    def do_export_this(self) -> None:
        export_flow(self, self.flow_id, self.ask)

    def do_edit_yaml(self) -> None:
        """Edit the flow, or go on with what was typed before and could not be taken back."""
        assert self.editor is not None
        now = dump_flow(self.editor.flow)
        typed = self.flowrig.typed_yaml.of(self.flow_id)
        if typed is None:
            self._edit(now, now)
        elif typed.begun == now:
            self._edit(typed.text, now, wrong=True)
        else:
            self._ask_which(typed, now)

    def _ask_which(self, typed: Typed, now: str) -> None:
        """The flow was edited since the text was typed: the person says what counts."""

        def answered(answer: str | None) -> None:
            if answer == "typed":
                self._edit(typed.text, now, wrong=True)
            elif answer == "now":
                self.flowrig.typed_yaml.forget(self.flow_id)
                self._edit(now, now)
            else:
                self.say("The flow stays as it is, and what you typed is kept: e asks again.")

        options = [
            ("typed", "What you typed", "it is without what was edited since; ctrl+z brings that back"),
            ("now", "The flow as it is", "what you typed is thrown away"),
        ]
        title = "The flow was edited since you typed its YAML. Edit which?"
        self.app.push_screen(
            Choose(title, options, mark=self.flowrig.signs.cursor, escape="keep both"), answered
        )

    def _edit(self, text: str, begun: str, wrong: bool = False) -> None:
        """Let the person edit a text, and take it back; one that has problems can be edited again.

        `begun`: the flow's own text now. `wrong`: the text has problems already. It is not dropped where it
        comes back as it was.
        """
        changed = self._in_editor(text)
        if changed is None or (changed == text and not wrong):
            self.say("The YAML was left as it is." if changed is not None else self._no_editor)
            return
        try:
            flow = read_flow(changed, f"{self.flow_id}.yaml")
        except BadFile as bad:
            problems = [str(problem) for problem in bad.problems]
            many = f"{len(problems)} problems in the YAML"
            self._tell(changed, begun, problems, "The YAML cannot be read" if len(problems) == 1 else many)
            return
        assert self.editor is not None
        refusal = self.editor.refusal(ReplaceFlow(flow))
        if refusal is not None:
            self._tell(changed, begun, [refusal], "The YAML cannot be taken back")
            return
        self.flowrig.typed_yaml.forget(self.flow_id)
        if self.edit(ReplaceFlow(flow)) is not None:
            self.say("Taken back from the editor. ctrl+z undoes it.")

    _no_editor = "The editor could not be started: check the environment variable EDITOR."

    def _in_editor(self, text: str) -> str | None:
        """The text as it comes back; None where the editor did not start."""
        with tempfile.TemporaryDirectory(prefix="flowrig-") as folder:
            path = Path(folder) / f"{self.flow_id}.yaml"
            path.write_text(text, encoding="utf-8", newline="\n")
            try:
                with self.app.suspend():
                    subprocess.run([*editor_words(), str(path)], check=False)
                return file_bytes(path).decode("utf-8", "replace")
            except (OSError, BadFile, SuspendNotSupported):
                return None

    def _tell(self, text: str, begun: str, problems: list[str], title: str) -> None:
        """Say what is wrong with what was typed. Whatever is answered, it is not lost unless that is said."""
        typed = self.flowrig.typed_yaml.keep(self.flow_id, text, begun)
        told = [visible(problem) for problem in problems[:MOST_TOLD]]
        if len(problems) > MOST_TOLD:
            told.append(f"and {len(problems) - MOST_TOLD} more")
        options = [
            ("again", "Edit again", "the text is as you left it"),
            ("later", "Later", "what you typed is kept: e opens it again"),
            ("drop", "Throw it away", "what you typed is lost"),
        ]

        def answered(answer: str | None) -> None:
            if answer == "again":
                self._edit(text, begun, wrong=True)
            elif answer == "drop":
                self.flowrig.typed_yaml.forget(self.flow_id)
                self.say("The flow stays as it was, and what you typed is thrown away.")
            else:
                copy = "" if typed.path is None else f"; a copy is in {typed.path}"
                self.say(f"The flow stays as it was. e goes on with what you typed{copy}.")

        self.app.push_screen(
            ChooseAfter(title, "\n".join(told), options, mark=self.flowrig.signs.cursor, escape="later"),
            answered,
        )

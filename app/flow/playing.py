"""The commands that play the run."""

from app.ask import AskText, Choose, confirm
from app.flow.base import LOADING, FlowScreenBase
from app.flow.panels.customers import CustomersPanel
from app.problems import problem_words
from app.session.pace import SPEED_WORDS, faster, slower
from app.session.requests import (
    CheckExpectations,
    Expected,
    FindCustomers,
    Goal,
    Pause,
    Play,
    SetSpeed,
    StartAgain,
)
from app.words import clock_words

PLAYING = {
    "play",
    "one_move",
    "next_due",
    "next_day",
    "go_to",
    "again",
    "faster",
    "slower",
    "expected",
    "why",
}


class Playing(FlowScreenBase):
    """Play, pause, single moves, next due thing, next day, a date, speed, start again."""

    def why_not_play(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        shown, editor, loaded = self.shown, self.editor, self.loaded
        if editor is None or loaded is None:
            return LOADING
        if command == "expected":
            return None if shown.expects else "only a scenario with expectations (`then`) has them"
        if command == "why":
            if not shown.loaded:
                return "no run is loaded yet: space begins one"
            return None if self.flow_id in shown.flows else self._not_in_the_run()
        if command == "faster":
            return "this is the fastest" if faster(shown.speed) is None else None
        if command == "slower":
            return "this is the slowest" if slower(shown.speed) is None else None
        if loaded.read_only is not None:
            return loaded.read_only
        if command == "again" and not shown.loaded and not shown.left_behind:
            return "no run is loaded yet: space begins one"
        if command == "again" or not shown.loaded:
            error = next((problem for problem in editor.problems if problem.severity == "error"), None)
            if error is None or loaded.begins_as_draft:
                return None
            return f"the flow cannot be played: {problem_words(editor.flow, error)}"
        if self.flow_id not in shown.flows:
            return self._not_in_the_run()
        if shown.state == "failed":
            return f"the run has failed: {shown.trouble}"
        if shown.state == "finished" and not (command == "one_move" and shown.pending):
            return "all is played: r starts again"
        return None

    def _not_in_the_run(self) -> str:
        why = self.shown.left_out.get(self.flow_id)
        reason = f" ({why})" if why else ""
        return f"this flow is not in the run that is loaded{reason}: r starts again with it"

    def _play(self, goal: Goal, until: int | None = None) -> None:
        self.say("")
        self.ask(Play(self.flow_id, goal, until))

    def do_play(self) -> None:
        if self.playing:
            self.ask(Pause())
        else:
            self._play("pace")

    def do_one_move(self) -> None:
        self._play("move")

    def do_next_due(self) -> None:
        self._play("wake")

    def do_next_day(self) -> None:
        self._play("until")

    def do_go_to(self) -> None:
        shown, zone = self.shown, self.zone

        def check(text: str) -> tuple[bool, str]:
            try:
                at = zone.parse(text)
            except ValueError as problem:
                return False, str(problem)
            if shown.loaded and at < shown.now:
                return (
                    False,
                    f"{clock_words(zone, at)} is before the clock: r starts again from the beginning",
                )
            return True, clock_words(zone, at)

        def go(text: str | None) -> None:
            if text is not None:
                self._play("until", zone.parse(text))

        if self.playing:
            self.ask(Pause())
        # The next midnight: a date that can be gone to as it stands.
        midnight = zone.midnight(zone.add_days(shown.now, 1))
        value = zone.wall(midnight).strftime("%Y-%m-%d") if shown.loaded else ""
        words = f"A date and time in {zone.name}, such as 2026-03-02 or 2026-03-02 10:00."
        self.app.push_screen(AskText("Go to a date", words, value, check), go)

    def do_faster(self) -> None:
        self._set_speed(faster(self.shown.speed))

    def do_slower(self) -> None:
        self._set_speed(slower(self.shown.speed))

    def _set_speed(self, speed: int | None) -> None:
        if speed is not None:
            self.ask(SetSpeed(speed))
            self.say(f"Speed: {SPEED_WORDS[speed].replace('/s', ' of simulated time per second')}")

    def do_expected(self) -> None:
        self.ask(CheckExpectations(), self._show_expected)

    def _show_expected(self, found: tuple[Expected, ...]) -> None:
        from app.flow.expected import ExpectedScreen

        self.app.push_screen(ExpectedScreen(found, self.flowrig.signs))

    def do_why(self) -> None:
        self._ask_whom("A customer's name or id.", "")

    def _ask_whom(self, words: str, value: str) -> None:
        def check(text: str) -> tuple[bool, str]:
            return (True, "") if text.strip() else (False, "give a name or an id, or a part of one")

        def find(text: str | None) -> None:
            if text is not None:
                self.ask(FindCustomers(text), lambda found: self._tell_one_of(text, found))

        if self.playing:
            self.ask(Pause())
        self.app.push_screen(AskText("Why not whom?", words, value, check), find)

    def _tell_one_of(self, text: str, found: tuple[tuple[str, str], ...]) -> None:
        def tell(customer: str | None) -> None:
            if customer is not None:
                self.post_message(CustomersPanel.StoryWanted(customer))

        if not found:
            self._ask_whom(f"No customer of this run is called '{text}': another name or id.", text)
        elif len(found) == 1:
            tell(found[0][0])
        else:
            people = [(customer, name, customer if customer != name else "") for customer, name in found]
            self.app.push_screen(Choose("Which of them?", people, mark=self.flowrig.signs.cursor), tell)

    def do_again(self) -> None:
        if self.playing:
            self.ask(Pause())
        # A scenario comes again as it was, unless something was done to its flows by hand.
        again = self.flowrig.scenario and not self.flowrig.unkept
        if again or self.shown.now <= self.shown.started:
            self._start_again("yes")
            return
        came = clock_words(self.zone, self.shown.now)
        question = confirm(
            "Start again?", "drop this run and begin a new one", f"keep the run, which has come to {came}"
        )
        self.app.push_screen(question, self._start_again)

    def _start_again(self, answer: str | None) -> None:
        if answer == "yes":
            self.ask(
                StartAgain(self.flow_id), lambda _: self.say("A new run, with the flows as they are now.")
            )

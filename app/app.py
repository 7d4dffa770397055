"""The app: a session in its thread, the home screen, and what works everywhere."""

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType

from app.collecting import Collecting
from app.commands import bindings
from app.flow.typed_yaml import TypedYaml
from app.home.screen import HomeScreen
from app.keys_in_turn import KeysInTurn
from app.preferences import nothing_remembered
from app.screens import CommandScreen, NoteLine
from app.session.session import Session
from app.themes import DARK, THEMES, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.command import Provider
    from textual.filter import LineFilter

    from app.preferences import Preferences
    from app.signs import Signs


TOUR_FLOW = "welcome"


def _palette() -> "type[Provider]":
    from app.palette import RegistryCommands

    return RegistryCommands


class FlowrigApp(KeysInTurn):
    """flowrig in the terminal. Its result, where there is one, is why it could not open the workspace."""

    TITLE = "flowrig"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = bindings("anywhere")
    COMMANDS = {_palette}
    CSS_PATH = ["app.tcss", "home/home.tcss"]

    def __init__(
        self,
        session: Session,
        *,
        ascii: bool = False,
        animate: bool = True,
        story: tuple[str, bool] | None = None,
        scenario: str = "",
        preferences: "Preferences | None" = None,
    ) -> None:
        """`story`: of a scenario to be stepped through, its first flow, and whether it has no other.
        `scenario`: its file, where the workspace is only for the time being."""
        self.ascii = ascii
        self.scenario = scenario
        self.unkept = False
        """Whether something was edited that is gone when the app is left."""
        self._story = story
        super().__init__()
        self.session = session
        self.animate_tokens = animate
        """Whether customers are shown on their way; screenshots are steadier without."""
        self._collecting = Collecting()
        self.typed_yaml = TypedYaml()
        """What was typed in $EDITOR and is not taken back yet."""
        self.preferences = preferences or nothing_remembered()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.preferences.theme if self.preferences.theme in WORDS else DARK.name

    @property
    def signs(self) -> "Signs":
        from app.signs import ASCII, BOX

        return ASCII if self.ascii else BOX

    def get_line_filters(self) -> "Sequence[LineFilter]":
        filters = super().get_line_filters()
        if self.ascii:
            from app.ascii import AsciiFilter

            return [*filters, AsciiFilter()]
        return filters

    def get_default_screen(self) -> HomeScreen:
        return HomeScreen()

    def on_mount(self) -> None:
        # The frame is painted first; whatever is heavy is imported in the session's thread after that.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.session.start()
        self.set_interval(0.5, self._check_session)
        self.run_worker(self._open(), group="opening")

    def _check_session(self) -> None:
        if self.session.crash is not None:
            raise self.session.crash
        self._collecting.look()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._collecting.touched()
        await super().on_event(event)

    def on_unmount(self) -> None:
        self._collecting.end()

    async def _open(self) -> None:
        import asyncio

        home = self.screen_stack[0]
        assert isinstance(home, HomeScreen)
        await home.first_fill()
        if self.session.trouble is not None:
            self.exit(self.session.trouble, return_code=1)
            return
        if not self.preferences.tour_offered and self._story is None:
            self._offer_tour(home)
        await asyncio.to_thread(_warm)
        self._collecting.begin()
        if self._story is not None:
            self._begin_story(*self._story)

    def _offer_tour(self, home: HomeScreen) -> None:
        """Once, on the first start, in a line that nobody has to answer."""
        if home.query_one(NoteLine).text or tour_flow(home) is None:
            return
        home.say("New here? F3 shows you around: it takes a minute. ? shows all keys.")
        self.preferences.tour_offered = True
        self.preferences.keep()

    def _begin_story(self, flow: str, alone: bool) -> None:
        """Stand at the beginning of a scenario that is to be stepped through."""
        from app.session.requests import StartAgain

        self.session.ask(StartAgain(flow))
        if alone:
            self.open_flow(flow)

    def open_flow(self, flow: str) -> None:
        """Show a flow on its canvas."""
        from app.flow.screen import FlowScreen

        self.push_screen(FlowScreen(flow))

    def action_command(self, command: str) -> None:
        """A command's key, where the screen has no commands of its own."""
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.carry_out(command)
        elif command == "quit":
            self.do_quit()

    # Commands that work everywhere.

    def do_help(self) -> None:
        from app.help import HelpScreen

        screen = self.screen
        if isinstance(screen, CommandScreen):
            self.push_screen(HelpScreen(screen))

    def do_palette(self) -> None:
        self.action_command_palette()

    def do_theme(self) -> None:
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.preferences.theme = self.theme
        self.preferences.keep()
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.say(f"Theme: {WORDS[self.theme]}.")

    def do_tour(self) -> None:
        from app.flow.screen import FlowScreen

        screen = self.screen
        if isinstance(screen, HomeScreen):
            flow = tour_flow(screen)
            if flow is None:
                screen.say("tour: there is no flow to be shown around in yet", warning=True)
                return
            self.open_flow(flow)
            screen = self.screen
        if isinstance(screen, FlowScreen):
            screen.tour()

    def do_quit(self) -> None:
        if self.unkept:
            from app.ask import confirm

            def leave(answer: str | None) -> None:
                if answer == "yes":
                    self.unkept = False
                    self.do_quit()

            words = "what you edited goes with it; ctrl+e writes a flow to a file"
            self.push_screen(confirm("Leave the scenario?", words, "go on here"), leave)
            return
        screens = [screen for screen in self.screen_stack if isinstance(screen, CommandScreen)]
        saving = [saved for screen in screens if (saved := screen.before_leaving()) is not None]
        self.session.close()
        for saved in saving:
            trouble = saved.exception() if saved.done() else "the workspace did not answer"
            if trouble is not None:
                self.exit(f"the last edits could not be saved: {trouble}", return_code=1)
                return
        self.exit()

    async def action_quit(self) -> None:
        self.do_quit()


def tour_flow(home: HomeScreen) -> str | None:
    """The flow on which the tour is given: the sample shop's first one, or else the selected one."""
    flows = () if home.shelf is None else home.shelf.flows
    if any(row.id == TOUR_FLOW for row in flows):
        return TOUR_FLOW
    selected = home.selected
    return selected.id if selected is not None else None


def _warm() -> None:
    """Import what the flow screen needs while the person reads the list of flows."""
    import app.flow.screen  # noqa: F401

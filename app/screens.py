"""What every screen has: commands by keys, palette and footer, and a line that answers."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.actions import parse
from textual.content import Content
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from app.commands import COMMANDS, Command, Place, commands_of, shown_key
from app.text import visible

if TYPE_CHECKING:
    from concurrent.futures import Future

    from app.app import FlowrigApp


class NoteLine(Static):
    """One line that answers the person: what was done, or why something cannot be done. What is longer takes
    up to three."""

    DEFAULT_CSS = """
    NoteLine { height: auto; min-height: 1; max-height: 3; padding: 0 1; color: $foreground 70%; }
    NoteLine.-warning { color: $text-warning; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.text = ""

    def say(self, text: str, warning: bool = False) -> None:
        """Show a sentence in place of the one before."""
        if (text, warning) == (self.text, self.has_class("-warning")):
            return
        self.text = text
        self.set_class(warning, "-warning")
        content = Content(("! " if warning else "") + visible(text))
        # Most have one line, as what stood here before: no new layout of the whole screen.
        long = content.cell_length > self.content_size.width
        self.update(content, layout=long or self.content_size.height > 1)
        self.tooltip = Content(visible(text)) if long else None


def _action(text: str) -> tuple[str, tuple[object, ...]]:
    """The name of a binding's action, and what it is given."""
    _, name, given = parse(text)
    return name, given


def footer_anew(widget: Widget) -> None:
    """The footer again, after the widget uses other keys than before."""
    if widget.is_attached and isinstance(widget.screen, CommandScreen):
        widget.screen.refresh_commands()


class CommandScreen(Screen[None]):
    """A screen whose commands stand in the registry.

    A command `x` is carried out by the method `do_x`. `why_not` says why one is not possible just now; it
    is then shown greyed, and pressing its key tells the reason.
    """

    AUTO_FOCUS = None
    PLACES: ClassVar[tuple[Place, ...]] = ()

    @property
    def flowrig(self) -> "FlowrigApp":
        return cast("FlowrigApp", self.app)

    def why_not(self, command: str) -> str | None:
        """Why the command is not possible now; None when it is."""
        return None

    def places(self) -> tuple[Place, ...]:
        """Where the keyboard is now: whose keys work."""
        return self.PLACES

    def command_label(self, command: Command) -> str:
        """The label as things stand; play becomes pause."""
        return command.label

    def footer_commands(self) -> list[Command]:
        """What the footer offers, most wanted first."""
        offered = [command for command in commands_of(*self.places()) if command.footer]
        return [command for command in offered if self.key_now(command) is not None]

    def footer_keys(self) -> tuple[tuple[str, str], ...]:
        """Keys that the footer tells beside the commands, with a label each."""
        return ()

    def key_now(self, command: Command) -> str | None:
        """The command's key as it works just now: what is typed into a field, or moves about in it, does
        not."""
        return next((shown_key(key) for key in command.keys if not self._taken(key, command)), None)

    def _taken(self, key: str, command: Command) -> bool:
        """Whether the widget with the focus, or one around it, does something else with the key."""
        focused = self.focused
        if focused is None:
            return False
        if focused.check_consume_key(key, key_to_character(key)):
            return True
        if command.place == "canvas":
            # The canvas carries some of its commands out by actions of its own.
            return False
        for widget in focused.ancestors_with_self:
            if widget is self:
                return False
            bound = [
                binding
                for binding in widget._bindings.key_to_bindings.get(key, [])
                if widget.check_action(*_action(binding.action))
            ]
            if bound:
                return all(binding.action != f"command('{command.id}')" for binding in bound)
        return False

    def palette_commands(self) -> list[Command]:
        """What the palette offers."""
        return commands_of(*self.PLACES, "anywhere")

    def action_command(self, command: str) -> None:
        self.carry_out(command)

    def carry_out(self, command: str) -> None:
        """Do it, or say why not."""
        reason = self.reason_against(command)
        if reason is not None:
            self.say(f"{COMMANDS[command].label}: {reason}", warning=True)
            return
        # What was said before may not be true any more.
        self.say("")
        if COMMANDS[command].place == "anywhere":
            getattr(self.flowrig, f"do_{command}")()
        else:
            getattr(self, f"do_{command}")()
        self.refresh_commands()

    def reason_against(self, command: str) -> str | None:
        return None if COMMANDS[command].place == "anywhere" else self.why_not(command)

    def before_leaving(self) -> "Future[Any] | None":
        """Send off what is not saved yet; what comes of it."""
        return None

    def say(self, text: str, warning: bool = False) -> None:
        """Answer the person in the note line."""
        for line in self.query(NoteLine):
            line.say(text, warning)

    def refresh_commands(self) -> None:
        """The footer again, after something has changed."""
        from app.command_bar import CommandBar

        for bar in self.query(CommandBar):
            bar.refresh_commands()

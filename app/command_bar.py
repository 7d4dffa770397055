"""The footer: the keys that work here. What is not possible now is greyed and in brackets; pressing it
says why."""

from textual import events
from textual.content import Content
from textual.widget import Widget

from app.commands import COMMANDS, Command
from app.screens import CommandScreen
from app.text import cell_width

_LAST = ("help", "quit")
_GAP = 2


class CommandBar(Widget):
    """One line; each command can be clicked as well."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"command-bar--key", "command-bar--label", "command-bar--off"}
    DEFAULT_CSS = """
    CommandBar { dock: bottom; height: 1; background: $panel; color: $foreground; }
    CommandBar > .command-bar--key { color: $footer-key-foreground; text-style: bold; }
    CommandBar > .command-bar--label { color: $foreground 85%; }
    CommandBar > .command-bar--off { color: $foreground-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[tuple[int, int, Command]] = []
        self._reasons: dict[str, str] = {}
        self._drawn: list[tuple[str, str, str, bool]] = []

    def refresh_commands(self) -> None:
        """Look again at what is possible."""
        if self._now() != self._drawn:
            self.refresh()

    def _now(self) -> list[tuple[str, str, str, bool]]:
        """The command (empty: a key that is only told), its key, its label, whether it is impossible."""
        screen = self.screen
        assert isinstance(screen, CommandScreen)
        last = [COMMANDS[name] for name in _LAST]
        told = [("", key, label, False) for key, label in screen.footer_keys()]
        offered = [
            (
                command.id,
                screen.key_now(command) or command.key,
                screen.command_label(command),
                screen.reason_against(command.id) is not None,
            )
            for command in (*(c for c in screen.footer_commands() if c.id not in _LAST), *last)
        ]
        # The way back comes first; then what works just here.
        at = 1 if offered[0][0] == "back" else 0
        return [*offered[:at], *told, *offered[at:]]

    def render(self) -> Content:
        self._drawn = self._now()
        self._items = []
        styles = {
            name: self.get_visual_style(f"command-bar--{name}", partial=True)
            for name in ("key", "label", "off")
        }
        width = self.size.width - 2
        widths = [self._width(*item) for item in self._drawn]
        ending = sum(widths[-len(_LAST) :]) + _GAP * len(_LAST)
        parts: list[Content] = [Content(" ")]
        x = 1
        kept = [
            n
            for n in range(len(self._drawn) - len(_LAST))
            if sum(widths[: n + 1]) + _GAP * (n + 1) + ending <= width + _GAP
        ]
        for n in (*kept, *range(len(self._drawn) - len(_LAST), len(self._drawn))):
            name, key, label, off = self._drawn[n]
            if n == len(self._drawn) - len(_LAST):
                fill = max(width + 1 - ending + _GAP - x, 0)
                parts.append(Content(" " * fill))
                x += fill
            if off:
                parts.append(Content.styled(f"({key} {label})", styles["off"]))
            else:
                parts += [
                    Content.styled(key, styles["key"]),
                    Content.styled(f" {label}", styles["label"]),
                ]
            if name:
                self._items.append((x, x + widths[n], COMMANDS[name]))
            parts.append(Content(" " * _GAP))
            x += widths[n] + _GAP
        return Content.assemble(*parts)

    def _width(self, name: str, key: str, label: str, off: bool) -> int:
        return cell_width(key) + 1 + cell_width(label) + (2 if off else 0)

    def _at(self, x: int) -> Command | None:
        return next((command for first, end, command in self._items if first <= x < end), None)

    def on_click(self, event: events.Click) -> None:
        command = self._at(event.x)
        screen = self.screen
        if command is not None and isinstance(screen, CommandScreen):
            screen.carry_out(command.id)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        command = self._at(event.x)
        if command is None:
            self.tooltip = None
            return
        screen = self.screen
        assert isinstance(screen, CommandScreen)
        reason = screen.reason_against(command.id)
        self.tooltip = Content(command.help if reason is None else f"Not now: {reason}")

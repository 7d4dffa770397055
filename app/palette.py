"""The palette (ctrl+p): the registry's commands, searched; those not possible now say why."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from app.commands import Command
from app.screens import CommandScreen
from app.text import visible


class RegistryCommands(Provider):
    """The commands of the screen that the palette was opened on."""

    def _commands(self) -> list[Command]:
        screen = self.screen
        if not isinstance(screen, CommandScreen):
            return []
        return [command for command in screen.palette_commands() if command.id != "palette"]

    def _words(self, command: Command) -> str:
        return command.help.rstrip(".")

    def _tail(self, command: Command) -> Content:
        screen = self.screen
        assert isinstance(screen, CommandScreen)
        reason = screen.reason_against(command.id)
        keys = Content.styled(f"  {command.all_keys}", "$text-accent" if reason is None else "dim")
        if reason is None:
            return keys
        return Content.assemble(keys, Content.styled(f"\n  not now: {visible(reason)}", "dim"))

    def _do(self, command: Command) -> "partial[None]":
        screen = self.screen
        assert isinstance(screen, CommandScreen)
        return partial(screen.carry_out, command.id)

    async def discover(self) -> Hits:
        for command in self._commands():
            words = self._words(command)
            yield DiscoveryHit(
                Content.assemble(Content(words), self._tail(command)), self._do(command), text=words
            )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            words = f"{self._words(command)} ({command.label})"
            score = matcher.match(words)
            if score > 0:
                display = Content.assemble(matcher.highlight(words), self._tail(command))
                yield Hit(score, display, self._do(command), text=words)

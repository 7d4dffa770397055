"""Keys one after the other: each is dealt with before the next one finds out who has the keyboard.

Textual hands a key to whoever has the focus when it arrives. What a key does (a form is opened, a question
asked) comes about a few messages later; keys typed in the same instant, as a quick hand sends them, would
still go to the old place. So they are held here until everything that the key before them set off has
arrived, and until a new screen has its focus.
"""

from collections import deque
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.app import App
from textual.message import Message

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.screen import Screen

LONGEST_WAIT: Final = 0.5
"""Seconds of wall time after which the next key goes ahead whatever has become of the one before."""

LOOK_AGAIN: Final = 0.01
"""Seconds of wall time between two looks at a screen that is just coming up."""


class KeyPassed(Message):
    """Follows a key on its way up; when it arrives, so has the key."""

    def __init__(self, number: int, target: "MessagePump", again: bool) -> None:
        super().__init__()
        self.number = number
        self.target = target
        self.again = again
        """Whether it follows what the key set off, rather than the key itself."""


class KeysInTurn(App[str]):
    """An app that gives out one key at a time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: deque[events.Key] = deque()
        self._out: int | None = None
        """The number of the key that is on its way."""
        self._out_since = 0.0
        self._number = 0
        self._last_screen: Screen[Any] | None = None
        self._screen_since = 0.0
        self._looking = False

    def type_ahead(self, keys: Iterable[events.Key]) -> None:
        """Give these keys, which were held elsewhere, to whoever has the keyboard now, before all others."""
        self._held.extendleft(reversed([events.Key(key.key, key.character) for key in keys]))
        self.call_later(self._give_out)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._held.append(event)
            await self._give_out()
        else:
            await super().on_event(event)

    async def _give_out(self) -> None:
        """Give out the next key, if it may go."""
        # An app that is being left has no screen any more, and nobody waits for its keys.
        while self._held and self.screen_stack:
            if self._out is not None and monotonic() - self._out_since < LONGEST_WAIT:
                self._look_again(LONGEST_WAIT)
                return
            if not self._screen_ready():
                self._look_again(LOOK_AGAIN)
                return
            event = self._held.popleft()
            self._number += 1
            self._out, self._out_since = self._number, monotonic()
            target: MessagePump = self.focused or self.screen
            await super().on_event(event)
            if not target.post_message(KeyPassed(self._number, target, again=False)):
                self._out = None

    def _screen_ready(self) -> bool:
        """Whether the screen on top has come up; one that has just been put there gets time for its focus."""
        now = monotonic()
        screen = self.screen
        if screen is not self._last_screen:
            self._last_screen, self._screen_since = screen, now
        if now - self._screen_since > LONGEST_WAIT:
            return True
        return screen.is_mounted and screen.focused is not None

    def _look_again(self, seconds: float) -> None:
        if not self._looking:
            self._looking = True
            self.set_timer(seconds, self._looked)

    async def _looked(self) -> None:
        self._looking = False
        await self._give_out()

    async def on_key_passed(self, passed: KeyPassed) -> None:
        """The key has arrived, or, the second time, what it set off has, too."""
        passed.stop()
        if passed.number != self._out:
            return
        if not passed.again and passed.target.post_message(
            KeyPassed(passed.number, passed.target, again=True)
        ):
            return
        self._out = None
        await self._give_out()

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
from textual.dom import NoScreen
from textual.message import Message

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

LONGEST_WAIT: Final = 2.0
"""Seconds of wall time after which the next key goes ahead whatever has become of the one before."""

ROUNDS: Final = 4
"""How often what a key set off is followed: a letter changes a line, which tells the field, which tells its
form, which edits the flow."""

TIME_FOR_FOCUS: Final = 0.5
"""Seconds of wall time that a new screen has to give something the focus."""

LOOK_AGAIN: Final = 0.01
"""Seconds of wall time between two looks at a screen that is just coming up, or at a key on its way."""


class KeyPassed(Message):
    """Follows a key on its way up; when it arrives, so has the key."""

    def __init__(self, number: int, rounds: int) -> None:
        super().__init__()
        self.number = number
        self.rounds = rounds
        """How many times more something is to follow, after what was set off meanwhile."""


class KeysInTurn(App[str]):
    """An app that gives out one key at a time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: deque[events.Key] = deque()
        self._out: int | None = None
        """The number of the key that is on its way."""
        self._out_since = 0.0
        self._target: Widget | None = None
        """Who was given it, or by way of whom what it did is followed."""
        self._number = 0
        self._last_screen: Screen[Any] | None = None
        self._screen_since = 0.0
        self._awaiting_since = 0.0
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
                if self._gone():
                    # What the key did has taken its target away: go after it by way of what is there now.
                    self._follow(self._out, ROUNDS - 1)
                self._look_again()
                return
            if not self._screen_ready():
                self._look_again()
                return
            event = self._held.popleft()
            self._number += 1
            self._out, self._out_since = self._number, monotonic()
            self._target = self.focused or self.screen
            await super().on_event(event)
            self._follow(self._number, ROUNDS)

    def _follow(self, number: int, rounds: int) -> None:
        """Send after a key, or after what it set off."""
        if self._target is None or self._gone():
            self._target = self.focused or self.screen
        if not self._target.post_message(KeyPassed(number, rounds)):
            self._out = None

    def _gone(self) -> bool:
        """Whether the key's target is no longer there to pass anything on."""
        try:
            return self._target is not None and (
                not self._target.is_running or self._target.screen not in self.screen_stack
            )
        except NoScreen:
            return True

    def _screen_ready(self) -> bool:
        """Whether the screen on top has come up; one that has just been put there gets time for its focus."""
        now = monotonic()
        screen = self.screen
        if screen is not self._last_screen:
            self._last_screen, self._screen_since = screen, now
        if getattr(self.focused, "awaits_form", False):
            # Whoever has the keyboard only keeps it for a form that is coming up.
            self._awaiting_since = self._awaiting_since or now
            return now - self._awaiting_since > LONGEST_WAIT
        self._awaiting_since = 0.0
        if now - self._screen_since > TIME_FOR_FOCUS:
            return True
        return screen.is_mounted and screen.focused is not None

    def _look_again(self) -> None:
        if not self._looking:
            self._looking = True
            self.set_timer(LOOK_AGAIN, self._looked)

    async def _looked(self) -> None:
        self._looking = False
        await self._give_out()

    async def on_key_passed(self, passed: KeyPassed) -> None:
        """The key has arrived, or, in later rounds, what it set off has, too."""
        passed.stop()
        if passed.number != self._out or not self.screen_stack:
            return
        if passed.rounds:
            self._follow(passed.number, passed.rounds - 1)
            return
        self._out = None
        await self._give_out()

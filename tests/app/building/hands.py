"""What a hand can do to the app, be it on the keyboard or on the mouse."""

from abc import ABC, abstractmethod

from textual import events
from textual.widget import Widget

from app.forms.rows import Row
from app.forms.toggles import Toggles
from tests.app.running import Driver

PASTED = 40
"""From so many letters on a text is pasted, as from somebody's notes."""
MOST_TURNS = 60
"""So many notches of the wheel, or presses of a key, before somebody gives up."""


class Hand(ABC):
    """What can be done to the app, and how often something was done."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.keys = 0
        self.letters = 0
        self.clicks = 0
        self.drags = 0
        self.notches = 0

    def __str__(self) -> str:
        mouse = f"{self.clicks} clicks, {self.drags} drags, {self.notches} notches of the wheel"
        return f"{self.keys} keys, {self.letters} letters of texts, {mouse}"

    async def type(self, text: str) -> None:
        """Type a text where the focus is: words have to be typed by either hand."""
        if len(text) < PASTED and "\n" not in text:
            self.letters += len(text)
            await self.driver.press(*text)
            return
        self.letters += 1
        self.driver.app.post_message(events.Paste(text))
        await self.driver.pilot.pause()

    @abstractmethod
    async def command(self, name: str) -> None:
        """Give a command of the registry."""

    @abstractmethod
    async def select(self, block: str) -> None:
        """Select a block on the canvas, given its id."""

    @abstractmethod
    async def open(self, block: str) -> None:
        """Open the form of the selected block."""

    @abstractmethod
    async def go_to(self, stop: Widget) -> None:
        """Go to something in a form."""

    @abstractmethod
    async def open_row(self, row: Widget) -> None:
        """Do what a row of a form is for."""

    @abstractmethod
    async def deed(self, row: Row, what: str) -> None:
        """Do something with a row: move it, add another one beside it."""

    @abstractmethod
    async def clear(self) -> None:
        """Select all of the text in the field that has the focus, so that typing takes its place."""

    @abstractmethod
    async def take(self, choice: str) -> None:
        """Take one of the suggestions of the field that has the focus."""

    @abstractmethod
    async def tick(self, toggles: Toggles, box: int) -> None:
        """Tick a box."""

    @abstractmethod
    async def way_out(self, output: int) -> None:
        """Choose, in the palette, the way out to add to."""

    @abstractmethod
    async def take_line(self) -> None:
        """Take the first line of what a palette has found."""

    @abstractmethod
    async def leave_form(self) -> None:
        """Go back to the canvas."""

    @abstractmethod
    async def finish_name(self) -> None:
        """Take the name that was typed."""

    @abstractmethod
    async def connect(self, source: str, output: str, target: str) -> None:
        """Connect an output with another block."""

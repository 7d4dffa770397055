"""A message's text while it is written: what is unfinished is not wrong yet, and what is wrong is gone to."""

import pytest

from app.forms.message_text import TemplateInput
from tests.app.forms.projects import flow_with
from tests.app.forms.screens import showing

pytestmark = pytest.mark.rule("F-6", "F-16")


def sms(text: str) -> dict[str, object]:
    return {"kind": "steps", "actions": [{"do": "send_sms", "text": text}]}


async def test_what_is_just_being_written_is_not_wrong_yet() -> None:
    async with showing(flow_with(sms("Hi")), size=(80, 40)) as screen:
        await screen.go_to("actions", 0, "text")
        await screen.type("Hi ")
        await screen.press("left_curly_bracket", "left_curly_bracket", "C")
        await screen.pilot.pause()
        assert screen.at("actions", 0, "text") == "Hi {{C"
        assert not screen.shows("close the braces")
        await screen.press("escape")
        screen.app.screen.set_focus(None)
        await screen.pilot.pause()
        assert screen.shows("close the braces: }}")


async def test_the_cursor_goes_to_what_is_wrong() -> None:
    async with showing(flow_with(sms("Hi\nyou {{ Nope.Name }}")), size=(80, 40)) as screen:
        await screen.go_to("actions", 0, "text")
        focused = screen.app.focused
        assert isinstance(focused, TemplateInput)
        assert focused.cursor_location == (1, 7)

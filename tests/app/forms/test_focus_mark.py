"""Which field has the keyboard can be seen beside it, whatever kind it is."""

import pytest

from app.forms.live import Whom
from app.forms.rows import Row
from tests.app.forms.projects import BLOCKS, flow_with
from tests.app.forms.screens import showing


@pytest.mark.parametrize(
    "block", ["on an event", "branches", "doing send_email", "fixed wait", "dynamic wait with a parameter"]
)
async def test_the_field_with_the_keyboard_is_marked(block: str) -> None:
    data = BLOCKS.get(block, {"kind": "launch", "trigger": {"event": "order_created"}})
    async with showing(flow_with(data), size=(80, 80)) as screen:
        for row in list(screen.form.query(Row)):
            if row.row.sign == "▸":
                row.action_ask("open")
                await screen.pilot.pause()
        entries = [widget for widget in screen.form.query("*") if widget.focusable]
        # A row is marked as a whole.
        for entry in (entry for entry in entries if not isinstance(entry, Row | Whom)):
            screen.app.screen.set_focus(entry)
            await screen.pilot.pause()
            assert "▌" in screen.row_of_focus(), entry

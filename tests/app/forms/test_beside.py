"""What a customer gets stands beside the text where there is room, beneath it where there is none."""

import pytest

from app.forms.message_preview import PreviewView
from app.forms.message_text import TemplateView
from app.forms.rows import Row
from tests.app.forms.projects import BLOCKS, flow_with
from tests.app.forms.screens import showing


@pytest.mark.parametrize(("width", "beside"), [(120, True), (80, False)])
async def test_the_preview_stands_beside_the_text_where_there_is_room(width: int, beside: bool) -> None:
    async with showing(flow_with(BLOCKS["doing send_email"]), size=(width, 60)) as screen:
        screen.form.query(Row).first().action_ask("open")
        await screen.pilot.pause(0.1)
        text, preview = screen.form.query(TemplateView).last(), screen.form.query_one(PreviewView)
        if beside:
            assert preview.region.y == text.region.y
            assert preview.region.x >= text.region.right
        else:
            assert preview.region.y >= text.region.bottom

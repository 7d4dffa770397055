"""A form as people use it: keys and mouse, lists and conditions, what is wrong, and edits from elsewhere."""

from typing import Any

import pytest
from textual.geometry import Offset

from app.editing import DeleteBlock, SetField
from app.forms.rows import Press, Row
from app.forms.search import Suggestions
from tests.app.forms.projects import BLOCKS, flow_with
from tests.app.forms.screens import Screen, showing

TALL = (80, 50)


def steps(*actions: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"kind": "steps", "actions": actions, **rest}


SMS = {"do": "send_sms", "text": "Hello"}
POINTS = {"do": "award_points", "account": "points", "amount": 5}


def does(screen: Screen) -> list[str]:
    return [action["do"] for action in screen.at("actions")]


async def click_sign(screen: Screen, row: int, sign: str) -> None:
    """Click one of the signs at the end of a row, which shows them once the mouse is over it."""
    widget = list(screen.app.query(Row).exclude("Press"))[row]
    await screen.pilot.hover(widget)
    await screen.pilot.pause()
    line = screen.lines()[widget.region.y]
    await screen.pilot.click(offset=Offset(line.rindex(sign), widget.region.y))
    await screen.pilot.pause()


async def test_tab_goes_from_field_to_field() -> None:
    async with showing(flow_with(BLOCKS["fixed wait"])) as screen:
        screen.form.focus_first()
        seen = []
        for _ in range(5):
            await screen.press("tab")
            seen.append(screen.row_of_focus().strip(" ▌"))
        assert seen[0] == "[x] Window"
        assert seen[1] == "08:00"
        assert seen[2] == "20:00"
        assert "[x] Mon" in seen[3]
        assert seen[4].startswith("fixed")
        await screen.press(*["shift+tab"] * 5)
        assert screen.row_of_focus().strip(" ▌") == "1 day"


@pytest.mark.rule("F-16")
async def test_a_word_is_one_step_of_undo() -> None:
    async with showing(flow_with(BLOCKS["fixed wait"])) as screen:
        await screen.go_to("title")
        await screen.press(*"Pause")
        assert screen.at("title") == "Pause"
        await screen.press("tab", "shift+tab", "end", *"s")
        assert screen.at("title") == "Pauses"
        screen.editor.undo()
        assert screen.at("title") == "Pause"
        screen.editor.undo()
        assert screen.at("title") == ""
        assert screen.editor.undo_label is None


async def test_a_bad_value_is_told_and_goes_again() -> None:
    async with showing(flow_with(BLOCKS["fixed wait"])) as screen:
        await screen.go_to("duration")
        await screen.press("end", "x")
        await screen.pilot.pause()
        assert screen.shows("✗ write a duration")
        assert screen.at("duration") == "1 day"
        await screen.press("tab")
        assert screen.shows("1 dayx")
        await screen.press("shift+tab", "end", "backspace")
        await screen.pilot.pause()
        assert not screen.shows("✗")
        await screen.type("2w")
        await screen.press("tab")
        assert screen.shows("14 days")


async def test_edits_from_elsewhere_are_shown() -> None:
    async with showing(flow_with(BLOCKS["fixed wait"]), size=TALL) as screen:
        await screen.go_to("duration")
        await screen.press("end", "x")
        screen.editor.do(SetField("it", ("title",), "Rest"))
        await screen.pilot.pause()
        assert screen.shows("more: title Rest, note, place")
        screen.editor.do(SetField("it", ("mode",), "timed", ((("duration",), None),)))
        await screen.pilot.pause()
        assert not screen.shows("How long")
        screen.editor.undo()
        await screen.pilot.pause()
        assert screen.shows("How long")
        screen.editor.do(DeleteBlock("it"))
        await screen.pilot.pause()
        assert screen.shows("this block has been deleted")
        assert not screen.shows("How long")


async def test_text_is_never_markup_nor_a_command() -> None:
    evil = "[red]x[/ \x1b[2J"
    block = steps({**SMS, "text": f"{evil}\nsecond"}, title=evil, note=evil)
    flow = flow_with(block, name=evil)
    async with showing(flow, size=TALL) as screen:
        await screen.go_to("actions", 0, "text")
        lines = screen.lines()
        assert "\x1b" not in "".join(lines)
        assert sum("[red]x[/ ␛[2J" in line for line in lines) == 3
        assert any(line.strip(" ▌") == "second" for line in lines)
        assert screen.editor.flow == flow
    async with showing(flow, None) as screen:
        assert screen.shows("[red]x[/ ␛[2J")


async def test_what_is_wrong_in_the_flow_is_told_beside_its_field() -> None:
    async with showing(flow_with(steps({**SMS, "text": "", "topic": "gone"})), size=TALL) as screen:
        assert screen.shows("! write the text")
        await screen.go_to("actions", 0, "topic")
        assert screen.shows("! there is no topic 'gone': choose one of news, offers")
        await screen.type("News")
        await screen.press("enter")
        assert screen.at("actions", 0, "topic") == "news"
        assert not screen.shows("there is no topic")


@pytest.mark.rule("F-16")
async def test_a_problem_leads_to_its_field() -> None:
    block = {"kind": "condition", "condition": {"all": [{"field": "order.total", "op": "is", "value": "x"}]}}
    async with showing(flow_with(block)) as screen:
        problem = next(p for p in screen.editor.problems if p.field[:1] == ("condition",))
        await screen.go_to(*problem.field)
        assert screen.row_of_focus().strip(" ▌").startswith("Value")


@pytest.mark.rule("F-6")
async def test_actions_are_added_moved_and_removed_by_keys() -> None:
    async with showing(flow_with(steps(SMS)), size=TALL) as screen:
        await screen.go_to("actions")
        await screen.press("tab", *"award", "enter")
        await screen.pilot.pause()
        assert does(screen) == ["send_sms", "award_points"]
        await screen.press(*"points", "enter", "7")
        assert screen.at("actions", 1, "amount") == 7
        assert screen.shows("Award points: 7 in points")
        await screen.press("shift+tab", "shift+tab", "shift+up")
        await screen.pilot.pause()
        assert does(screen) == ["award_points", "send_sms"]
        assert "Award points: 7 in points" in screen.row_of_focus()
        await screen.press("delete")
        await screen.pilot.pause()
        assert does(screen) == ["send_sms"]
        assert "SMS: Hello" in screen.row_of_focus()
        for _ in range(5):
            screen.editor.undo()
        assert does(screen) == ["send_sms"]


async def test_actions_are_moved_and_removed_by_mouse() -> None:
    async with showing(flow_with(steps(SMS, POINTS)), size=TALL) as screen:
        await click_sign(screen, 0, "↓")
        assert does(screen) == ["award_points", "send_sms"]
        await click_sign(screen, 0, "✕")
        assert does(screen) == ["send_sms"]
        await screen.pilot.click(Row)
        await screen.pilot.pause()
        assert screen.shows("more: topic, consent")
        await screen.press("tab", "tab", "enter")
        await screen.pilot.pause()
        assert screen.shows("To the subscribed only")


async def test_open_items_stay_open_as_they_move() -> None:
    async with showing(flow_with(steps(SMS, POINTS)), size=TALL) as screen:
        await screen.go_to("actions", 1, "amount")
        await screen.go_to("actions")
        await screen.press("shift+down")
        await screen.pilot.pause()
        assert does(screen) == ["award_points", "send_sms"]
        assert screen.shows("Expire after")
        assert not screen.shows("Consent")


@pytest.mark.rule("F-8")
async def test_variants_are_balanced_in_sight_of_each_other() -> None:
    async with showing(flow_with(BLOCKS["test"]), size=TALL) as screen:
        await screen.go_to("variants", 0, "share")
        await screen.type("30")
        await screen.pilot.pause()
        assert not screen.shows("the shares add up")
        assert screen.shows("1  A · 30 %")
        assert screen.shows("2  B · 70 %")
        await screen.go_to("variants", 1, "id")
        await screen.type("rest")
        assert (screen.at("control"), screen.at("variants", 1, "id")) == ("rest", "rest")
        press = next(press for press in screen.app.query(Press) if press.what == "add")
        await screen.pilot.click(press)
        await screen.pilot.pause()
        found = [(variant["id"], variant["share"]) for variant in screen.at("variants")]
        assert found == [("A", 20), ("rest", 47), ("B", 33)]
        await screen.go_to("variants", 0, "share")
        await screen.type("100")
        assert [variant["share"] for variant in screen.at("variants")] == [100, 0, 0]
        # Letter by letter from what they were at first: what was 0 for a moment is not lost.
        await screen.press("backspace", "backspace")
        assert [variant["share"] for variant in screen.at("variants")] == [1, 58, 41]
        await screen.go_to("variants")
        row = next(row for row in screen.app.query(Row) if row.path == ("variants", 2))
        row.focus()
        await screen.press("delete")
        await screen.pilot.pause()
        assert [variant["share"] for variant in screen.at("variants")] == [2, 98]


@pytest.mark.rule("F-13")
async def test_from_every_week_to_the_last_day_of_the_month() -> None:
    async with showing(flow_with(BLOCKS["weekly"]), size=TALL) as screen:
        await screen.go_to("trigger", "schedule", "every")
        await screen.press(*"month", "enter")
        await screen.pilot.pause()
        assert screen.shows("✗ choose exactly one of dates")
        assert screen.at("trigger", "schedule", "every") == "week"
        await screen.go_to("trigger", "schedule", "last_day")
        await screen.press("space")
        await screen.pilot.pause()
        assert not screen.shows("✗")
        schedule = screen.at("trigger", "schedule")
        assert (schedule["every"], schedule["last_day"], schedule["days"]) == ("month", True, None)


async def test_suggestions_by_keys_and_by_mouse() -> None:
    async with showing(flow_with(BLOCKS["daily"]), size=TALL) as screen:
        await screen.go_to("trigger", "segment")
        await screen.press("down")
        await screen.pilot.pause()
        assert screen.shows("Very important vip")
        await screen.press("escape")
        await screen.pilot.pause()
        assert not screen.shows("Very important vip")
        await screen.press("down", "down", "enter")
        assert screen.at("trigger", "segment") == "new"
        await screen.press("down")
        await screen.pilot.pause()
        shown = next(each for each in screen.app.query(Suggestions) if each.region)
        await screen.pilot.click(shown, offset=(2, 0))
        await screen.pilot.pause()
        assert screen.at("trigger", "segment") == "vip"
        await screen.type("someday")
        await screen.press("tab")
        assert screen.at("trigger", "segment") == "someday"
        assert screen.shows("! there is no segment 'someday'")
        await screen.press("shift+tab")
        await screen.type("")
        await screen.press("tab")
        assert screen.at("trigger", "segment") is None


async def test_escape_is_left_to_whoever_shows_the_form() -> None:
    async with showing(flow_with(BLOCKS["daily"])) as screen:
        pressed = []
        screen.app.action_leave = lambda: pressed.append("escape")  # type: ignore[attr-defined]
        screen.app.bind("escape", "leave")
        await screen.go_to("trigger", "segment")
        await screen.press("down", "escape")
        assert pressed == []
        await screen.press("escape")
        assert pressed == ["escape"]


async def test_ascii() -> None:
    flow = flow_with(BLOCKS["yes or no"])
    async with showing(flow, size=TALL, ascii=True) as screen:
        await screen.go_to("condition", "all", 0, "field")
        await screen.go_to("at")
        await screen.press("?")
        await screen.pilot.pause()
        assert screen.shows("x write the column and the row")
        odd = {character for line in screen.lines() for character in line if not character.isascii()}
        assert odd == set()

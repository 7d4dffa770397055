"""The canvas under keys and mouse."""

from dataclasses import replace

import pytest
from textual.geometry import Offset, Region
from textual.message import Message
from textual.pilot import Pilot

from app.canvas.picture import Graph, Level, Token, Tone
from app.canvas.route import Point
from app.canvas.widget import NUDGE, Canvas
from tests.app.canvas.demo import Demo
from tests.app.canvas.graphs import abandoned_cart, random_flow


def lines(canvas: Canvas) -> list[str]:
    """What the canvas shows now."""
    return [canvas.render_line(y).text for y in range(canvas.size.height)]


def shown(canvas: Canvas) -> str:
    return "\n".join(lines(canvas))


def find(canvas: Canvas, text: str, offset: int = 0) -> Point:
    """Where a text stands on the screen."""
    for y, line in enumerate(lines(canvas)):
        if text in line:
            return (line.index(text) + offset, y)
    raise AssertionError(f"{text!r} is not in sight:\n{shown(canvas)}")


def names(messages: list[Message]) -> list[str]:
    return [type(message).__name__ for message in messages]


async def drag(pilot: Pilot[None], start: Point, end: Point) -> None:
    await pilot.mouse_down(Canvas, offset=start)
    await pilot.hover(Canvas, offset=((start[0] + end[0]) // 2, (start[1] + end[1]) // 2))
    await pilot.hover(Canvas, offset=end)
    await pilot.mouse_up(Canvas, offset=end)
    await pilot.pause()


async def test_arrow_keys_select_and_bring_into_sight() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.canvas.selected == "launch"
        for expected in ("days", "full", "test", "promo", "day", "ordered", "limit", "sms"):
            await pilot.press("down")
            assert app.canvas.selected == expected
        await pilot.pause()
        assert "═ ≡ Steps ═" in shown(app.canvas)
        assert "Last call" in shown(app.canvas)
        await pilot.press("home")
        await pilot.pause()
        assert "Cart left behind" in shown(app.canvas)
        assert {type(message) for message in app.posted} == {Canvas.Selected}
        assert [message.card_id for message in app.posted if isinstance(message, Canvas.Selected)][:3] == [
            "launch",
            "days",
            "full",
        ]


async def test_enter_opens() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter")
        opened = app.posted[-1]
        assert isinstance(opened, Canvas.Opened)
        assert opened.card_id == "days"
        assert opened.control is app.canvas


async def test_focus_shows_in_the_border() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        assert "╔═ ► Launch settings ═" in shown(app.canvas)
        app.set_focus(None)
        await pilot.pause()
        assert "┏━ ► Launch settings ━" in shown(app.canvas)


async def test_click_selects_and_double_click_opens() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        at = find(app.canvas, "Cart still full?")
        await pilot.click(Canvas, offset=at)
        assert app.canvas.selected == "full"
        assert names(app.posted) == ["Selected", "Selected"]
        await pilot.click(Canvas, offset=at, times=2)
        assert names(app.posted)[2:] == ["Opened"]


async def test_clicks_hit_what_is_seen_after_scrolling() -> None:
    app = Demo(random_flow(60, 80))
    async with app.run_test(size=(80, 24)) as pilot:
        app.canvas.centre("b40")
        await pilot.pause()
        await pilot.click(Canvas, offset=find(app.canvas, "Block 40"))
        assert app.canvas.selected == "b40"


async def test_shift_arrows_move_the_card_by_hand() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 40)) as pilot:
        col, row = app.canvas.positions()["launch"]
        await pilot.press("shift+right")
        moved = app.posted[-1]
        assert isinstance(moved, Canvas.CardsMoved)
        assert moved.moves == (("launch", col + NUDGE, row),)
        assert app.canvas.positions()["launch"] == (col + NUDGE, row)
        await pilot.press("shift+up")
        assert app.canvas.positions()["launch"] == (col + NUDGE, row - 1)
        await pilot.press("shift+left", "shift+down")
        assert app.canvas.positions()["launch"] == (col, row)


async def test_dragging_a_card_places_it() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        col, row = app.canvas.positions()["days"]
        x, y = find(app.canvas, "Three days")
        await pilot.mouse_down(Canvas, offset=(x, y))
        await pilot.hover(Canvas, offset=(x + 20, y + 1))
        await pilot.pause()
        assert "·" in shown(app.canvas).replace("inside ·", "")
        await pilot.mouse_up(Canvas, offset=(x + 20, y + 1))
        await pilot.pause()
        moved = app.posted[-1]
        assert isinstance(moved, Canvas.CardsMoved)
        assert moved.moves == (("days", col + 20, row),)
        assert find(app.canvas, "Three days") == (x + 20, y), "the card is where it was let go"


async def test_escape_ends_a_drag() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        x, y = find(app.canvas, "Three days")
        before = app.canvas.positions()
        await pilot.mouse_down(Canvas, offset=(x, y))
        await pilot.hover(Canvas, offset=(x + 20, y + 1))
        await pilot.press("escape")
        await pilot.mouse_up(Canvas, offset=(x + 20, y + 1))
        await pilot.pause()
        assert app.canvas.positions() == before
        assert "CardsMoved" not in names(app.posted)


async def test_dragging_empty_ground_pans() -> None:
    app = Demo(random_flow(60, 80))
    async with app.run_test(size=(80, 24)) as pilot:
        app.canvas.centre("b40")
        await pilot.pause()
        before = app.canvas.scroll_offset
        start = next(
            (x, y)
            for y, line in enumerate(lines(app.canvas))
            for x in range(20, 60)
            if y > 6 and line[x - 2 : x + 3] == "     " and app.canvas.card_under(x, y) is None
        )
        await drag(pilot, start, (start[0] - 6, start[1] - 4))
        assert app.canvas.scroll_offset == before + Offset(6, 4)


async def test_the_wheel_scrolls() -> None:
    app = Demo(random_flow(60, 80))
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.canvas.scroll_target_y
        app.canvas.scroll_down(animate=False)
        await pilot.pause()
        assert app.canvas.scroll_target_y > before


async def test_dragging_from_an_output_connects() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await drag(pilot, find(app.canvas, "○ no"), find(app.canvas, "Three days"))
        connected = app.posted[-1]
        assert isinstance(connected, Canvas.Connected)
        assert (connected.source, connected.output, connected.target) == ("full", "no", "days")
        assert app.canvas.graph == abandoned_cart(), "the canvas decides nothing"


async def test_letting_go_beside_cards_asks_for_something_new_there() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await drag(pilot, find(app.canvas, "○ no"), (2, 2))
        assert names(app.posted) == ["Selected", "Selected", "DroppedOnGround"]
        assert app.canvas.selected == "full"


async def test_connecting_by_keyboard() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)) as pilot:
        app.canvas.select("ordered")
        assert not app.canvas.begin_connecting("gone")
        assert app.canvas.begin_connecting("yes")
        await pilot.pause()
        assert "┏━ ≤ Limit ━" in shown(app.canvas)
        await pilot.press("down", "enter")
        connected = app.posted[-1]
        assert isinstance(connected, Canvas.Connected)
        assert (connected.source, connected.output, connected.target) == ("ordered", "yes", "sms")
        assert app.canvas.selected == "ordered"
        app.canvas.begin_connecting("yes")
        await pilot.press("escape", "down")
        assert app.canvas.selected == "limit"


async def test_zoom_and_fit() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        app.canvas.fit()
        await pilot.pause()
        assert app.canvas.level is Level.LINE
        text = shown(app.canvas)
        assert all(word in text for word in ("Cart left", "Last call", "▸ 38 inside"))
        app.canvas.zoom(Level.FULL)
        await pilot.pause()
        assert "║ Cart left behind" in shown(app.canvas)
    app = Demo(Graph(abandoned_cart().cards[:2], abandoned_cart().links[:1]))
    async with app.run_test(size=(80, 40)):
        app.canvas.fit()
        assert app.canvas.level is Level.FULL


async def test_zooming_keeps_the_selected_card_in_its_place() -> None:
    app = Demo(random_flow(60, 80))
    async with app.run_test(size=(80, 30)) as pilot:
        app.canvas.select("b30")
        app.canvas.centre()
        await pilot.pause()
        before = find(app.canvas, "║")
        app.canvas.zoom(Level.LINE)
        await pilot.pause()
        x, y = find(app.canvas, "║")
        assert abs(x - before[0]) <= 1
        assert abs(y - before[1]) <= 2


async def test_counts_change_without_a_new_layout() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.canvas.positions()
        app.canvas.set_badges({"launch": "▸ 1 inside · 999 →"})
        await pilot.pause()
        assert "▸ 1 inside · 999 →" in shown(app.canvas)
        assert app.canvas.positions() == before
        app.canvas.show(abandoned_cart())
        assert "▸ 1 inside · 999 →" in shown(app.canvas), "counts outlive an edit of the graph"


async def test_cards_without_a_line_for_counts_get_one() -> None:
    graph = abandoned_cart()
    bare = replace(graph, cards=tuple(replace(card, badge=None) for card in graph.cards))
    app = Demo(bare)
    async with app.run_test(size=(80, 24)) as pilot:
        app.canvas.set_badges({"launch": "▸ 5"})
        await pilot.pause()
        assert "│ ▸ 5" in shown(app.canvas).replace("║", "│")


async def test_tokens_move_and_go() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = shown(app.canvas)
        app.canvas.set_tokens([Token(("launch", "next"), 0.0)])
        await pilot.pause()
        assert "●" in shown(app.canvas)
        app.canvas.set_tokens([Token(("launch", "next"), 1.0, 12)])
        assert "12" in shown(app.canvas)
        assert "●" not in shown(app.canvas)
        app.canvas.set_tokens([])
        assert shown(app.canvas) == before


async def test_only_cells_that_change_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        painted: list[Region] = []
        monkeypatch.setattr(app.canvas, "refresh", lambda *regions, **_: painted.extend(regions))
        app.canvas.set_tokens([Token(("launch", "next"), 0.0)])
        app.canvas.set_tokens([Token(("launch", "next"), 0.0)])
        assert [(region.width, region.height) for region in painted] == [(1, 1)]
        painted.clear()
        app.canvas.set_tokens([Token(("limit", "within"), 0.0)])
        assert len(painted) == 1, "the old token goes, the new one is out of sight"
        painted.clear()
        app.canvas.set_badges({"launch": "▸ 7", "days": "▸ 38 inside · 374 →", "sms": "▸ 9"})
        assert len(painted) == 1, "of the three, one is the same and one is out of sight"


async def test_trail_and_tones() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = shown(app.canvas)
        app.canvas.set_trail([("launch", "next")])
        assert "┃" in shown(app.canvas)
        app.canvas.set_tones({"launch": Tone.PROBLEM})
        assert "✗" in shown(app.canvas)
        app.canvas.set_trail([])
        app.canvas.set_tones({})
        assert shown(app.canvas) == before


async def test_another_graph_keeps_selection_and_sight() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "down")
        at = find(app.canvas, "Which offer works?")
        graph = abandoned_cart()
        app.canvas.show(replace(graph, cards=graph.cards[:-1]))
        await pilot.pause()
        assert app.canvas.selected == "test"
        assert find(app.canvas, "Which offer works?") == at
        app.canvas.show(replace(graph, cards=graph.cards[4:]))
        await pilot.pause()
        assert app.canvas.selected == "mail"


async def test_an_empty_graph_has_nothing_to_select() -> None:
    app = Demo(Graph())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter", "shift+up", "home")
        assert app.canvas.selected is None
        assert app.posted == []
        app.canvas.show(abandoned_cart())
        await pilot.pause()
        assert names(app.posted) == ["Selected"]


async def test_a_theme_changes_the_colours() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        dark = {segment.style for segment in app.canvas.render_line(3)}
        app.theme = "textual-light"
        await pilot.pause()
        assert {segment.style for segment in app.canvas.render_line(3)} != dark


async def test_every_line_is_as_wide_as_the_canvas() -> None:
    app = Demo(random_flow(60, 80))
    async with app.run_test(size=(80, 24)) as pilot:
        app.canvas.centre("b40")
        await pilot.pause()
        width = app.canvas.scrollable_content_region.width
        for y in range(app.canvas.size.height):
            strip = app.canvas.render_line(y)
            assert strip.cell_length == width
            assert all(segment.style is not None and segment.style.bgcolor is not None for segment in strip)

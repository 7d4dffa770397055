"""Several cards at once: chosen by keys and mouse, moved together; jump labels; the overview."""

import pytest
from textual.pilot import Pilot

from app.canvas.gestures import Connecting
from app.canvas.jumping import jump_labels
from app.canvas.picture import Card, Graph, Level
from app.canvas.widget import NUDGE, Canvas
from tests.app.canvas.demo import Demo
from tests.app.canvas.graphs import abandoned_cart, random_flow
from tests.app.canvas.test_widget import find, names, shown


def three() -> Graph:
    """Three cards in a row, far enough apart to draw a rectangle around two."""
    cards = (
        Card("a", "wait", "Alpha", col=0, row=0),
        Card("b", "wait", "Beta", col=40, row=0),
        Card("c", "wait", "Gamma", col=80, row=0),
        Card("d", "wait", "Delta", col=0, row=2),
    )
    return Graph(cards)


async def test_shift_click_chooses_and_a_click_ends_it() -> None:
    app = Demo(three())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert app.canvas.chosen == {"a"}
        await pilot.click(Canvas, offset=find(app.canvas, "Beta"), shift=True)
        assert app.canvas.chosen == {"a", "b"}
        assert app.canvas.selected == "b"
        assert names(app.posted).count("ChosenChanged") == 1
        await pilot.click(Canvas, offset=find(app.canvas, "Gamma"), control=True)
        assert app.canvas.chosen == {"a", "b", "c"}
        await pilot.click(Canvas, offset=find(app.canvas, "Beta"), shift=True)
        assert app.canvas.chosen == {"a", "c"}
        await pilot.click(Canvas, offset=find(app.canvas, "Gamma"))
        assert app.canvas.chosen == {"c"}
        assert not app.canvas.marked


async def test_chosen_cards_have_a_border_of_their_own() -> None:
    app = Demo(three())
    async with app.run_test(size=(120, 30)) as pilot:
        app.canvas.choose({"a", "b"})
        await pilot.pause()
        assert "┏━ ◔ Wait" in shown(app.canvas)
        assert "╔═ ◔ Wait" in shown(app.canvas), "and the selected one is seen among them"
        await pilot.press("escape")
        assert "┏" not in shown(app.canvas)
        assert app.canvas.chosen == {"a"}


async def band(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int], **how: bool | int) -> None:
    await pilot.mouse_down(Canvas, offset=start, **how)  # type: ignore[arg-type]
    await pilot.hover(Canvas, offset=end)
    await pilot.pause()


async def test_a_rectangle_chooses_what_it_touches() -> None:
    app = Demo(three())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        x, y = find(app.canvas, "Beta")
        await band(pilot, (x - 8, y + 4), (x + 60, y), shift=True)
        assert app.canvas.chosen == {"b", "c"}
        assert "╭──────────" in shown(app.canvas)
        await pilot.mouse_up(Canvas, offset=(x + 60, y))
        assert app.canvas.chosen == {"b", "c"}
        assert app.canvas.selected == "b"


async def test_the_right_button_draws_a_rectangle_where_the_terminal_keeps_shift() -> None:
    app = Demo(three())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        x, y = find(app.canvas, "Beta")
        await band(pilot, (x - 8, y + 4), (x + 2, y), button=3)
        await pilot.mouse_up(Canvas, offset=(x + 2, y))
        assert app.canvas.marked == {"b"}


async def test_chosen_cards_move_together_by_keys() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)) as pilot:
        app.canvas.choose(["mail", "promo"])
        before = app.canvas.positions()
        await pilot.press("shift+right", "shift+down")
        after = app.canvas.positions()
        assert {key for key in after if after[key] != before[key]} >= {"mail", "promo"}
        for key in ("mail", "promo"):
            assert after[key] == (before[key][0] + NUDGE, before[key][1] + 1)
        moved = app.posted[-1]
        assert isinstance(moved, Canvas.CardsMoved)
        assert {card for card, _, _ in moved.moves} == {"mail", "promo"}


async def test_chosen_cards_move_together_by_dragging_one_of_them() -> None:
    app = Demo(three())
    async with app.run_test(size=(120, 30)) as pilot:
        app.canvas.choose(["a", "b"])
        await pilot.pause()
        x, y = find(app.canvas, "Beta")
        await pilot.mouse_down(Canvas, offset=(x, y))
        await pilot.hover(Canvas, offset=(x + 3, y + 9))
        await pilot.mouse_up(Canvas, offset=(x + 3, y + 9))
        await pilot.pause()
        moved = app.posted[-1]
        assert isinstance(moved, Canvas.CardsMoved)
        assert set(moved.moves) == {("a", 3, 2), ("b", 43, 2)}
        assert app.canvas.chosen == {"a", "b"}


async def test_a_card_that_is_gone_is_not_chosen() -> None:
    app = Demo(three())
    async with app.run_test(size=(120, 30)):
        app.canvas.choose(["a", "b", "nobody"])
        assert app.canvas.chosen == {"a", "b"}
        app.canvas.show(Graph(three().cards[1:]))
        assert app.canvas.chosen == {"b"}


def test_jump_labels_are_short_and_none_begins_another() -> None:
    for count in (0, 1, 26, 27, 150, 676):
        labels = jump_labels(f"b{at}" for at in range(count))
        assert len(labels) == count
        assert len(set(map(len, labels))) <= 1
        assert all(len(letters) == (1 if count <= 26 else 2) for letters in labels)


async def test_jumping_to_a_card_by_its_letters() -> None:
    app = Demo(three())
    came: list[str] = []
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert app.canvas.begin_jump(came.append)
        await pilot.pause()
        assert all(letters in shown(app.canvas) for letters in ("[a]", "[s]", "[d]", "[f]"))
        await pilot.press("d")
        assert came == ["c"]
        assert not app.canvas.jumping
        assert "[a]" not in shown(app.canvas)
        app.canvas.begin_jump(came.append)
        await pilot.press("escape")
        assert not app.canvas.jumping
        assert came == ["c"]


async def test_jumping_by_two_letters() -> None:
    app = Demo(random_flow(60, 80))
    came: list[str] = []
    async with app.run_test(size=(160, 50)) as pilot:
        app.canvas.zoom(Level.OVERVIEW)
        await pilot.pause()
        app.canvas.begin_jump(came.append)
        await pilot.press("s")
        assert not came
        assert app.canvas.jumping
        await pilot.press("a")
        assert len(came) == 1


@pytest.mark.parametrize("key", ["up", "down", "left", "right"])
async def test_a_connection_that_is_being_drawn_never_aims_at_its_own_block(key: str) -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 50)) as pilot:
        app.canvas.select("full")
        app.canvas.begin_connecting("no")
        for _ in range(6):
            await pilot.press(key)
            gesture = app.canvas._gesture
            assert isinstance(gesture, Connecting)
            assert gesture.target != "full"


async def test_a_connection_that_is_being_drawn_goes_on_after_a_jump() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 50)) as pilot:
        app.canvas.select("full")
        app.canvas.begin_connecting("no")
        assert app.canvas.connecting == ("full", "no")
        app.canvas.begin_jump(app.canvas.aim)
        await pilot.press("a", "enter")
        connected = app.posted[-1]
        assert isinstance(connected, Canvas.Connected)
        assert (connected.source, connected.output) == ("full", "no")


async def test_a_line_let_go_on_empty_ground_asks_for_something_new_there() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        x, y = find(app.canvas, "○ no")
        await pilot.mouse_down(Canvas, offset=(x, y))
        await pilot.hover(Canvas, offset=(x + 30, y + 2))
        await pilot.mouse_up(Canvas, offset=(x + 30, y + 2))
        await pilot.pause()
        dropped = app.posted[-1]
        assert isinstance(dropped, Canvas.DroppedOnGround)
        assert (dropped.source, dropped.output) == ("full", "no")
        assert dropped.row == app.canvas.positions()["full"][1] + 1


async def test_the_overview_shows_the_whole_flow() -> None:
    app = Demo(random_flow(150, 207))
    async with app.run_test(size=(120, 40)) as pilot:
        app.canvas.zoom(Level.OVERVIEW)
        await pilot.pause()
        assert app.canvas.max_scroll_x == app.canvas.max_scroll_y == 0
        assert shown(app.canvas).count("◔") == 150
        assert "[◔ ]" in shown(app.canvas), "the selected one in brackets"
        await pilot.press("down")
        assert app.canvas.selected != "b0"
        await pilot.click(Canvas, offset=find(app.canvas, " ◔ ", 1))
        before = app.canvas.positions()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert shown(app.canvas).count("◔") == 150
        assert app.canvas.positions() == before


async def test_following_makes_the_rest_dim_and_thin() -> None:
    app = Demo(random_flow(150, 207))
    async with app.run_test(size=(120, 40)) as pilot:
        app.canvas.zoom(Level.OVERVIEW)
        await pilot.pause()
        before = shown(app.canvas)
        app.canvas.set_trail([("b0", "next")], ["b0", "b1"])
        after = shown(app.canvas)
        assert after != before
        assert "(◔ )" in after, "what stands out has brackets"
        app.canvas.set_trail(())
        assert shown(app.canvas) == before


async def test_tidying_lays_out_afresh_and_undoing_brings_back_what_was_seen() -> None:
    app = Demo(abandoned_cart())
    async with app.run_test(size=(120, 40)):
        fresh = app.canvas.positions()
        graph = abandoned_cart()
        less = Graph(tuple(card for card in graph.cards if card.id != "mail"), graph.links)
        app.canvas.show(less)
        kept = app.canvas.positions()
        app.canvas.show(graph)
        assert app.canvas.positions() == fresh
        app.canvas.show(less)
        assert app.canvas.positions() == kept
        app.canvas.tidy()
        assert app.canvas.positions() != kept

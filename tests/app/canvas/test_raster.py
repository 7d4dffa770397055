"""Exact small pictures, and what must hold of every line drawn."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from app.canvas.picture import Card, Graph, Level, Link, Tone
from app.canvas.raster import Raster
from app.canvas.scene import compose
from app.text import cell_width
from tests.app.canvas.graphs import NEXT, YES_NO, abandoned_cart, graphs
from tests.laws import examples


def fork() -> Graph:
    cards = (
        Card("q", "condition", "Ordered?", ("since entry",), "▸ 3 inside · 40 →", YES_NO),
        Card("w", "wait", "One day", (), None, NEXT),
        Card("m", "steps", "Thank you"),
    )
    return Graph(cards, (Link("q", "yes", "m"), Link("q", "no", "w"), Link("w", "next", "m")))


def raster_of(graph: Graph, level: Level = Level.FULL, ascii: bool = False) -> Raster:
    return compose(graph, level, ascii).raster


def drawn(raster: Raster) -> list[str]:
    routes = raster.routes
    return [
        "".join(text for text, _ in raster.row(y, 0, routes.width)).rstrip() for y in range(routes.height)
    ]


def picture(text: str) -> list[str]:
    lines = text.strip("\n").split("\n")
    return ["", *(line.rstrip() for line in lines), ""]


def test_a_fork_and_a_join() -> None:
    assert drawn(raster_of(fork())) == picture(
        """
 ╭─ ◆ Condition ───────────╮
 │ Ordered?                │
 │ since entry             │
 │ ▸ 3 inside · 40 →       │
 ╰────────┬───────┬────────╯
      yes │       │ no
      ╭───╯       ╰───╮
      │               ▼
      │  ╭─ ◔ Wait ────────────────╮
      │  │ One day                 │
      │  ╰────────────┬────────────╯
      ╰───────┬───────╯
              ▼
 ╭─ ≡ Steps ───────────────╮
 │ Thank you               │
 ╰─────────────────────────╯
"""
    )


def test_the_same_in_ascii() -> None:
    lines = drawn(raster_of(fork(), ascii=True))
    assert all(line.isascii() for line in lines)
    assert lines == picture(
        """
 +- ? Condition -----------+
 | Ordered?                |
 | since entry             |
 | > 3 inside - 40 >       |
 +--------+-------+--------+
      yes |       | no
      +---+       +---+
      |               v
      |  +- ~ Wait ----------------+
      |  | One day                 |
      |  +------------+------------+
      +-------+-------+
              v
 +- = Steps ---------------+
 | Thank you               |
 +-------------------------+
"""
    )


def test_one_line_a_card() -> None:
    assert drawn(raster_of(fork(), Level.LINE)) == picture(
        """
 │◆ Ordered?     ▸ 3 inside│
      yes │       │ no
      ╭───╯       ╰───╮
      │               ▼
      │  │◔ One day                │
      ╰───────┬───────╯
              ▼
 │≡ Thank you              │
"""
    )


def test_open_ends_are_shown() -> None:
    card = Card("q", "limit", "At most 5", outputs=(("within", "within"), ("beyond", "beyond")))
    lines = drawn(raster_of(Graph((card,))))
    assert lines[-2].strip() == "within ○       ○ beyond"


def test_of_a_long_label_the_share_stays() -> None:
    outputs = (("word", "A kind word 40 %"), ("code", "A code 40 %"), ("nothing", "Nothing at all 20 %"))
    lines = drawn(raster_of(Graph((Card("t", "ab_test", "Which?", outputs=outputs),))))
    assert lines[-2].split("○")[1:] == [" A kind… 40 %  ", " A code 40 %   ", " Nothin… 20 %"]


def test_crossing_lines_pass_each_other() -> None:
    cards = (
        Card("a", "wait", "a", outputs=(("o", ""),), col=0, row=0),
        Card("b", "wait", "b", outputs=(("o", ""),), col=30, row=0),
        Card("c", "wait", "c", col=8, row=1),
        Card("d", "wait", "d", col=38, row=1),
    )
    lines = drawn(raster_of(Graph(cards, (Link("a", "o", "d"), Link("b", "o", "c")))))
    assert lines[4:7] == [
        "              ╰─────────────────────────────│───────╮",
        "                      ╭─────────────────────╯       │",
        "                      ▼                             ▼",
    ]
    assert not any("┼" in line for line in lines)


def test_selection_shows_without_colour() -> None:
    raster = raster_of(fork())
    raster.set_frames({"q": "focused", "w": "selected"})
    lines = drawn(raster)
    assert lines[1].strip() == "╔═ ◆ Condition ═══════════╗"
    assert lines[5].strip() == "╚════════╤═══════╤════════╝"
    assert "┏━ ◔ Wait ━━━━━━━━━━━━━━━━┓" in lines[9]


def test_trail_shows_without_colour_and_dims_the_rest() -> None:
    raster = raster_of(fork())
    raster.set_trail({("q", "yes")})
    lines = drawn(raster)
    assert lines[6] == "      yes ┃       │ no"
    assert lines[7] == "      ┏━━━┛       ╰───╮"
    styles = {style for text, style in raster.row(10, 0, 60) if "One day" in text}
    assert styles == {"card-dim"}
    raster.set_trail(())
    assert drawn(raster) == drawn(raster_of(fork()))


def test_tones_have_signs() -> None:
    graph = Graph((Card("a", "wait", "a", tone=Tone.PROBLEM), Card("b", "wait", "b")))
    raster = raster_of(graph)
    raster.set_tones({"b": Tone.WARNING})
    text = "\n".join(drawn(raster))
    assert " ✗ ─╮" in text
    assert " ! ─╮" in text


def test_badges_change_only_their_card() -> None:
    raster = raster_of(abandoned_cart())
    assert raster.set_badges({"day": "▸ 12 inside · 210 →", "gone": "1"}) == []
    (box,) = raster.set_badges({"day": "▸ 13 inside · 211 →", "launch": "▸ 0 inside · 412 →"})
    assert box == raster.routes.boxes["day"]
    assert "▸ 13 inside · 211 →" in "\n".join(drawn(raster))


def test_untrusted_text_is_text() -> None:
    cards = (
        Card("a", "\x1b[31m", "[red]x[/ \x1b[2J", ("\u202ebidi\r\n",), "\x07", (("o", "\x1b]0;x\x07"),)),
    )
    lines = "\n".join(drawn(raster_of(Graph(cards))))
    assert "\x1b" not in lines
    assert "[red]x[/ ␛[2J" in lines


@settings(max_examples=examples(80), deadline=None)
@given(graphs(), st.sampled_from(Level), st.booleans(), st.integers(-5, 60), st.integers(1, 80))
def test_every_line_has_its_width(graph: Graph, level: Level, ascii: bool, start: int, width: int) -> None:
    raster = raster_of(graph, level, ascii)
    overlay: Mapping[int, Mapping[int, tuple[str, str]]] = {
        y: {start + width // 2: ("●", "token"), start + 1: ("1", "tokens")} for y in range(0, 40, 2)
    }
    for y in range(raster.routes.height):
        runs = raster.row(y, start, start + width, overlay)
        assert sum(cell_width(text) for text, _ in runs) == width
        assert all(text for text, _ in runs)

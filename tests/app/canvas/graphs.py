"""Graphs for the tests of the canvas: a believable flow, and any graph at all."""

import random

from hypothesis import strategies as st

from app.canvas.picture import Card, Graph, Link

NEXT = (("next", ""),)
YES_NO = (("yes", "yes"), ("no", "no"))


def abandoned_cart() -> Graph:
    """Ten blocks of all seven kinds but one, with a fork, a join and open ends."""
    cards = (
        Card(
            "launch",
            "launch",
            "Cart left behind",
            ("Cart changed, no order",),
            "▸ 0 inside · 412 →",
            NEXT,
        ),
        Card("days", "wait", "Three days", ("3 days, then 10:00–20:00",), "▸ 38 inside · 374 →", NEXT),
        Card("full", "condition", "Cart still full?", ("the cart has items",), "▸ 0 inside · 374 →", YES_NO),
        Card(
            "test",
            "ab_test",
            "Which offer works?",
            ("A 45 %, B 45 %, control",),
            "▸ 0 inside · 251 →",
            (("a", "A 45%"), ("b", "B 45%"), ("c", "ctrl")),
        ),
        Card("mail", "steps", "Reminder", ("E-mail “Your cart”",), "▸ 0 inside · 113 →", NEXT),
        Card(
            "promo",
            "steps",
            "Reminder + promo code",
            ("Promo code from SPRING", "E-mail “10 % off”"),
            "▸ 0 inside · 109 →",
            NEXT,
        ),
        Card("day", "wait", "One day", ("1 day",), "▸ 12 inside · 210 →", NEXT),
        Card("ordered", "condition", "Ordered?", ("an order since entry",), "▸ 0 inside · 198 →", YES_NO),
        Card(
            "limit",
            "limit",
            "At most 500 a day",
            ("calendar day, 77 left",),
            "▸ 0 inside · 140 →",
            (("within", "within"), ("beyond", "beyond")),
        ),
        Card("sms", "steps", "Last call", ("SMS “Last chance”",), "▸ 0 inside · 140 →", NEXT),
    )
    links = (
        Link("launch", "next", "days"),
        Link("days", "next", "full"),
        Link("full", "yes", "test"),
        Link("test", "a", "mail"),
        Link("test", "b", "promo"),
        Link("mail", "next", "day"),
        Link("promo", "next", "day"),
        Link("day", "next", "ordered"),
        Link("ordered", "no", "limit"),
        Link("limit", "within", "sms"),
    )
    return Graph(cards, links)


def random_flow(cards: int, links: int, seed: int = 1) -> Graph:
    """A flow-like graph: one root, forks, joins, some links over many rows."""
    chance = random.Random(seed)
    made: list[Card] = []
    free: list[tuple[int, str]] = []
    for at in range(cards):
        outputs = chance.choice((NEXT, NEXT, YES_NO, YES_NO, (("a", "A"), ("b", "B"), ("c", "C"))))
        made.append(Card(f"b{at}", "wait", f"Block {at}", ("some words", "and more"), "▸ 0", outputs))
        free += [(at, output) for output, _ in outputs]
    chance.shuffle(free)
    joined: list[Link] = []
    for at in range(1, cards):
        source = next((end for end in free if at - 12 <= end[0] < at), None)
        if source is not None:
            free.remove(source)
            joined.append(Link(f"b{source[0]}", source[1], f"b{at}"))
    for at, output in free:
        if at < cards - 2 and len(joined) < links:
            joined.append(Link(f"b{at}", output, f"b{chance.randrange(at + 1, min(cards, at + 30))}"))
    return Graph(tuple(made), tuple(joined))


@st.composite
def graphs(draw: st.DrawFn, by_hand: bool = True, most: int = 14) -> Graph:
    """Any graph that a draft may hold: cycles, loops, islands, doubly connected outputs, cards placed by
    hand.
    """
    count = draw(st.integers(1, most))
    cards = []
    ends: list[tuple[str, str]] = []
    for at in range(count):
        outputs = tuple(
            (f"o{port}", draw(st.sampled_from(("", "yes", "beyond the limit", "宛先"))))
            for port in range(draw(st.integers(0, 5)))
        )
        placed = by_hand and draw(st.integers(0, 3)) == 0
        cards.append(
            Card(
                f"b{at}",
                draw(st.sampled_from(("wait", "condition", "strange"))),
                draw(st.sampled_from(("Wait", "A title that is much too long for any card", "漢字の題"))),
                draw(st.sampled_from(((), ("one line",), ("a first line that wraps around", "a second")))),
                draw(st.sampled_from((None, "", "▸ 12 inside · 340 →"))),
                outputs,
                draw(st.integers(-40, 80)) if placed else None,
                draw(st.sampled_from((-2, -1, 0, 1, 2, 3, 4, 5, 60))) if placed else None,
            )
        )
        ends += [(f"b{at}", output) for output, _ in outputs]
    links = []
    if ends:
        for _ in range(draw(st.integers(0, 2 * count))):
            source, output = draw(st.sampled_from(ends))
            links.append(Link(source, output, f"b{draw(st.integers(0, count - 1))}"))
    return Graph(tuple(cards), tuple(links))

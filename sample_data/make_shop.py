"""Makes the sample shop: `python -m sample_data.make_shop` writes its world and its month,
the same to the byte.

The flows beside them are written by hand.
"""

from pathlib import Path
from typing import Any

from sample_data.making import calendar, cast
from sample_data.making.catalogue import ARTICLES, SETTINGS
from sample_data.making.chance import Chance
from sample_data.making.month import Change, Month
from sample_data.making.people import KNOWN, NEW, Person, Village, past_orders, wish
from sample_data.making.text import document

SEED = 20_260_301

NOTE = """\
March 2026 at Morgenkanne, a small house that sells tea and what one drinks it from.
The clocks change in the night to Sunday, 29 March: watch the waits on that weekend."""


def codes(chance: Chance, word: str, count: int) -> list[str]:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    made: dict[str, None] = {}
    while len(made) < count:
        made[f"{word}-" + "".join(chance.one(letters) for _ in range(5))] = None
    return list(made)


def products() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for article in ARTICLES:
        made[article.id] = {
            "name": article.name,
            "price": article.cents,
            "available": True,
            "category": article.category,
            "fields": {"origin": article.origin},
            "segments": list(article.segments),
        }
        if article.in_switzerland is not None:
            made[article.id]["regional"] = {"ch": {"price": article.in_switzerland}}
    return made


def shop() -> tuple[dict[str, Any], list[Change]]:
    """The world when March begins, and March."""
    chance = Chance(SEED)
    village = Village(chance)
    known = cast.guests(village)
    others: list[Person] = [village.guest() for _ in range(KNOWN - len(known))]
    for person in others:
        wish(chance, person)
    orders = past_orders(chance, others, 118)
    people = sorted([*known, *others], key=lambda person: str(person["created_at"]))
    world = {
        "settings": SETTINGS,
        "products": products(),
        "customers": {person["id"]: _without_id(person) for person in people},
        "orders": orders,
        "pools": {
            "welcome": {"codes": codes(chance, "HELLO", 60)},
            "cart": {"codes": codes(chance, "BACK", 40)},
            "leaves": {"codes": codes(chance, "LEAF", 24)},
            "first_flush": {"codes": ["FIRSTFLUSH"]},
        },
    }
    month = Month(chance, list(others))
    cast.story(month, known)
    calendar.sign_ups(month, village, NEW - len(cast.NEWCOMERS))
    calendar.feeds(month)
    calendar.tastings(month)
    calendar.leaves(month, others)
    calendar.profiles(month, others)
    calendar.imports(month, others)
    month.visits()
    return world, month.play()


def _without_id(person: Person) -> dict[str, Any]:
    """The key of its entry says it already."""
    return {key: value for key, value in person.items() if key != "id"}


def texts() -> dict[str, str]:
    """The files of the shop by name."""
    world, timeline = shop()
    scenario = {"flowrig": "scenario/1", "scenario": "march", "world": "shop", "note": NOTE}
    return {
        "world.yaml": document({"flowrig": "world/1", **world}),
        "month.yaml": document({**scenario, "timeline": timeline}),
    }


def main() -> None:
    folder = Path(__file__).resolve().parent / "shop"
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

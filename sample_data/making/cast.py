"""Some customers to whom something worth watching happens, whatever chance does to the others."""

from datetime import datetime
from typing import Any

from sample_data.making.calendar import WITHERS, day, feed, sold, spend
from sample_data.making.catalogue import BRAND, TASTINGS
from sample_data.making.month import Month
from sample_data.making.people import Person, Village

SUBSCRIBED = {f"{BRAND}/email": "subscribed"}

WISHED = "gyokuro-asahi"

NEWCOMERS = ("jonas-lindqvist", "ines-fontaine", "haruka-tanaka", "dawit-bekele")


def _guest(key: str, first: str, last: str, came: str, **more: Any) -> Person:
    email = {"value": f"{key.replace('-', '.')}@example.com", "confirmation": "confirmed"}
    return {
        "id": key,
        "first_name": first,
        "last_name": last,
        "email": email,
        "created_at": came,
        "subscriptions": SUBSCRIBED,
        **more,
    }


def guests(village: Village) -> list[Person]:
    """Those of them who are customers when the month begins."""
    wish = {"gyokuro-asahi": {"product": "gyokuro-asahi", "price": 2850, "added_at": "2026-02-11 21:04"}}
    swiss_wish = {
        "gyokuro-asahi": {"product": "gyokuro-asahi", "price": 3150, "added_at": "2026-02-19 19:40"}
    }
    app = [{"kind": "mobile", "push": True}]
    circle = {"leaf_circle": "2026-01-05 10:00"}
    browser = [{"kind": "web", "push": True}]
    people = [
        _guest("amara-okafor", "Amara", "Okafor", "2025-05-14 18:22", devices=app),
        _guest("lukasz-nowak", "Łukasz", "Nowak", "2025-09-02 20:41", devices=browser),
        _guest("mai-tran", "Mai", "Trần", "2024-11-23 12:10", lists={"wishlist": wish}),
        _guest(
            "rania-haddad", "Rania", "Haddad", "2025-01-30 09:15", zone="ch", lists={"wishlist": swiss_wish}
        ),
        _guest("kenji-mori", "Kenji", "Mori", "2025-12-06 15:55"),
        _guest("oksana-bondar", "Oksana", "Bondar", "2025-07-19 17:30", phone={"value": "+49 30 23125 417"}),
        _guest(
            "wolfgang-krause", "Wolfgang", "Krause", "2023-10-08 10:05", phone={"value": "+49 40 66969 208"}
        ),
        _guest("theo-girard", "Théo", "Girard", "2024-04-17 19:48", balances={"leaves": 70}),
        _guest(
            "zofia-kowalczyk", "Zofia", "Kowalczyk", "2025-03-03 08:33", phone={"value": "+49 69 90009 531"}
        ),
        _guest(
            "emre-aksoy",
            "Emre",
            "Aksoy",
            "2025-02-21 16:12",
            fields={"favourite": "black", "runs_out": "2026-02-20"},
        ),
    ]
    people += [
        _guest(
            "beatriz-silva", "Beatriz", "Silva", "2024-06-08 14:25", segments=circle, birth_date="1979-03-29"
        ),
        _guest(
            "antje-petersen",
            "Antje",
            "Petersen",
            "2023-03-30 11:48",
            segments=circle,
            birth_date="1961-03-12",
        ),
    ]
    people[6]["email"]["valid"] = False
    village.ids.update(person["id"] for person in people)
    village.ids.update(NEWCOMERS)
    village.numbers.update(person["phone"]["value"] for person in people if "phone" in person)
    return people


def _newcomer(key: str, first: str, last: str, **more: Any) -> Person:
    return {
        "id": key,
        "first_name": first,
        "last_name": last,
        "email": {"value": f"{key.replace('-', '.')}@example.org"},
        **more,
    }


def story(month: Month, people: list[Person]) -> None:
    """What happens to them."""
    known = {person["id"]: person for person in people}
    _newcomers(month)

    # Two parcels on two days: one survey, since the flow asks at most once in 30 days.
    _order(month, day(9, 10, 12), known["amara-okafor"], "M-2901", "sampler-oolong", "kyusu-tokoname")
    month.at(day(9, 15, 30), month.move, "M-2901", 1, "shipped")
    month.at(day(11, 14, 10), month.move, "M-2901", 1, "delivered")
    month.at(day(10, 15, 40), month.move, "M-2901", 2, "shipped")
    month.at(day(12, 11, 30), month.move, "M-2901", 2, "delivered")

    # A cart left twice within three days, and at last an order.
    lukasz = known["lukasz-nowak"]
    month.at(day(4, 20, 10), month.put, lukasz, "matcha-starter")
    month.at(day(6, 21, 35), month.put, lukasz, "chawan-everyday")
    month.at(day(10, 19, 5), month.order, lukasz, "at once")

    # One price in Germany, another in Switzerland.
    month.at(day(12, 3, 10), feed, month, WISHED, price=2280)
    month.at(day(18, 3, 10), feed, month, WISHED, regional={"ch": {"price": 2690}})
    month.at(day(26, 3, 10), feed, month, WISHED, price=2850)

    # Looked at on the first morning of the campaign, ordered two days later.
    mai = known["mai-tran"]
    month.at(day(6, 8, 5), month.view, mai, "silver-needle")
    _order(month, day(8, 17, 25), mai, "M-2907", "first-flush-2026")

    # Cheaper, but sold out.
    month.at(day(17, 3, 5), feed, month, "kettle-gooseneck", available=False)
    month.at(day(20, 3, 5), feed, month, "kettle-gooseneck", price=9900)
    month.at(day(23, 3, 5), feed, month, "kettle-gooseneck", available=True)
    month.at(day(30, 3, 5), feed, month, "kettle-gooseneck", price=11900)

    # Bought at the stall on a Saturday, imported on Monday.
    bought = ["chasen-100", "matcha-ceremony"]
    month.at(day(9, 9, 10), sold, month, known["kenji-mori"], "S-0307-0", day(7, 11, 20), bought)

    # A tasting on the morning after the clocks have changed.
    month.at(day(15, 16, 20), month.book, known["oksana-bondar"], TASTINGS[2], 2)

    # An address that does not work.
    wolfgang = known["wolfgang-krause"]
    month.at(day(11, 11, 2), month.put, wolfgang, "east-frisian-blend", 2)
    _order(month, day(16, 8, 40), wolfgang, "M-2903", "east-frisian-blend")
    month.at(day(16, 15, 25), month.move, "M-2903", None, "shipped")
    month.at(day(18, 12, 15), month.move, "M-2903", None, "delivered")

    # Leaves that are spent before they wither.
    month.at(day(6, 9), month.award, known["theo-girard"], 50, WITHERS)
    month.at(day(24, 18, 30), spend, month, known["theo-girard"], 110)

    # A cup that came broken.
    zofia = known["zofia-kowalczyk"]
    _order(month, day(3, 19, 47), zofia, "M-2904", "cup-blue", "hojicha-kogane")
    month.at(day(4, 15, 50), month.move, "M-2904", None, "shipped")
    month.at(day(6, 13, 20), month.move, "M-2904", None, "delivered")
    month.at(day(9, 20, 15), month.answer, zofia, 3)

    # Tea that runs out on the day after the clocks change.
    runs_out = {"runs_out": "2026-03-30"}
    month.at(day(8, 4, 5), month.change, "customer.set_field", customer="emre-aksoy", fields=runs_out)


def _newcomers(month: Month) -> None:
    """Those of them who sign up during the month."""
    # In the night before the clocks change: a day later, 2:20 does not exist.
    jonas = _newcomer("jonas-lindqvist", "Jonas", "Lindqvist")
    month.at(day(28, 2, 20), month.sign_up, jonas, 30 * 60 + 45)

    ines = _newcomer("ines-fontaine", "Inès", "Fontaine")
    month.at(day(28, 2, 5), month.sign_up, ines, 12)
    _order(month, day(28, 2, 30), ines, "M-2905", "lemon-verbena")

    haruka = _newcomer("haruka-tanaka", "Haruka", "Tanaka", birth_date="1979-11-02")
    month.at(day(17, 20, 14), month.sign_up, haruka, 9)
    _order(month, day(17, 20, 51), haruka, "M-2906", "samovar-small", "tea-glass-set")

    phone = {"value": "+49 221 4710 662"}
    dawit: Person = {
        "id": "dawit-bekele",
        "first_name": "Dawit",
        "last_name": "Bekele",
        "phone": phone,
    }
    month.at(day(5, 13, 9), month.sign_up, dawit)


def _order(month: Month, moment: datetime, person: Person, order: str, *bought: str) -> None:
    """An order that is paid at once; what becomes of it is told apart."""
    items = [{"product": article} for article in bought]
    who = person["id"]
    month.at(moment, month.change, "order.create", customer=who, order=order, status="paid", items=items)

"""What the world holds is found for forms, and completed in them."""

from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from app.forms.matching_rows import ConditionRow
from app.forms.search import SearchInput
from app.session.held import held
from engine.world.entities import Order, OrderItem, Product
from engine.world.world import World
from tests.app.running import driving
from tests.app.small_shop import make_small_shop
from tests.app.test_trying_on_screen import checking, condition, editing
from tests.kit import customer, world


def shop() -> World:
    return world(
        customer(1, first_name="Anna", fields={"tier": "silver"}, orders=["o1"]),
        customer(2, first_name="Anton", fields={"tier": "gold"}),
        customer(3, first_name="Anna"),
        customer(4, first_name="Dana"),
        products={"p1": Product("p1", "Green tea", category="tea"), "p2": Product("p2", "A pot")},
        orders={"o1": Order("o1", "c1", 100, items=[OrderItem(1, "p1", price=4_000)], codes=["SPRING"])},
    )


def values(what: str, text: str = "", **of: Any) -> list[tuple[str, str]]:
    return [(one.value, one.words) for one in held(shop(), what, of, text, most=50)]


def test_values_that_begin_with_the_text_come_first_then_the_most_frequent() -> None:
    assert values("customer.first_name", "an") == [("Anna", ""), ("Anton", ""), ("Dana", "")]
    assert values("customer.first_name", "zzz") == []


def test_products_are_found_by_their_names_too() -> None:
    assert values("products", "green") == [("p1", "Green tea")]
    assert values("product_categories") == [("tea", "")]


def test_values_of_what_the_trigger_brings_are_found() -> None:
    assert values("order.id") == [("o1", "")]
    assert values("order_item.product") == [("p1", "")]
    assert values("order.codes", "spr") == [("SPRING", "")]
    assert values("no.such.field") == []


@pytest.mark.slow
def test_a_hundred_thousand_customers_are_no_reason_to_wait() -> None:
    large = world(*(customer(n, first_name=f"Anna{n}") for n in range(100_000)))
    begun = monotonic()
    assert len(held(large, "customer.first_name", {}, "anna", most=50)) == 50
    held(large, "customer.field.tier", {}, "anna", most=50)
    assert monotonic() - begun < 0.5


@pytest.mark.rule("F-5")
async def test_a_value_is_completed_from_the_world(tmp_path: Path) -> None:
    leaf = {"field": "customer.first_name", "op": "is", "value": "x"}
    path = make_small_shop(tmp_path / "shop.flowrig", checking(condition=leaf))
    async with driving(path) as driver:
        screen = await editing(driver, "check")
        await driver.until(lambda: screen.query(ConditionRow))
        if not screen.query(SearchInput):
            screen.query_one(ConditionRow).action_ask("open")
        await driver.until(lambda: len(screen.query(SearchInput)) == 3)
        entry = next(found for found in screen.query(SearchInput) if found.owner.field.title == "Value")
        entry.focus()
        await driver.press(*"an")
        await driver.until(lambda: entry.owner.opened)
        await driver.sees("Anna")
        assert condition(screen)["value"] == "an"
        await driver.press("down", "enter")
        await driver.until(lambda: condition(screen)["value"] == "Anna")

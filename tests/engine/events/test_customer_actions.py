"""Events of actions about products and of lists as a whole: what starts each, and what does not."""

from typing import Any

import pytest

from tests.engine.world.worlds import DAY, NOW, Trigger, shop

ANNA = {"customer": "anna"}


# E-2


def about(product: str | None, template: str = "called", **more: Any) -> dict[str, Any]:
    return {"do": "action.issue", **ANNA, "template": template, "product": product, **more}


def told(*templates: str) -> Trigger:
    return Trigger(shop(), "product_action_issued", templates=list(templates))


@pytest.mark.rule("E-2")
def test_an_action_about_a_product_starts_with_both() -> None:
    [event] = told("called", "site").on(about("boot"))
    assert (event.customer.id, event.context) == ("anna", {"action": 0, "product": "boot"})


@pytest.mark.rule("E-2")
def test_without_a_product_or_with_another_template_it_does_not() -> None:
    trigger = told("called")
    assert trigger.starts(about(None)) == []
    assert trigger.starts(about("boot", "site")) == []


@pytest.mark.rule("E-2")
@pytest.mark.parametrize(
    "change",
    [
        {"do": "product.view", "product": "cap"},
        {"do": "list.add", "list": "cart", "product": "cap"},
        {"do": "list.remove", "list": "wishes", "product": "cap"},
    ],
)
def test_views_and_lists_are_about_their_product(change: dict[str, Any]) -> None:
    wish = {"do": "list.add", **ANNA, "list": "wishes", "product": "cap"}
    trigger = Trigger(shop(wish), "product_action_issued", templates=["site"])
    [event] = trigger.on({**change, **ANNA, "action": "site"})
    assert event.context == {"action": 0, "product": "cap"}
    assert trigger.starts({**wish, "list": "cart"}) == []


@pytest.mark.rule("E-2")
def test_an_order_is_no_action_about_a_product() -> None:
    order = {"do": "order.create", **ANNA, "order": "o1", "status": "new", "items": [{"product": "boot"}]}
    trigger = told("called")
    assert trigger.starts({**order, "action": "called"}) == []
    assert (
        trigger.starts({"do": "order.set_item", "order": "o1", "line": 1, "price": 1, "action": "called"})
        == []
    )


@pytest.mark.rule("E-2", "T-1", "T-2")
def test_a_backdated_action_starts_at_its_own_time() -> None:
    [event] = told("called").on(about("boot", happened_at=NOW - 7 * DAY))
    assert (event.happened_at, event.received_at, event.too_old) == (NOW - 7 * DAY, NOW, False)


# E-5


def line(product: str, **more: Any) -> dict[str, Any]:
    return {"do": "list.add", **ANNA, "list": "cart", "product": product, **more}


def whole(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"do": "list.set", **ANNA, "list": "cart", "items": list(items), **more}


def changed(*before: dict[str, Any]) -> Trigger:
    return Trigger(shop(*before), "list_changed", list="cart")


def lines(trigger: Trigger, given: dict[str, Any]) -> list[Any]:
    return [event.context["product"] for event in trigger.on(given)]


@pytest.mark.rule("E-5")
def test_a_new_line_and_a_changed_one_start() -> None:
    trigger = changed()
    [event] = trigger.on(line("boot"))
    assert event.context == {"list_item": ("cart", "boot"), "product": "boot"}
    assert lines(trigger, line("boot")) == ["boot"]
    assert lines(trigger, whole({"product": "boot", "quantity": 1})) == ["boot"]
    assert lines(trigger, whole({"product": "boot", "quantity": 1, "price": 9})) == ["boot"]
    assert lines(trigger, whole({"product": "boot", "quantity": 1, "price": 9})) == []
    assert lines(trigger, line("boot", list="wishes")) == []


@pytest.mark.rule("E-5")
def test_a_cleared_list_and_a_removed_line_do_not() -> None:
    for last in ({"do": "list.clear"}, {"do": "list.remove", "product": "cap"}):
        trigger = changed(line("boot"), line("cap"))
        assert lines(trigger, {**last, **ANNA, "list": "cart"}) == []
    assert lines(changed(line("boot")), whole()) == []


@pytest.mark.rule("E-5")
def test_an_addition_beside_a_removal_does_not() -> None:
    trigger = changed(line("boot"), line("cap"))
    assert lines(trigger, whole({"product": "boot", "quantity": 7}, {"product": "gift card"})) == []
    assert lines(trigger, whole({"product": "boot", "quantity": 8}, {"product": "gift card"})) == ["boot"]


@pytest.mark.rule("E-5")
def test_a_list_that_is_set_starts_once_with_its_first_change() -> None:
    trigger = changed(line("boot"))
    boots = {"product": "boot", "quantity": 3}
    three: list[dict[str, Any]] = [{"product": "cap"}, boots, {"product": "gift card"}]
    assert lines(trigger, whole(*three)) == ["cap"]


@pytest.mark.rule("E-5")
def test_an_import_starts_once_for_each_customer() -> None:
    trigger = changed()
    rows = [line("boot", batch="carts"), line("cap", batch="carts")]
    assert [lines(trigger, row) for row in rows] == [["boot"], []]
    assert trigger.starts(line("boot", customer="bert", batch="carts")) == ["bert"]
    assert lines(trigger, line("boot", batch="more carts")) == ["boot"]
    assert lines(trigger, line("boot", batch="carts")) == []
    assert lines(trigger, line("boot")) == ["boot"]


@pytest.mark.rule("E-5")
def test_another_list_in_the_import_does_not_use_it_up() -> None:
    trigger = changed()
    assert lines(trigger, line("boot", list="wishes", batch="all")) == []
    assert lines(trigger, line("boot", batch="all")) == ["boot"]


@pytest.mark.rule("E-5", "T-2")
def test_what_is_too_old_does_not_use_up_the_import() -> None:
    trigger = changed()
    [event] = trigger.on(line("boot", batch="carts", happened_at=NOW - 9 * DAY))
    assert event.too_old
    assert lines(trigger, line("cap", batch="carts")) == ["cap"]

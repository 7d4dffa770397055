"""The dates for which dynamic waits wait."""

import json
from typing import Any

import pytest

from engine.conditions.fields import all_fields, check_wait_date, date_reader, wait_dates
from engine.time.civil import Zone
from engine.world.settings import CustomField, Settings
from engine.world.world import World, WorldState
from tests.conftest import SHARED
from tests.engine.conditions.shop import BERLIN, CONTEXT, DAY, NOW, Subject, settings, shop


@pytest.mark.rule("F-11")
@pytest.mark.parametrize(
    ("field", "instant"),
    [
        ("customer.birth_date", BERLIN.parse("1990-03-02 00:00")),
        ("customer.field.renewal", BERLIN.parse("2026-04-01 00:00")),
        ("order.created_at", NOW - 10 * DAY),
        ("order.field.pickup", BERLIN.parse("2026-03-10 18:30")),
        ("product.expires_at", NOW + 10 * DAY),
        ("product.field.fresh until", BERLIN.parse("2026-05-01")),
        ("action.field.day", BERLIN.parse("2026-03-05")),
        ("balance_change.expires_at", NOW + 30 * DAY),
    ],
)
def test_a_date_without_a_time_is_its_midnight_in_the_projects_zone(field: str, instant: int) -> None:
    world = shop()
    read = date_reader(world, field, {})
    assert read(Subject(world.customers["anna"], CONTEXT)) == instant
    assert read(Subject(world.customers["ben"], {})) is None


@pytest.mark.rule("F-11")
def test_what_is_no_date_gives_none() -> None:
    world = shop()
    anna = world.customers["anna"]
    read = date_reader(world, "customer.field.renewal", {})
    anna.fields["renewal"] = "soon"
    assert read(Subject(anna)) is None
    anna.fields["renewal"] = ""
    assert read(Subject(anna)) is None
    anna.fields["renewal"] = "2026-04-01T10:00:00Z"
    assert read(Subject(anna)) == Zone("UTC").parse("2026-04-01 10:00")


def ids(*waits: str) -> set[str]:
    return {offer.field.id for offer in wait_dates(settings(), waits)}


@pytest.mark.rule("F-11")
def test_the_event_kind_decides_for_which_dates_a_wait_may_wait() -> None:
    fields = all_fields(settings()).values()
    customer = {field.id for field in fields if field.entity == "customer" and field.type == "date"}
    assert {"customer.birth_date", "customer.field.renewal", "customer.balance.next_expiry"} <= customer
    assert ids() == customer
    assert ids("product_expiry") == customer | {"product.expires_at"}
    assert ids("order") == customer | {"order.created_at", "order.changed_at", "order.field.pickup"}
    assert ids("action") == customer | {"action.at", "action.received_at", "action.field.day"}
    assert ids("discount_card") == customer | {"discount_card.issued_at", "discount_card.changed_at"}
    assert ids("operation") == customer | {"operation.day"}
    assert ids("points_expiry") == customer | {"balance_change.expires_at"}


@pytest.mark.rule("F-11")
@pytest.mark.parametrize(
    ("field", "waits", "sentence"),
    [
        ("customer.birth_date", (), None),
        ("order.created_at", ("customer", "order"), None),
        ("product.expires_at", ("product_expiry",), None),
        ("", (), "choose the date"),
        ("order.total", ("order",), "is no date"),
        (
            "order.created_at",
            ("action",),
            "the trigger brings no order to wait for: choose a date of: customer, action",
        ),
        ("order.creation", ("order",), "there is no field"),
    ],
)
def test_a_wait_for_a_date_that_the_trigger_lacks_is_a_problem(
    field: str, waits: tuple[str, ...], sentence: str | None
) -> None:
    problems = check_wait_date(field, {}, settings(), waits)
    if sentence is None:
        assert problems == []
    else:
        (problem,) = problems
        assert problem.path == ("field",)
        assert sentence in problem.text


@pytest.mark.skipif(not (SHARED / "vectors").is_dir(), reason="the shared vectors are not there")
@pytest.mark.rule("F-11")
def test_dates_as_dittofeed_reads_them() -> None:
    """Their ISO texts only: a date field of ours holds no numbers, and offsets belong to the wait."""
    cases: list[dict[str, Any]] = json.loads((SHARED / "vectors" / "dynamic_wait_dittofeed.json").read_text())
    read = 0
    for case in cases:
        given = case["input"]
        value = given.get("value")
        delay = case["expected"].get("delay_ms") if isinstance(case["expected"], dict) else None
        if (
            not case.get("adopt")
            or not isinstance(value, str)
            or delay is None
            or set(given) != {"now", "value"}
        ):
            continue
        world = World(WorldState(Settings(customer_fields={"due": CustomField("date")})))
        subject = Subject(shop().customers["ben"])
        subject.customer.fields = {"due": value}
        instant = date_reader(world, "customer.field.due", {})(subject)
        assert instant is not None
        assert instant - world.zone.parse(given["now"]) == delay // 1000, case["case"]
        read += 1
    assert read > 0

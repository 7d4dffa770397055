"""Laws of generated traffic: any day by itself, anywhere, in order, and never refused."""

import tracemalloc
from collections import Counter
from itertools import chain, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.time.civil import DAY, Zone, day_number
from engine.traffic.generator import Generator, TrafficTimeline
from engine.traffic.people import People
from engine.world.changes.base import Change
from engine.world.changes.catalogue import CHANGE
from engine.world.changes.contacts import ConfirmEmail, ConfirmPhone, SetEmail
from engine.world.changes.customers import CreateCustomer
from engine.world.changes.lists import AddToList
from engine.world.changes.orders import CreateOrder, SetOrderStatus
from engine.world.changes.products import FeedProduct, ViewProduct
from engine.world.check import check_state
from engine.world.traffic import Traffic
from tests.engine.traffic.shops import FIRST, generator, settled, shop
from tests.laws import examples

ZONES = ["Europe/Berlin", "UTC", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/Havana"]

TRAFFICS = st.fixed_dictionaries(
    {
        "customers": st.integers(0, 120),
        "seed": st.integers(-5, 5),
        "sign_ups": st.sampled_from([0, 0.3, 1, 7.7]),
        "cart": st.sampled_from([0, 0.3, 1]),
        "order": st.sampled_from([0, 0.5, 1]),
        "cancelled": st.sampled_from([0, 0.5, 1]),
        "returned": st.sampled_from([0, 0.5, 1]),
        "sale": st.sampled_from([0, 0.05, 0.5]),
        "sold_out": st.sampled_from([0, 0.05, 0.5]),
        "promo": st.sampled_from([0, 0.5, 1]),
        "promo_pool": st.sampled_from([None, "summer", "spring", "friends"]),
        "points_per": st.sampled_from([None, 1, 100]),
    }
)
# Days around changes of the clocks, and around the day that Samoa left out.
DAYS = st.sampled_from([(2026, 3, 25), (2026, 10, 20), (2026, 1, 1), (2011, 12, 26), (2026, 4, 1)])


def plain(changes: list[Change]) -> list[dict[str, Any]]:
    return [{**CHANGE.dump_python(change, exclude_defaults=True), "kind": type(change)} for change in changes]


def whose(change: Any, orders: dict[str, str]) -> str | None:
    """The customer whose change it is; orders are remembered by those who make them."""
    if isinstance(change, CreateOrder):
        orders[change.order] = change.customer
    return getattr(change, "customer", None) or orders.get(getattr(change, "order", ""))


def whole(made: Generator, days: int) -> list[list[Change]]:
    return list(made.days(made.first, made.first + days))


@settings(max_examples=examples(25), deadline=None)
@given(TRAFFICS, DAYS, st.sampled_from(ZONES), st.integers(0, 3))
def test_a_month_is_never_refused_and_in_order(
    traffic: dict[str, Any], date: tuple[int, int, int], zone: str, seed: int
) -> None:
    state = shop(zone)
    made = generator(state, day_number(*date), seed, **traffic)
    world = settled(made, state)
    assert check_state(world.state()) == []
    begin = made.begin(made.first)
    assert all(customer.created_at < begin for customer in world.customers.values())
    before = begin
    for day, changes in enumerate(whole(made, 30), made.first):
        for change in changes:
            assert before <= change.at
            assert made.begin(day) <= change.at < made.begin(day + 1)
            before = change.at
            world.apply(change)
    assert check_state(world.state()) == []


@settings(max_examples=examples(20), deadline=None)
@given(TRAFFICS, DAYS, st.sampled_from(ZONES), st.data())
def test_a_days_changes_do_not_depend_on_where_one_begins(
    traffic: dict[str, Any], date: tuple[int, int, int], zone: str, data: st.DataObject
) -> None:
    first = day_number(*date)
    days = whole(generator(shop(zone), first, **traffic), 40)
    day = data.draw(st.integers(0, 39))
    again = generator(shop(zone), first, **traffic)
    assert plain(again.day(first + day)) == plain(days[day])
    rest = again.days(first + day, first + 40)
    assert [plain(changes) for changes in rest] == [plain(changes) for changes in days[day:]]


@settings(max_examples=examples(15), deadline=None)
@given(TRAFFICS, DAYS, st.sampled_from(ZONES), st.data())
def test_a_customers_day_by_itself_is_their_part_of_the_whole(
    traffic: dict[str, Any], date: tuple[int, int, int], zone: str, data: st.DataObject
) -> None:
    first = day_number(*date)
    made = generator(shop(zone), first, **traffic)
    orders: dict[str, str] = {}
    mine: dict[tuple[str | None, int], list[Change]] = {}
    for day, changes in enumerate(whole(made, 40), first):
        for change in changes:
            mine.setdefault((whose(change, orders), day), []).append(change)
    number = data.draw(st.integers(0, made.count(first + 40)))
    alone = generator(shop(zone), first, **traffic)
    for day in range(first, first + 40):
        assert plain(alone.of(number, day)) == plain(mine.get((People.id(number), day), []))


def test_every_customer_by_themselves_and_the_feed_are_the_whole() -> None:
    made = generator()
    for day in (FIRST, FIRST + 9, FIRST + 27):
        alone = chain.from_iterable(made.of(number, day) for number in range(made.count(day + 1) + 3))
        feed = [change for change in made.day(day) if isinstance(change, FeedProduct)]
        assert sorted(map(str, (*alone, *feed))) == sorted(map(str, made.day(day)))


@settings(max_examples=examples(20), deadline=None)
@given(st.data())
def test_a_timeline_is_taken_up_anywhere(data: st.DataObject) -> None:
    timeline = TrafficTimeline(generator(customers=40), FIRST, 12)
    changes = plain(list(timeline.changes(0)))
    assert len(timeline.counts) == 12
    skip = data.draw(st.integers(0, len(changes) + 2))
    assert plain(list(timeline.changes(skip))) == changes[skip:]
    fresh = TrafficTimeline(generator(customers=40), FIRST, 12)
    assert plain(list(fresh.changes(skip))) == changes[skip:]
    fresh.counts = timeline.counts[: data.draw(st.integers(0, 12))]
    assert plain(list(fresh.changes(skip))) == changes[skip:]
    assert timeline.first_at <= changes[0]["at"]
    assert changes[-1]["at"] <= timeline.last_at


def test_a_window_in_the_middle_is_part_of_the_whole() -> None:
    days = whole(generator(), 40)
    window = TrafficTimeline(generator(), FIRST + 25, 10)
    assert plain(list(window.changes(0))) == plain(list(chain.from_iterable(days[25:35])))


def test_the_seeds_say_who_they_are_and_what_they_do() -> None:
    def names(made: Generator) -> list[str]:
        return [f"{one.first_name} {one.last_name} {one.email}" for one in made.missing(shop())]

    plain_days = plain(generator().day(FIRST))
    assert plain(generator().day(FIRST)) == plain_days
    assert plain(generator(deeds=1).day(FIRST)) != plain_days
    assert names(generator(deeds=1)) == names(generator())
    assert names(generator(seed=0, customers=150)) == names(generator())


def test_somebody_else_is_drawn_with_the_traffics_own_seed() -> None:
    state = shop()
    other = [one.first_name for one in Generator(state, _with_seed(5), first=FIRST).missing(state)]
    assert other != [one.first_name for one in Generator(state, _with_seed(6), first=FIRST).missing(state)]


def _with_seed(seed: int) -> Traffic:
    return Traffic(customers=50, seed=seed)


# What it looks like.


def test_days_and_weeks_have_their_rhythm() -> None:
    hours = [0.0] * 24
    hours[9], hours[20] = 1, 3
    week = [1, 1, 1, 1, 1, 0, 2]
    made = generator(customers=800, hours=hours, week=week, habits=[{"share": 1, "every": 4}], sign_ups=0)
    zone = Zone("Europe/Berlin")
    by_hour: Counter[int] = Counter()
    by_weekday: Counter[int] = Counter()
    starts: dict[tuple[str, int], int] = {}
    for day, changes in enumerate(whole(made, 56), FIRST):
        for change in changes:
            if isinstance(change, ViewProduct):
                starts.setdefault((change.customer, day), change.at)
    for (_, day), at in starts.items():
        by_hour[zone.local(at) // 3600 % 24] += 1
        by_weekday[(day - FIRST) % 7] += 1
    assert set(by_hour) == {9, 20}
    assert 2.7 < by_hour[20] / by_hour[9] < 3.3
    assert by_weekday[5] == 0
    assert 1.7 < by_weekday[6] / by_weekday[0] < 2.3


@pytest.mark.rule("T-5")
def test_days_of_23_and_25_hours_are_lived_as_the_clock_shows_them() -> None:
    made = generator(customers=3000, habits=[{"share": 1, "every": 1}], hours=[1.0] * 24, week=[1.0] * 7)
    zone = Zone("Europe/Berlin")
    for date, hours in (((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 3, 30), 24)):
        day = day_number(*date)
        begin, end = made.begin(day), made.begin(day + 1)
        assert end - begin == hours * 3600
        firsts: dict[str, int] = {}
        for change in made.day(day):
            if isinstance(change, ViewProduct):
                firsts.setdefault(change.customer, change.at)
        passed = Counter((at - begin) // 3600 for at in firsts.values())
        # Every hour that really passed has its share, the doubled one both times.
        assert set(passed) == set(range(hours))
        assert max(passed.values()) < 1.6 * len(firsts) / hours
        shown = {zone.local(at) // 3600 % 24 for at in firsts.values()}
        assert (2 in shown) == (hours != 23)


@pytest.mark.parametrize(("every", "expected"), [(1, 1.0), (7, 1 / 7), (30, 1 / 30), (None, 0.0)])
def test_customers_have_habits(every: int | None, expected: float) -> None:
    made = generator(customers=600, sign_ups=0, week=[1.0] * 7, habits=[{"share": 1, "every": every}])
    visits = {
        (change.customer, day)
        for day, changes in enumerate(whole(made, 30))
        for change in changes
        if isinstance(change, ViewProduct)
    }
    # A visit that goes on after midnight shows on two days.
    assert visits or every is None
    assert abs(len(visits) / (600 * 30) - expected) < 0.012


def test_rates_come_out() -> None:
    made = generator(customers=2000, cart=0.5, order=0.5, cancelled=0.2, returned=0.3, sold_out=0)
    changes = list(chain.from_iterable(whole(made, 30)))
    created = {c.order: c for c in changes if isinstance(c, CreateOrder)}
    statuses: dict[str, list[str]] = {}
    for change in changes:
        if isinstance(change, SetOrderStatus):
            statuses.setdefault(change.order, []).append(change.status)
    # Those of the first days have come to their end.
    old = {order: statuses[order] for order, c in created.items() if c.at < made.begin(FIRST + 9)}
    ends = Counter(way[-1] for way in old.values())
    assert set(ends) == {"cancelled", "delivered", "returned"}
    assert abs(ends["cancelled"] / len(old) - 0.2) < 0.02
    assert abs(ends["returned"] / (ends["returned"] + ends["delivered"]) - 0.3) < 0.03
    ways = {tuple(way) for way in old.values()}
    assert ways == {
        ("cancelled",),
        ("paid", "shipped", "delivered"),
        ("paid", "shipped", "delivered", "returned"),
    }
    carts = {(c.customer, c.at // DAY) for c in changes if isinstance(c, AddToList)}
    assert 0.4 < len(created) / len(carts) < 0.6
    visits = {(c.customer, c.at // DAY) for c in changes if isinstance(c, ViewProduct)}
    assert 0.4 < len(carts) / len(visits) < 0.5


def test_new_customers_sign_up_confirm_and_come_back() -> None:
    made = generator(customers=0, sign_ups=5, sign_up_action="joined", habits=[{"share": 1, "every": 1}])
    days = whole(made, 28)
    created = [c for changes in days for c in changes if isinstance(c, CreateCustomer)]
    assert len(created) == 28 * 5
    assert {c.action for c in created} == {"joined"}
    confirmed = {c.customer for changes in days for c in changes if isinstance(c, ConfirmEmail)}
    assert 0.5 < len(confirmed) / len(created) < 0.7
    early = {c.customer for c in days[0] if isinstance(c, CreateCustomer)}
    assert early <= {c.customer for c in days[20] if isinstance(c, ViewProduct)}


def test_addresses_are_confirmed_and_changed_in_the_course_of_time() -> None:
    state = shop()
    made = generator(state, customers=900, sign_ups=0, habits=[{"share": 1}], sale=0, sold_out=0)
    world = settled(made, state)
    wanting = [
        one.id for one in world.customers.values() if one.email and one.email.confirmation != "confirmed"
    ]
    kinds: Counter[type] = Counter()
    for changes in whole(made, 365):
        for change in changes:
            kinds[type(change)] += 1
            world.apply(change)
    assert set(kinds) == {ConfirmEmail, ConfirmPhone, SetEmail}
    assert 20 < kinds[SetEmail] < 60
    left = [
        one for one in wanting if (found := world.customers[one].email) and found.confirmation != "confirmed"
    ]
    assert 0.3 < len(left) / len(wanting) < 0.5


def test_feeds_lower_prices_and_bring_them_back_also_by_zone() -> None:
    state = shop()
    made = generator(state, customers=0, sign_ups=0, sale=0.03, sold_out=0.03)
    world = settled(made, state)
    lowered, gone = set(), set()
    for changes in whole(made, 60):
        for change in changes:
            assert isinstance(change, FeedProduct)
            world.apply(change)
        for product in world.products.values():
            first = shop().products[product.id]
            if product.price != first.price:
                lowered.add(product.id)
                assert product.price is not None
                assert first.price is not None
                assert 0.6 * first.price <= product.price <= 0.9 * first.price
                for zone, there in product.regional.items():
                    usual = first.regional[zone].price
                    assert there.price is not None
                    assert usual is not None
                    assert abs(there.price / usual - product.price / first.price) < 0.01
            if product.available is False and first.available is not False:
                gone.add(product.id)
                assert not any(there.available for there in product.regional.values())
            else:
                stock = {zone: there.available for zone, there in first.regional.items()}
                assert {zone: there.available for zone, there in product.regional.items()} == stock
    assert len(lowered) > 20
    assert len(gone) > 20
    # Everything that ends has ended by some days without anything new.
    calm = generator(customers=0, sign_ups=0, sale=0, sold_out=0)
    assert not any(whole(calm, 5))


def test_nobody_buys_what_has_run_out() -> None:
    state = shop()
    made = generator(state, cart=1, order=1, sold_out=0.1)
    world = settled(made, state)
    zone = Zone("Europe/Berlin")
    ordered = 0
    for changes in whole(made, 20):
        for change in changes:
            if isinstance(change, CreateOrder) and zone.local(change.at) % DAY > 6 * 3600:
                ordered += 1
                assert all(world.products[item.product].available is not False for item in change.items)
            world.apply(change)
    assert ordered > 300


def test_a_shop_without_statuses_lists_or_points_lives_all_the_same() -> None:
    state = shop(
        order_statuses={}, lists={}, points_accounts={}, zones={}, promo_pools={}, channels={"sms": {}}
    )
    for product in state.products.values():
        product.regional.clear()
    state.pools.clear()
    made = generator(state)
    world = settled(made, state)
    kinds: Counter[type] = Counter()
    for changes in whole(made, 10):
        for change in changes:
            kinds[type(change)] += 1
            world.apply(change)
    assert kinds[ViewProduct] > 500
    assert not {AddToList, CreateOrder, SetOrderStatus} & set(kinds)


def test_a_year_needs_no_more_memory_than_some_days() -> None:
    made = generator(customers=1500, sign_ups=0)
    peaks = []
    for day, changes in enumerate(made.days(FIRST, FIRST + 365)):
        assert changes
        if day in (26, 355):
            tracemalloc.start()
        elif day in (33, 362):
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.15 * peaks[0]


def test_days_before_the_first_are_empty() -> None:
    made = generator()
    assert made.day(FIRST - 1) == []
    assert all(a.at <= b.at for a, b in pairwise(made.day(FIRST)))

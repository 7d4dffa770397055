"""What time does to a world by itself: sessions end, points become available and expire, calculated fields
and segments follow the calendar (W-2, W-5, T-7)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.simulation.checkpoint import dump, restore
from engine.simulation.flow_run import RunFlow
from engine.simulation.simulation import Simulation
from engine.time.durations import Duration
from engine.world.changes.sessions import PAUSE
from engine.world.check import check_state
from engine.world.entities import Product
from engine.world.settings import Calculated, CustomField, SegmentSettings
from engine.world.world import World
from tests.kit import Listed, MemoryJournal, begin, change, customer, flow, launch, mail, play, wait, world
from tests.laws import examples

DAY = "2026-03-02"


def view(at: str, product: str = "tea", who: str = "c1", **parts: Any) -> Any:
    return change(
        f"{DAY} {at}" if len(at) <= 8 else at, "product.view", customer=who, product=product, **parts
    )


def shop(*customers: Any, **more: Any) -> World:
    found = world(*customers, products={p: Product(p, price=100) for p in ("tea", "cup", "pot")})
    for name, value in more.items():
        getattr(found.settings, name).update(value)
    # The settings are read once, when the world is made.
    return World(found.state())


def run(where: World, *changes: Any, until: str | None = None, flows: Any = None) -> Simulation:
    simulation, _ = begin(flows or flow(launch(), mail()), changes, where)
    simulation.run(where.zone.parse(until) if until else 1 << 62)
    return simulation


def sessions(where: World, who: str = "c1") -> list[tuple[str, str, str | None]]:
    def time(instant: int) -> str:
        return f"{where.zone.wall(instant):%H:%M:%S}"

    return [
        (time(s.started_at), time(s.last_at), s.ended_at and time(s.ended_at))  # type: ignore[misc]
        for s in where.customers[who].sessions
    ]


# Sessions (W-5).


@pytest.mark.rule("W-5")
def test_a_session_ends_half_an_hour_after_the_last_activity() -> None:
    where = shop()
    run(where, view("10:00"), view("10:20"), view("10:49:59"), until=f"{DAY} 11:19:58")
    assert sessions(where) == [("10:00:00", "10:49:59", None)]
    where = shop()
    run(where, view("10:00"), view("10:20"), view("10:49:59"), until=f"{DAY} 11:19:59")
    assert sessions(where) == [("10:00:00", "10:49:59", "11:19:59")]


@pytest.mark.rule("W-5")
def test_a_pause_of_exactly_half_an_hour_ends_it() -> None:
    where = shop()
    run(where, view("10:00"), view("10:29:59"), view("10:59:59"), view("12:00"))
    assert sessions(where) == [
        ("10:00:00", "10:29:59", "10:59:59"),
        ("10:59:59", "10:59:59", "11:29:59"),
        ("12:00:00", "12:00:00", "12:30:00"),
    ]


@pytest.mark.rule("W-5")
def test_a_session_can_be_closed_at_once() -> None:
    where = shop()
    close = change(f"{DAY} 10:05", "session.close", customer="c1")
    run(where, view("10:00"), close, view("10:06"))
    assert sessions(where) == [("10:00:00", "10:00:00", "10:05:00"), ("10:06:00", "10:06:00", "10:36:00")]


@pytest.mark.rule("W-5")
def test_a_session_knows_what_was_done_in_it() -> None:
    where = shop()
    add = change(f"{DAY} 10:02", "list.add", customer="c1", list="cart", product="cup")
    look = change(f"{DAY} 10:03", "category.view", customer="c1", category="tea")
    order = change(
        f"{DAY} 10:04", "order.create", customer="c1", order="o", status="paid", items=[{"product": "tea"}]
    )
    run(where, view("10:00"), view("10:01"), add, look, order)
    [session] = where.customers["c1"].sessions
    found = (session.products, session.added_to, session.categories, session.orders)
    assert found == (["tea"], ["cart"], ["tea"], ["o"])


@pytest.mark.rule("W-5")
def test_only_what_comes_from_the_site_belongs_to_a_session() -> None:
    where = shop()
    run(where, view("10:00", source="file_import"), view("10:05", source="manual"))
    assert sessions(where) == []
    where = shop()
    where.settings.tracker = False
    run(where, view("10:00"))
    assert sessions(where) == []


@pytest.mark.rule("W-5")
def test_a_late_view_of_an_older_session_reopens_nothing() -> None:
    where = shop()
    run(where, view("10:00"), view("10:10", happened_at=where.zone.parse(f"{DAY} 10:05")))
    assert sessions(where) == [("10:00:00", "10:05:00", "10:35:00")]
    where = shop()
    late = view("12:00", happened_at=where.zone.parse(f"{DAY} 10:05"))
    run(where, view("10:00"), late, view("12:01"))
    assert sessions(where) == [("10:00:00", "10:00:00", "10:30:00"), ("12:01:00", "12:01:00", "12:31:00")]


@pytest.mark.rule("W-5")
@given(st.lists(st.integers(0, 6 * 3600), min_size=1, max_size=30))
def test_sessions_are_those_that_pauses_cut_out(moments: list[int]) -> None:
    where = shop()
    noon = where.zone.parse(f"{DAY} 12:00")
    moments = sorted({noon + moment for moment in moments})
    run(where, *(view(where.zone.format(moment)) for moment in moments))
    wanted: list[list[int]] = []
    for moment in moments:
        if wanted and moment - wanted[-1][-1] < PAUSE:
            wanted[-1].append(moment)
        else:
            wanted.append([moment])
    assert [(s.started_at, s.last_at, s.ended_at) for s in where.customers["c1"].sessions] == [
        (run[0], run[-1], run[-1] + PAUSE) for run in wanted
    ]


# Points.


def points(at: str, do: str, **parts: Any) -> Any:
    return change(f"2026-03-{at}", f"balance.{do}", customer="c1", account="points", **parts)


def balance(where: World) -> int:
    return where.customers["c1"].balances["points"]


@pytest.mark.rule("W-2")
def test_blocked_points_join_the_balance_when_they_become_available() -> None:
    award = points("02 10:00", "award", amount=50, available_at="2026-03-05 10:00")
    for until, wanted in (("2026-03-05 09:59:59", 0), ("2026-03-05 10:00", 50)):
        where = shop()
        run(where, award, until=until)
        assert balance(where) == wanted
    assert not check_state(where.state())


@pytest.mark.rule("W-2")
def test_what_is_not_spent_expires() -> None:
    where = shop()
    changes = [
        points("02 10:00", "award", amount=50, expires_at="2026-03-09 10:00"),
        points("02 11:00", "award", amount=30, expires_at="2026-03-06 11:00"),
        points("03 10:00", "award", amount=5),
        points("04 10:00", "deduct", amount=40),
    ]
    run(where, *changes, until="2026-03-10 00:00")
    # The 30 that expire first are spent first, then 10 of the 50: 40 of those expire.
    assert [(e.kind, e.amount, e.balance) for e in where.customers["c1"].balance_changes][4:] == [
        ("expiry", -40, 5)
    ]
    assert not check_state(where.state())


@pytest.mark.rule("W-2")
def test_a_debt_is_paid_before_points_can_expire() -> None:
    where = shop()
    changes = [
        points("02 10:00", "deduct", amount=20),
        points("03 10:00", "award", amount=50, expires_at="2026-03-09 10:00"),
    ]
    run(where, *changes, until="2026-03-10 00:00")
    assert balance(where) == 0
    assert where.customers["c1"].balance_changes[-1].amount == -30


@pytest.mark.rule("W-2")
@given(
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.sampled_from(["award", "deduct", "zero"]),
            st.integers(1, 9),
            st.integers(0, 5),
            st.integers(1, 9) | st.none(),
        ),
        max_size=12,
    )
)
@hypothesis_settings(max_examples=examples(150), deadline=None)
def test_points_add_up_whatever_happens(told: list[tuple[int, str, int, int, int | None]]) -> None:
    where = shop()
    begins = where.zone.parse("2026-03-02 00:00")
    changes = []
    for hour, do, amount, blocked, lives in sorted(told, key=lambda entry: entry[0]):
        at = begins + hour * 3600
        more: dict[str, Any] = {} if do == "zero" else {"amount": amount}
        if do == "award":
            more["available_at"] = at + blocked * 3600
            if lives is not None:
                more["expires_at"] = at + (blocked + lives) * 3600
        changes.append(points("02 00:00", do, **more))
        changes[-1].at = at
    simulation, _ = begin(flow(launch(), mail()), changes, where)
    while simulation.step():
        assert check_state(where.state()) == []
        entries = where.customers["c1"].balance_changes
        available = sum(e.amount for e in entries if e.available)
        assert where.customers["c1"].balances.get("points", 0) == available
    # In the end only what never expires is left.
    assert all(e.available and (e.expires_at is None or not e.left) for e in entries) if changes else True


# Calculated fields (W-2).


def calculated(**fields: Calculated) -> dict[str, dict[str, CustomField]]:
    kinds: dict[str, Any] = {"orders_sum": "money", "orders_number": "number", "views_number": "number"}
    return {
        "customer_fields": {
            name: CustomField(kinds.get(asked.of, "text"), calculated=asked) for name, asked in fields.items()
        }
    }


@pytest.mark.rule("W-2")
def test_calculated_fields_follow_the_data() -> None:
    where = shop(
        **calculated(
            viewed=Calculated("most_viewed_product"),
            bought=Calculated("most_bought_product", statuses=["paid"]),
            spent=Calculated("orders_sum", statuses=["paid"]),
            orders=Calculated("orders_number"),
        )
    )
    items = [{"product": "cup", "quantity": 2, "price": 300}, {"product": "pot", "price": 500}]
    order = change(f"{DAY} 11:00", "order.create", customer="c1", order="o", status="paid", items=items)
    cancel = change(f"{DAY} 12:00", "order.set_item", order="o", line=1, status="cancelled")
    fields = where.customers["c1"].fields
    run(where, view("10:00"), view("10:01", "cup"), view("10:02"), order, until=f"{DAY} 11:30")
    fields = where.customers["c1"].fields
    assert fields == {"viewed": "tea", "bought": "cup", "spent": 1100, "orders": 1}
    where.apply(cancel)
    assert fields == {"viewed": "tea", "bought": "pot", "spent": 500, "orders": 1}


@pytest.mark.rule("W-2", "E-28")
def test_a_calculated_field_that_looks_back_some_days_changes_at_midnight() -> None:
    where = shop(**calculated(week=Calculated("views_number", days=2)))
    trigger = {"event": "custom_field_changed", "settings": {"field": "week"}}
    found = flow({"id": "start", "kind": "launch", "trigger": trigger}, mail())
    played = play(found, [view("10:00"), view("2026-03-05 10:00")], where, until="2026-03-06 10:00")
    # Filled silently with 0 at the start; the view counts on its own day and on the next.
    assert [arrived for _, arrived, _, _ in played.visits() if _ != "x"][::2] == [
        "03-02 10:00",
        "03-04 00:00",
        "03-05 10:00",
    ]


@pytest.mark.rule("W-6")
def test_nobody_sets_a_calculated_field() -> None:
    where = shop(**calculated(orders=Calculated("orders_number")))
    with pytest.raises(ValueError, match="calculated"):
        where.apply(change(f"{DAY} 10:00", "customer.set_field", customer="c1", fields={"orders": 3}))


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["tea", "cup", "pot"])), max_size=15))
@hypothesis_settings(deadline=None)
def test_calculated_fields_equal_a_count_from_scratch(told: list[tuple[int, str]]) -> None:
    where = shop(**calculated(n=Calculated("views_number", days=3), fav=Calculated("most_viewed_product")))
    seen = [(where.zone.parse(f"2026-03-{2 + day:02} 12:00"), what) for day, what in sorted(told)]
    run(where, *(view(where.zone.format(at), what) for at, what in seen), until="2026-03-12 11:00")
    fields = where.customers["c1"].fields
    assert fields["n"] == sum(at >= where.zone.parse("2026-03-10 00:00") for at, _ in seen)
    times = {what: sum(other == what for _, other in seen) for _, what in seen}
    assert times.get(str(fields.get("fav")), 0) == max(times.values(), default=0)


# Recalculated segments (W-1).


def big_spenders(every: str = "1 day") -> dict[str, Any]:
    where = {"field": "customer.field.score", "op": "more_than", "value": 10}
    return {
        "segments": {"big": SegmentSettings(kind="recalculated", where=where, every=Duration.parse(every))}
    }


def score(at: str, value: int) -> Any:
    return change(f"2026-03-{at}", "customer.set_field", customer="c1", fields={"score": value})


@pytest.mark.rule("W-1", "E-14")
@pytest.mark.parametrize(
    ("every", "enters"),
    [("1 day", "03-03 00:00"), ("6 hours", "03-02 12:00"), ("90 minutes", "03-02 10:30")],
)
def test_a_segment_is_recalculated_at_its_cadence(every: str, enters: str) -> None:
    trigger = {"event": "segment_entered", "settings": {"segment": "big"}}
    found = flow({"id": "start", "kind": "launch", "trigger": trigger}, mail())
    where = shop(**big_spenders(every))
    played = play(found, [score("02 10:00", 50), score("04 08:00", 5)], where, until="2026-03-06 00:00")
    assert played.visits()[0].arrived == enters
    assert "big" not in where.customers["c1"].segments


@pytest.mark.rule("W-1")
def test_a_recalculation_takes_place_after_the_changes_of_the_same_instant() -> None:
    where = shop(**big_spenders())
    run(where, score("02 10:00", 5), score("03 00:00", 50), until="2026-03-03 00:00")
    assert "big" in where.customers["c1"].segments


@pytest.mark.rule("W-1")
def test_without_an_end_a_run_ends_though_segments_recur_for_ever() -> None:
    where = shop(**big_spenders())
    again = Simulation(
        where,
        [RunFlow(flow(launch(), mail()), 1)],
        Listed([score("02 10:00", 50)]),
        MemoryJournal(),
        seed=1,
        start=where.zone.parse("2026-03-02 10:00"),
        slots_until=where.zone.parse("2026-03-04 12:00"),
    )
    again.run(1 << 62)
    assert again.now == where.zone.parse("2026-03-04 00:00")


# All of it through checkpoints (T-6).


@pytest.mark.rule("T-6", "T-7")
def test_taken_up_at_any_moment_it_ends_as_it_would_have() -> None:
    dates = {"available_at": "2026-03-02 10:20", "expires_at": "2026-03-04 00:00"}

    def changes() -> list[Any]:
        return [
            view("10:00"),
            points("02 10:05", "award", amount=50, **dates),
            view("10:10", "cup"),
            score("02 10:11", 50),
            view("10:40", "cup"),
            change("2026-03-03 00:00", "customer.set_field", customer="c1", fields={"score": 2}),
        ]

    def where() -> World:
        return shop(
            customer(1),
            customer(2),
            **big_spenders("6 hours"),
            **calculated(fav=Calculated("most_viewed_product", days=1)),
        )

    trigger = {"event": "segment_entered", "settings": {"segment": "big"}}
    found = flow(
        {"id": "start", "kind": "launch", "trigger": trigger},
        mail(),
        wait("1 day"),
        mail("later"),
    )
    until = where().zone.parse("2026-03-05 00:00")
    whole, journal = begin(found, changes(), where())
    whole.run(until)
    wanted = whole.world.state()
    steps = 0
    simulation, written = begin(found, changes(), where())
    while simulation.next_due() is not None and (simulation.next_due() or 0) <= until:
        simulation.step()
        steps += 1
        simulation = restore(dump(simulation), [RunFlow(found, 1)], Listed(changes()), written)
    assert steps > 12
    assert simulation.world.state() == wanted
    assert written.wakes == journal.wakes

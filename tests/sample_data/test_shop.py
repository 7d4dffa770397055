"""The sample shop: it holds together, is what the script makes, and shows what there is to see."""

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

import sample_data
from engine.blocks.catalogue import BLOCK_KINDS
from engine.blocks.launch import EventTrigger, ScheduleTrigger
from engine.blocks.steps import StepsBlock
from engine.flow.validation import validate
from engine.reports.counts import discrepancies
from engine.world.check import check_state
from sample_data import FLOWS, make_shop, shop
from tests.sample_data.playing import END, START, ZONE, begin, flows, month, played, world

SHOP = Path(sample_data.__file__).parent / "shop"

SEEDS = (0, 1)

DAY = 86_400


def test_the_script_writes_the_same_files_again() -> None:
    texts = make_shop.texts()
    assert set(texts) == {"world.yaml", "month.yaml"}
    for name, text in texts.items():
        assert (SHOP / name).read_bytes() == text.encode(), f"run python -m sample_data.make_shop: {name}"


def test_all_its_files_are_read() -> None:
    assert sorted(FLOWS) == sorted(path.stem for path in (SHOP / "flows").glob("*.yaml"))
    assert shop().world == (files("sample_data") / "shop" / "world.yaml").read_text("utf-8")
    assert [flow.id for flow in flows().values()] == list(FLOWS)


def test_the_world_holds_together() -> None:
    state = world()
    assert check_state(state) == []
    assert state.settings.time_zone == "Europe/Berlin"
    assert 50 <= len(state.products) <= 70
    assert 230 <= len(state.customers) <= 270


def test_people_differ_and_nobody_is_real() -> None:
    last = played(0).simulation.world
    people = list(last.customers.values())
    assert len(people) == 300
    assert len({(person.first_name, person.last_name) for person in people}) == 300
    emails = [person.email for person in people if person.email is not None]
    assert all(re.fullmatch(r"[a-z0-9.-]+@example\.(com|org)", email.value) for email in emails)
    assert len({email.value for email in emails}) == len(emails)
    assert 10 <= 300 - len(emails) <= 50
    assert any(not email.valid for email in emails)
    assert any("unsubscribed" in person.subscriptions.values() for person in people)
    assert any(device.push for person in people for device in person.devices)
    assert any(person.birth_date for person in people)
    phones = [person.phone.value for person in people if person.phone is not None]
    invented = re.compile(r"\+49 (30 23125|40 66969|69 90009|221 4710|89 99998) \d{3}")
    assert all(invented.fullmatch(phone) for phone in phones)
    assert len(set(phones)) == len(phones)
    assert all(balance >= 0 for person in people for balance in person.balances.values())


def test_the_month_is_small_and_whole() -> None:
    changes = month().changes(0)
    assert 1500 <= len(changes) <= 3000
    assert len(shop().month) < 300_000
    assert START <= changes[0].at < START + DAY
    assert END - DAY <= changes[-1].at < END
    assert tuple(changes) == month().timeline, "its changes stand in the order in which they are received"
    hours = Counter(ZONE.format(change.at)[11:13] for change in changes if change.source == "operation")
    assert hours["20"] > 5 * hours["03"]
    days = {ZONE.format(change.at)[:10] for change in changes}
    assert len(days) == 31


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_has_no_errors_and_no_warnings(flow: str) -> None:
    assert [str(problem) for problem in validate(flows()[flow], world().settings)] == []
    assert flows()[flow].note
    assert flows()[flow].folder


def test_together_they_show_all_there_is() -> None:
    kinds = {block.kind for flow in flows().values() for block in flow.blocks}
    assert kinds == set(BLOCK_KINDS)
    triggers = [flow.launch.trigger for flow in flows().values() if flow.launch is not None]
    assert any(isinstance(trigger, ScheduleTrigger) for trigger in triggers)
    events = {trigger.event for trigger in triggers if isinstance(trigger, EventTrigger)}
    assert events >= {
        "action_issued",
        "product_added_to_list",
        "order_status_changed",
        "order_created",
        "item_delivered",
        "segment_entered",
        "customer_added",
        "email_changed",
        "custom_field_changed",
        "subscription_changed",
        "list_price_dropped",
        "product_viewed",
        "balance_changed",
    }
    modes = {getattr(block, "mode", "") for flow in flows().values() for block in flow.blocks}
    assert modes >= {"fixed", "dynamic", "timed", "all_time", "rolling", "calendar"}
    assert {flow.limit.mode for flow in flows().values()} == {"once", "every_time", "periodically"}
    actions = {
        action.do
        for flow in flows().values()
        for block in flow.blocks
        if isinstance(block, StepsBlock)
        for action in block.actions
    }
    assert len(actions) >= 10


@pytest.mark.rule("R-4")
def test_the_counts_hold_on_every_day() -> None:
    run = begin(0)
    for day in range(1, 46):
        run.simulation.run(START + day * DAY)
        for name, counts in run.counts.items():
            assert discrepancies(counts) == [], f"{name} on day {day}"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_flow_launches_somebody_and_every_block_is_reached(seed: int) -> None:
    for name, counts in played(seed).counts.items():
        assert counts.launched > 0, name
        for block, found in counts.blocks.items():
            assert found.entered > 0, f"{name}#{block}"
            for output, left in found.left.items():
                stops = found.stopped.get("limit_reached", 0) if output == "beyond" else 0
                assert left + stops > 0, f"{name}#{block} by {output}"


@pytest.mark.parametrize("seed", SEEDS)
def test_most_reasons_occur(seed: int) -> None:
    counts = played(seed).counts.values()
    stopped = {reason for flow in counts for reason in flow.stopped}
    assert stopped >= {
        "relevance_expired",
        "no_branch_matched",
        "limit_reached",
        "no_date",
        "flow_stopped",
        "launch_limit",
    }
    turned_away = {reason for flow in counts for reason in flow.did_not_enter}
    assert turned_away == {"condition_cannot_be_applied", "launch_limit", "too_old"}
    not_sent = {message.not_sent for _, message in played(seed).messages}
    assert not_sent >= {None, "no_email", "invalid_email", "not_subscribed", "unsubscribed", "no_phone"}


def test_the_messages_read_well() -> None:
    from engine.messages.templates import render

    for letter, message in played(0).messages:
        if message.not_sent is not None:
            continue
        block = flows()[letter.flow].block(letter.block)
        assert isinstance(block, StepsBlock)
        for text in block.actions[letter.action].templates().values():  # type: ignore[attr-defined]
            shown = render(text, message.values)
            assert shown.strip(), letter
            assert "{{" not in shown, shown
            assert "  " not in shown, shown
            assert "None" not in shown, shown
            assert "\n\n\n" not in shown, shown


def test_nothing_but_what_is_shown_fails() -> None:
    reasons = {failure.reason for failure in played(0).failures}
    assert reasons <= {"relevance_expired", "launch_limit"}

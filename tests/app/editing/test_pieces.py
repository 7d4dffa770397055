"""Ready pieces make valid blocks, and blocks are read from a few characters as people write them."""

import pytest

from app.editing import AddBlocks, EditRefused
from app.editing.offers import found, offers
from app.editing.pieces import PIECES, Piece, reached_by_email
from app.editing.quick import readings
from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.world.settings import Settings
from sample_data import shop
from storage.files import read_world
from tests.app.editing.flows import START, flow_of, joined, several, straight

SHOP = read_world(shop().world, "world.yaml").settings


def started() -> Flow:
    trigger = {"event": "product_added_to_list", "settings": {"list": "cart"}}
    return flow_of({**START, "trigger": trigger, "filter": reached_by_email(SHOP)})


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.title)
def test_a_piece_is_valid_as_it_is(piece: Piece) -> None:
    outcome = AddBlocks(piece.clip(SHOP), piece.title, "start").apply(started())
    # Warnings are about the flow around it: that nothing follows yet, that the filter asks for email.
    assert [problem for problem in validate(outcome.flow, SHOP) if problem.severity == "error"] == []
    assert outcome.block is not None
    kinds = [block.kind for block in outcome.flow.blocks]
    assert kinds.count("launch") == 1


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.title)
def test_a_piece_in_a_project_without_names_says_which_are_missing(piece: Piece) -> None:
    outcome = AddBlocks(piece.clip(Settings()), piece.title, "start").apply(flow_of(START))
    errors = [problem for problem in validate(outcome.flow, Settings()) if problem.block != "start"]
    assert all(problem.field[-1] in ("pool", "account", "list", "outputs") for problem in errors)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.title)
def test_what_followed_follows_the_piece(piece: Piece) -> None:
    outcome = AddBlocks(piece.clip(SHOP), piece.title, "start", "next").apply(straight())
    onward = [c for c in outcome.flow.connections if c.target == "mail"]
    assert len(onward) == 1
    assert onward[0].source == outcome.block != "start"


def test_there_are_enough_of_them() -> None:
    assert len(PIECES) >= 6
    assert len({piece.title for piece in PIECES}) == len(PIECES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("4h", "Wait 4 hours"),
        ("1 day", "Wait 1 day"),
        ("w 2d mon-fri 9-17", "Wait 2 days, then mon–fri 09:00–17:00"),
        ("wait 90 min 8:30-20:00", "Wait 90 minutes, then 08:30–20:00"),
        ("sat-sun", "Wait until sat–sun"),
        ("wait 22-6", "Wait until 22:00–06:00"),
        ("until 8-11", "Wait until 08:00–11:00"),
        ("wait until 8-11", "Wait until 08:00–11:00"),
        ("50/50", "A/B test 50/50"),
        ("split 25/75", "Split 25/75"),
        ("40/40/20", "A/B test 40/40/20, C is the control"),
        ("33.3/33.3/33.4", "A/B test 33.3/33.3/33.4, C is the control"),
        ("limit 1000", "Limit 1,000"),
        ("l 2 a week", "Limit 2 each week"),
        ("mail Your cart", "Email: Your cart"),
        ("SMS on its way", "SMS: on its way"),
        ("push Hello", "Mobile push: Hello"),
    ],
)
def test_a_block_in_a_few_characters(text: str, label: str) -> None:
    ready = readings(text)
    assert ready[0].label == label
    known = offers(started(), SHOP)
    offer = found(known, text)[0]
    assert offer.label == label
    outcome = offer.make("start", None).apply(started())
    assert outcome.block is not None
    errors = [problem for problem in validate(outcome.flow, SHOP) if problem.severity == "error"]
    assert errors == []


@pytest.mark.parametrize(
    "text", ["", "wait", "99/2", "mail", "9-9", "25-26", "4h tomorrow", "limit many", "x 4h", "٣h", "mon-xyz"]
)
def test_what_is_only_a_word_is_no_block(text: str) -> None:
    assert readings(text) == ()


def test_searching_finds_by_all_words_in_any_order() -> None:
    known = offers(flow_of(START), SHOP)
    assert [offer.label for offer in found(known, "cart added")] == ["Start: Product added to: cart"]
    assert found(known, "w")[0].label == "Wait"
    assert found(known, "zzzz") == []
    assert found(known, "  ") == list(known)


def test_as_long_as_nothing_starts_the_flow_that_comes_first() -> None:
    unstarted, begun = offers(flow_of(START), SHOP), offers(started(), SHOP)
    assert unstarted[0].label.startswith("Start: ")
    assert not begun[0].label.startswith("Start: ")
    # Before what stands there once for each status, list or field of the project.
    assert found(unstarted, "order")[0].label == "Start: New order"
    assert found(unstarted, "customer")[0].label == "Start: New customer"
    assert found(unstarted, "order shipped")[0].label == "Start: Order status: all items shipped"
    assert found(begun, "order")[0].label.startswith("Ordered")


def test_a_blank_canvas_shows_starts_of_each_kind_and_the_blocks_after_them() -> None:
    known = offers(flow_of(START), SHOP)
    first = [offer.group for offer in known[:12]]
    assert first == ["start"] * 5 + ["block"] * 6 + ["action"]
    assert len({offer.about for offer in known[:5]}) == 5
    assert {"Wait", "Email"} < {offer.label for offer in known[:12]}
    assert len({offer.label for offer in known}) == len(known)


@pytest.mark.parametrize("text", ["email", "mail"])
def test_the_message_comes_before_the_events_that_are_called_like_it(text: str) -> None:
    for flow in (flow_of(START), started()):
        assert found(offers(flow, SHOP), text)[0].label == "Email"


def test_what_starts_a_flow_is_offered_until_it_is_chosen() -> None:
    before = flow_of(START)
    offer = found(offers(before, SHOP), "wishlist added")[0]
    after = offer.make("start", "next").apply(before).flow
    assert after.launch is not None
    assert after.launch.trigger is not None
    assert not any(offer.group == "start" and "Start" in offer.label for offer in offers(after, SHOP))


@pytest.mark.parametrize(
    ("text", "mode", "period"),
    [
        ("once", "once", None),
        ("once 7d", "periodically", "7 days"),
        ("once in 24 hours", "periodically", "24 hours"),
    ],
)
def test_how_often_a_customer_may_go_through(text: str, mode: str, period: str | None) -> None:
    after = found(offers(started(), SHOP), text)[0].make("start", None).apply(started()).flow
    assert after.limit.mode == mode
    assert (None if after.limit.period is None else str(after.limit.period)) == period


def test_offers_say_why_they_cannot_be_added() -> None:
    flow = flow_of(START, {"id": "split", "kind": "split"}, joined="start.next split")
    with pytest.raises(EditRefused, match="give it its branches first"):
        found(offers(flow, SHOP), "wait")[0].make("split", None).apply(flow)


def test_every_offer_can_be_added_somewhere() -> None:
    flow = several()
    for offer in offers(flow, SHOP):
        outcome = offer.make("limit", "within").apply(flow)
        assert outcome.flow != flow
        assert joined(flow) <= joined(outcome.flow)

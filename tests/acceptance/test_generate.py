"""`flowrig generate`: a living shop from a world file."""

import json
import re

import pytest

from app.cli import generating
from storage.files import read_scenario, read_world, world_file
from tests.acceptance.inside import Inside
from tests.acceptance.shell import Shell

SHOP = """\
flowrig: world/1
settings:
  time_zone: Europe/Berlin
  order_statuses:
    new: {category: new}
    paid: {category: paid}
    shipped: {category: shipped}
    delivered: {category: delivered}
  lists: {cart: {}}
  action_templates: {opened: {}, clicked: {}}
products:
  cup: {price: 900}
  pot: {price: 2900, available: true}
  tea: {price: 700}
traffic: {customers: 40, start: 2026-03-02, sign_ups: 1, habits: [{share: 1, every: 2}]}
"""

ORDERS = """\
flowrig: flow/1
id: thanks
blocks:
- {id: start, kind: launch, trigger: {event: order_created}}
- {id: mail, kind: steps, actions: [{do: send_email, subject: "{{ Order.Total }}", consent: not_needed}]}
- {id: day, kind: wait, duration: 1 day}
- {id: more, kind: steps, actions: [{do: send_email, subject: More, consent: not_needed}]}
connections:
- {from: start, output: next, to: mail}
- {from: mail, output: next, to: day}
- {from: day, output: next, to: more}
"""

AB = """\
flowrig: flow/1
id: ab
limit: {mode: once}
blocks:
- {id: start, kind: launch, trigger: {event: product_viewed}}
- {id: half, kind: ab_test, variants: [{id: A, share: 50}, {id: B, share: 50}]}
- {id: a, kind: steps, actions: [{do: send_email, subject: A, consent: not_needed}]}
- {id: b, kind: steps, actions: [{do: send_email, subject: B, consent: not_needed}]}
- {id: wait-a, kind: wait, duration: 3 days}
- {id: wait-b, kind: wait, duration: 3 days}
- id: opened-a
  kind: condition
  condition: {field: customer.actions.count, of: {templates: [opened]}, op: at_least, value: 1}
- id: opened-b
  kind: condition
  condition: {field: customer.actions.count, of: {templates: [opened]}, op: at_least, value: 1}
connections:
- {from: start, output: next, to: half}
- {from: half, output: A, to: a}
- {from: half, output: B, to: b}
- {from: a, output: next, to: wait-a}
- {from: b, output: next, to: wait-b}
- {from: wait-a, output: next, to: opened-a}
- {from: wait-b, output: next, to: opened-b}
"""


@pytest.fixture
def living(shell: Shell, inside: Inside) -> Inside:
    shell.write("shop.yaml", SHOP)
    shell.write("thanks.yaml", ORDERS)
    return inside


def test_a_world_and_its_scenario_are_played(living: Inside, shell: Shell) -> None:
    made = living("generate", "--from", "shop.yaml", "--as", "world", "--out", "living.yaml")
    assert made.out == "living.yaml: 40 customers\n"
    world = world_file(shell.folder / "living.yaml")
    assert len(world.customers) == 40
    made = living(
        "generate", "--from", "living.yaml", "--as", "scenario", "--days", "7", "--out", "week.yaml"
    )
    changes = int(re.fullmatch(r"week.yaml: (\d+) changes\n", made.out)[1])  # type: ignore[index]
    assert changes > 100
    living("validate", "living.yaml", "week.yaml")
    ran = living("run", "thanks.yaml", "--scenario", "week.yaml", "--workspace", "w.flowrig", "--json")
    assert json.loads(ran.out)["flows"]["thanks"]["entered"] > 5


def test_the_same_seed_writes_the_same_bytes(living: Inside, shell: Shell) -> None:
    living("generate", "--from", "shop.yaml", "--as", "world", "--out", "living.yaml")
    first = living("generate", "--from", "living.yaml", "--as", "scenario", "--days", "3").out
    assert living("generate", "--from", "living.yaml", "--as", "scenario", "--days", "3").out == first
    other = living("generate", "--from", "living.yaml", "--as", "scenario", "--days", "3", "--seed", "1").out
    assert other != first


def test_a_world_that_has_lived_goes_on_where_it_stands(living: Inside, shell: Shell) -> None:
    living("generate", "--from", "shop.yaml", "--as", "world", "--days", "20", "--out", "old.yaml")
    old = world_file(shell.folder / "old.yaml")
    assert old.orders
    assert 58 <= len(old.customers) <= 60
    living("generate", "--from", "old.yaml", "--as", "scenario", "--days", "10", "--out", "next.yaml")
    text = (shell.folder / "next.yaml").read_text()
    assert "2026-03-22T" in text
    assert "2026-03-21T" not in text
    # Orders of the days before are delivered, none is made a second time: nothing is refused.
    living("run", "thanks.yaml", "--scenario", "next.yaml", "--workspace", "w.flowrig")
    again = living("generate", "--from", "old.yaml", "--as", "scenario", "--start", "2026-03-10", expect=2)
    assert again.line == (
        "--start 2026-03-10: this world has had its traffic of 2026-03-10 already: go on with 2026-03-22"
    )


def test_long_traffic_is_kept_in_a_workspace(living: Inside, shell: Shell) -> None:
    kept = ("--workspace", "w.flowrig")
    living("generate", "--from", "shop.yaml", "--as", "world", *kept, "--name", "shop")
    made = living("generate", "--from", "shop", "--as", "scenario", "--days", "60", *kept)
    assert re.fullmatch(r"scenario 'traffic of shop': [\d,]+ changes\n", made.out)
    ran = living("run", "thanks.yaml", "--scenario", "traffic of shop", *kept, "--json")
    assert json.loads(ran.out)["flows"]["thanks"]["entered"] > 50


def test_a_file_that_is_too_long_to_be_read_is_told(
    living: Inside, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    living("generate", "--from", "shop.yaml", "--as", "world", "--out", "living.yaml")
    words = ("generate", "--from", "living.yaml", "--as", "scenario", "--days", "3", "--out", "long.yaml")
    assert living(*words).err == ""
    many = living(
        "generate", "--from", "shop.yaml", "--as", "world", "--customers", "17000", "--out", "many.yaml"
    )
    assert many.line.startswith("this is too long for flowrig to read again")
    told = "this is too long for flowrig to read again: keep it in a workspace with --workspace FILE"
    for limit, most in (("MOST_BYTES", (shell.folder / "long.yaml").stat().st_size), ("MOST_CHANGES", 50)):
        with monkeypatch.context() as patched:
            patched.setattr(generating, limit, most - 1)
            assert living(*words).line == told


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (
            ("--as", "scenario"),
            1,
            "shop.yaml lacks 40 customers of its traffic: make a world that has them with --as world, "
            "and go on from that",
        ),
        (
            ("--as", "world", "--start", "2026-03-01"),
            2,
            "--start 2026-03-01: the traffic of this world begins on 2026-03-02: choose no day before that",
        ),
        (
            ("--as", "world", "--start", "soon"),
            2,
            "--start soon: 'soon' is not a date or time: write 2026-03-02, 2026-03-02 10:00 or "
            "2026-03-02T10:00:00+01:00.",
        ),
        (
            ("--as", "world", "--out", "a", "--workspace", "b"),
            2,
            "give --out FILE or --workspace FILE, not both",
        ),
        (("--as", "world", "--name", "a"), 2, "--name goes with --workspace"),
        (("--as", "world", "--out", "shop.yaml"), 2, None),
        (("--as", "world", "--start", "2199-12-31"), 2, None),
    ],
)
def test_what_cannot_be_made(living: Inside, words: tuple[str, ...], status: int, line: str | None) -> None:
    told = living("generate", "--from", "shop.yaml", *words, expect=status).line
    assert line is None or told == line


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("list: basket", "17: there is no list 'basket': choose one of cart"),
        ("points: gold", "19: there is no points account 'gold': the project names none"),
        ("sign_up_action: no", "27: there is no action template 'no': choose one of opened, clicked, "),
        ("promo_pool: no", "23: there is no promo-code pool 'no': the project names none"),
        ("reactions: {opened: no}", "31: there is no action template 'no': choose one of opened, clicked, "),
        ("cart: 30", "17: 30 is too much: 1.0 is the most"),
        ("week: [1, 1]", "11: week: there are 2, and 7 are the least"),
        ("week: [0, 0, 0, 0, 0, 0, 0]", "11: give at least one of them more than 0"),
        ("customers: 1000001", "22: 1000001 is too much: 1,000,000 is the most"),
        (
            "reactions: {email: {open: 0.1, click: 0.2}}",
            "49: 0.2 click and 0 unsubscribe, but only 0.1 open",
        ),
        ("reactions: {email: {open: 0.1, order: 0.1}}", "49: 0.1 order, but only 0 click"),
        (
            "reactions: {overrides: [{flow: a, block: b, open: 0.1, click: 0.2}]}",
            "73: 0.2 click and 0 unsubscribe, but only 0.1 open",
        ),
        (
            "reactions: {overrides: [{flow: a, block: b}, {flow: a, block: b}]}",
            "56: the block 'b' stands there twice: remove one",
        ),
    ],
)
def test_traffic_that_does_not_fit_its_world_is_told_with_its_place(
    living: Inside, shell: Shell, said: str, told: str
) -> None:
    shell.write("bad.yaml", SHOP.replace("customers: 40", said))
    assert living("validate", "bad.yaml", expect=1).line.startswith(f"bad.yaml:15:{told}")


def test_a_shop_without_products_has_no_traffic(living: Inside, shell: Shell) -> None:
    shell.write("bare.yaml", "flowrig: world/1\ntraffic: {customers: 4}\n")
    assert living("validate", "bare.yaml", expect=1).line.endswith("there is nothing to buy: add products")
    made = living("generate", "--from", "world.yaml", "--as", "world", expect=1)
    assert made.line == "world.yaml: there is nothing to buy in this world: add products"


def test_what_is_written_in_parts_is_the_canonical_text(living: Inside, shell: Shell) -> None:
    from storage.files import dump_world

    living("generate", "--from", "shop.yaml", "--as", "world", "--days", "9", "--out", "living.yaml")
    text = (shell.folder / "living.yaml").read_text()
    assert dump_world(read_world(text, "living.yaml")) == text
    week = living("generate", "--from", "living.yaml", "--as", "scenario", "--days", "2").out
    assert read_scenario(week, "week.yaml").world == "living.yaml"


LIVE = ("run", "thanks.yaml", "--world", "shop.yaml", "--workspace", "w.flowrig")


def test_a_run_plays_traffic_live(living: Inside, shell: Shell) -> None:
    ran = json.loads(living(*LIVE, "--traffic", "10", "--json").out)
    assert ran["flows"]["thanks"]["entered"] > 10
    # The same as what is played from a file.
    living("generate", "--from", "shop.yaml", "--as", "world", "--out", "living.yaml")
    living("generate", "--from", "living.yaml", "--as", "scenario", "--days", "10", "--out", "s.yaml")
    words = ("run", "thanks.yaml", "--scenario", "s.yaml", "--workspace", "w.flowrig", "--json")
    from_file = json.loads(living(*words).out)
    assert from_file["flows"] == ran["flows"]
    again = json.loads(living("run", "--resume", ran["run"], "--workspace", "w.flowrig", "--json").out)
    assert again == ran
    assert living(
        "story", "--run", ran["run"], "--customer", "shopper-000001", "--workspace", "w.flowrig"
    ).out


def test_customers_react_so_that_an_ab_test_has_something_to_find(living: Inside, shell: Shell) -> None:
    reactions = (
        "reactions: {opened: opened, email: {open: 0.2}, overrides: [{flow: ab, block: b, open: 0.9}]}"
    )
    shell.write("shop.yaml", SHOP.replace("customers: 40", f"customers: 400, {reactions}"))
    shell.write("ab.yaml", AB)
    words = ("run", "ab.yaml", "--world", "shop.yaml", "--traffic", "4", "--workspace", "w.flowrig", "--json")
    blocks = json.loads(living(*words).out)["flows"]["ab"]["blocks"]
    shares = []
    for name in ("opened-a", "opened-b"):
        left = blocks[name]["left"]
        shares.append(left["yes"] / (left["yes"] + left["no"]))
    assert shares[0] < 0.3
    assert shares[1] > 0.7


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--scenario", "scenario.yaml"), "give --scenario S or --traffic DAYS, not both"),
        (
            ("--from", "2026-02-01"),
            "--traffic: the traffic of this world begins on 2026-03-02: choose no day before that",
        ),
    ],
)
def test_traffic_that_cannot_be_played(living: Inside, words: tuple[str, ...], line: str) -> None:
    assert living(*LIVE, "--traffic", "3", *words, expect=2).line == line

"""The real launch does exactly what its rehearsal said, and a rehearsal changes nothing."""

from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from engine.flow.model import Flow
from engine.flow.validation import validate
from engine.life.deeds import EditFlow, FlowDeed, LaunchFlow, PauseFlow, ResumeFlow
from engine.rehearsal.fares import Tally
from engine.rehearsal.inside import inside
from engine.rehearsal.rehearsing import Rehearsal
from engine.reports.outbox import rendered
from engine.simulation.checkpoint import dump
from engine.simulation.refusals import ChangeRefused
from engine.simulation.simulation import Simulation
from engine.world.changes.base import Change
from engine.world.entities import Customer
from engine.world.world import Refused
from tests.engine.rehearsal.trying import Standing
from tests.engine.simulation.random_flows import LAST, PEOPLE, TIMES, ZONE, flows, people, timelines
from tests.kit import MemoryJournal, visit, visits_of
from tests.laws import examples

DAYS = 6
LAWS = settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def met(draw: st.DrawFn) -> Flow:
    """A flow in which somebody waits: the action that lets customers in is frequent, a Wait comes first."""
    data = draw(flows("f0")).model_dump(mode="json", by_alias=True)
    launch = data["blocks"][0]
    launch["trigger"] = {"event": "action_issued", "settings": {"templates": ["visit"]}}
    launch["filter"] = None
    if draw(st.booleans()):
        data["schedule"] = {}
    wait = {"id": "w", "kind": "wait", "duration": draw(st.sampled_from(["30 minutes", "1 day", "2 days"]))}
    data["blocks"].insert(1, wait)
    data["connections"][0]["from"] = "w"
    data["connections"].insert(0, {"from": "start", "output": "next", "to": "w"})
    return Flow.model_validate(data)


@st.composite
def edited(draw: st.DrawFn, flow: Flow) -> Flow:
    """A draft: the flow with a block taken out, waits that are others, texts or a limit that are others, an
    output that leads nowhere; or another flow altogether."""
    data = flow.model_dump(mode="json", by_alias=True)
    what = draw(st.integers(0, 5))
    if what <= 1:
        gone = draw(st.sampled_from(["w", *(block.id for block in flow.blocks if block.kind != "launch")]))
        data["blocks"] = [block for block in data["blocks"] if block["id"] != gone]
        to = next((c["to"] for c in data["connections"] if c["from"] == gone), None)
        for connection in data["connections"]:
            if connection["to"] == gone:
                connection["to"] = to
        data["connections"] = [c for c in data["connections"] if c["from"] != gone and c["to"] is not None]
    elif what == 2:
        for block in data["blocks"]:
            if block["kind"] == "wait" and block.get("duration"):
                block["duration"] = draw(st.sampled_from(["1 hour", "2 days"]))
            for action in block.get("actions") or ():
                if "subject" in action:
                    action["subject"] = "Other words"
                if "amount" in action:
                    action["amount"] = 1
    elif what == 3:
        data["limit"] = {"mode": "once"}
    elif what == 4:
        found = data["connections"]
        del found[draw(st.integers(1, len(found) - 1))]
    else:
        return draw(flows(flow.id))
    draft = Flow.model_validate(data)
    assume(not [p for p in validate(draft, people().settings) if p.severity == "error"])
    return draft


@st.composite
def standing(draw: st.DrawFn) -> tuple[Standing, Flow, int]:
    """A run of two flows that stands somewhere, with things planned for later, and a draft of the first."""
    first, second = draw(met()), draw(flows("f1"))
    changes: list[Change] = draw(timelines())
    for time in draw(st.lists(st.sampled_from(TIMES), min_size=1, max_size=3)):
        changes += [visit(time, who) for who in PEOPLE]
    changes.sort(key=lambda change: change.at)
    at = draw(st.sampled_from([change.at + later for change in changes for later in (0, 60, 7200)]))
    deeds: list[FlowDeed] = []
    for moment in draw(st.lists(st.sampled_from([ZONE.parse(time) for time in TIMES]), max_size=1)):
        deeds += [PauseFlow(at=moment, flow="f1"), ResumeFlow(at=moment + 7200, flow="f1")]
    run = Standing([first, second], changes, people(), deeds=deeds, slots_until=LAST)
    try:
        run.to(at)
    except ChangeRefused:
        assume(False)
    return run, draw(edited(first)), at


def fared(simulation: Simulation, journal: MemoryJournal) -> dict[str, Any]:
    """What became of each customer, as plainly as can be."""
    now = simulation.world.aliases.get
    found: dict[str, list[Counter[Any]]] = defaultdict(lambda: [Counter(), Counter()])
    passages = visits_of(journal)
    for flow, who, visits in passages.values():
        found[now(who, who)][0][flow, tuple(visits)] += 1
    for _, at, named, number in journal.wakes:
        path = journal.paths[number]
        if path.end == "stopped" and isinstance(named, int):
            # Whoever is stopped in a Wait stays in it until then.
            who = passages[named][1]
            found[now(who, who)][1]["stopped", path.flow, path.reason, at] += 1
        if path.end == "did_not_enter":
            who = str(named)
            found[now(who, who)][1]["did not enter", path.flow, path.reason] += 1
    texts = {(run.flow, run.version): run.flow_version.flow for run in simulation.flows}
    texts |= {("f0", 1): FIRST[0]}
    for message in journal.messages:
        letter = simulation.letters[message.letter - 1]
        flow_text = texts[letter.flow, letter.version]
        read = (
            rendered(flow_text, letter.block, letter.action, message.values) if not message.not_sent else ()
        )
        who = message.customer
        found[now(who, who)][1][
            "message", letter.flow, letter.block, letter.channel, message.not_sent, read
        ] += 1
    for failure in journal.failures:
        who = failure.customer
        found[now(who, who)][1]["failed", failure.flow, failure.block, failure.reason] += 1
    return {who: (found[who], has(customer)) for who, customer in simulation.world.customers.items()}


def has(customer: Customer) -> Any:
    """A customer's data; of actions not when they were issued, and none of messages that were not sent."""
    names = [name for name in Customer.__slots__ if name not in ("messages", "actions")]
    actions = [(one.template, one.product, one.fields) for one in customer.actions]
    issued = sorted(str(one) for one in actions if one[0] != "message_not_sent")
    return [getattr(customer, name) for name in names], issued


FIRST: list[Flow] = []
"""The version that played at first, of the run at hand."""


def messages_sent(simulation: Simulation, journal: MemoryJournal, since: int) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for message in journal.messages[since:]:
        letter = simulation.letters[message.letter - 1]
        if message.not_sent is None:
            found[letter.flow, letter.block, letter.channel] += 1
    return found


@pytest.mark.rule("F-17", "F-18")
@given(found=standing())
@LAWS
def test_the_real_launch_does_what_the_rehearsal_said(found: tuple[Standing, Flow, int]) -> None:
    run, draft, at = found
    simulation, journal = run.simulation, run.journal
    FIRST[:] = [run.flows[0].flow]
    before = dump(simulation)
    written = [len(journal.wakes), len(journal.messages), len(journal.failures)]
    seen = inside(simulation, draft)
    told = tried(run, draft)
    if isinstance(told, str):
        with pytest.raises(Refused) as really:
            launch(simulation, draft)
        assert str(really.value) == told
        return
    # A rehearsal changes nothing.
    assert dump(simulation) == before
    assert [len(journal.wakes), len(journal.messages), len(journal.failures)] == written
    # Without the launch.
    assert told.at == at
    assert told.until == (ZONE.add_days(at, DAYS) if told.halt is None else told.halt.at - 1)
    other = Standing(
        [one.flow for one in run.flows], run.changes, people(), deeds=run.deeds, slots_until=LAST
    )
    other.to(at).simulation.run(told.until)
    # The launch itself.
    launch(simulation, draft)
    assert told.inside == seen
    assert {one.passage for one in told.inside if one.goes_on} == {
        one.id for one in simulation.waiting.values() if one.flow.flow == "f0"
    }
    stopped = [named for _, _, named, path in journal.wakes if journal.paths[path].reason == "block_deleted"]
    assert sorted(one.passage for one in told.gone) == sorted(stopped)
    assert told.continues + sum(told.removed.values()) == len(told.inside)
    # What comes of it.
    simulation.run(told.until)
    undisturbed, really_fared = fared(other.simulation, other.journal), fared(simulation, journal)
    differ = [who for who in undisturbed if undisturbed[who] != really_fared[who]]
    assert [one.customer for one in told.differences] == differ
    assert told.differ == len(differ) == sum(group.customers for group in told.groups)
    was = messages_sent(other.simulation, other.journal, written[1])
    now = messages_sent(simulation, journal, written[1])
    changed = {key: (was[key], now[key]) for key in was | now if was[key] != now[key]}
    assert {
        (one.flow, one.block, one.of): (one.old, one.new) for one in told.totals if one.kind == "message"
    } == changed
    assert one_by_one(told) == {key: new - old for key, (old, new) in changed.items()}
    event(f"{min(told.differ, 1)} differ, {min(len(told.inside), 1)} inside, {min(len(told.gone), 1)} gone")


def tried(run: Standing, draft: Flow) -> Rehearsal | str:
    """A rehearsal, or why there can be none."""
    try:
        return run.rehearse(draft, days=DAYS)
    except Refused as refused:
        return str(refused)


def one_by_one(told: Rehearsal) -> dict[Any, int]:
    """The messages that customers get more or less, added up."""
    found: Counter[Any] = Counter()
    for fare in told.differences:
        for one in fare.how:
            if isinstance(one, Tally) and one.kind == "message":
                found[one.flow, one.block, one.of] += one.new - one.old
    return {key: n for key, n in found.items() if n}


def launch(simulation: Simulation, draft: Flow) -> None:
    simulation.do(EditFlow(at=simulation.now, flow=draft.id, draft=draft))
    simulation.do(LaunchFlow(at=simulation.now, flow=draft.id))


@pytest.mark.rule("F-17")
@given(found=standing())
@LAWS
def test_an_identical_draft_makes_no_difference(found: tuple[Standing, Flow, int]) -> None:
    run, _, at = found
    flow = run.flows[0].flow
    end = flow.schedule.end
    # Past its end it cannot be launched.
    assume(end is None or ZONE.parse(end) > at)
    told = run.rehearse(flow, days=DAYS)
    assert not any((told.differences, told.groups, told.totals, told.gone))
    assert told.outlook() == "nobody fares differently"

"""Mending problems with a key: the problem is gone, no new error came, and it is one step of undo."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.editing import EditRefused, FlowEditor, mending
from app.editing.mending import Mend, mend
from engine.flow.model import Flow
from engine.flow.validation import Problem, validate
from engine.world.settings import Labelled, SegmentSettings, Settings
from tests import kit
from tests.app.editing.flows import COMMANDS, flow_of, several, straight

PROJECT = kit.settings()
START: dict[str, Any] = {
    "id": "start",
    "kind": "launch",
    "trigger": {"event": "action_issued", "settings": {"templates": ["visit"]}},
}


def steps(*actions: dict[str, Any], id: str = "mail", **more: Any) -> dict[str, Any]:
    done = actions or ({"do": "send_email", "subject": "Hello", "body": "Hello"},)
    return {"id": id, "kind": "steps", "actions": list(done), **more}


def split(*shares: float, id: str = "split") -> dict[str, Any]:
    branches = [{"id": "ABCDEF"[n], "share": share} for n, share in enumerate(shares)]
    return {"id": id, "kind": "split", "branches": branches}


def wait(id: str = "wait", **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "wait", **({"duration": "1 day"} | more)}


def keys(problems: list[Problem]) -> set[tuple[Any, ...]]:
    return {(p.block, p.field, str(p.sentence)) for p in problems}


def mended(flow: Flow, says: str, block: str | None = None, project: Any = PROJECT) -> tuple[Mend, Flow]:
    """Mend the problem that says so: it is gone, no error came, and one undo takes it all back."""
    editor = FlowEditor(flow, project)
    problem = next(p for p in editor.problems if says in p.sentence and (block is None or p.block == block))
    found = mend(problem, flow, project)
    assert found is not None, problem
    before = keys([p for p in editor.problems if p.severity == "error"])
    editor.do(found.command)
    assert keys([problem]).isdisjoint(keys(editor.problems))
    assert keys([p for p in editor.problems if p.severity == "error"]) <= before
    after = editor.flow
    assert len(editor.steps) == 1
    editor.undo()
    assert editor.flow == flow
    return found, after


def unmended(flow: Flow, says: str) -> None:
    problem = next(p for p in validate(flow, PROJECT) if says in p.sentence)
    assert mend(problem, flow, PROJECT) is None


pytestmark = pytest.mark.rule("F-16")


def test_shares_are_made_100() -> None:
    flow = flow_of(START, split(40, 40), steps(), joined="start.next split, split.A mail, split.B mail")
    found, after = mended(flow, "add up to 80 %")
    assert found.words == "share out to 100 %: 50 / 50"
    assert [branch.share for branch in after.blocks[1].branches] == [50, 50]  # type: ignore[union-attr]


@pytest.mark.parametrize("shares", [(), (30,)])
def test_a_test_has_two_variants(shares: tuple[float, ...]) -> None:
    flow = flow_of(START, split(*shares), joined="start.next split")
    _, after = mended(flow, "give it 2 to 5")
    assert [branch.share for branch in after.blocks[1].branches] == [50, 50]  # type: ignore[union-attr]


def test_too_many_branches_are_the_persons_to_choose() -> None:
    unmended(flow_of(START, split(*[10] * 6), joined="start.next split"), "give it 2 to 5")


def test_a_branch_without_a_share_is_removed() -> None:
    flow = flow_of(START, split(50, 50, 0), steps(), joined="start.next split, split.C mail")
    found, after = mended(flow, "nobody comes to 'C'")
    assert found.words == "remove it"
    assert [output.id for output in after.blocks[1].outputs()] == ["A", "B"]


def test_two_branches_of_one_name() -> None:
    twice = {"id": "s", "kind": "split", "branches": [{"id": "A", "share": 50}, {"id": "A", "share": 50}]}
    _, after = mended(flow_of(START, twice, joined="start.next s"), "are called 'A'")
    assert [output.id for output in after.blocks[1].outputs()] == ["A", "A-2"]


def test_an_open_output_leads_to_the_block_that_nothing_leads_to() -> None:
    flow = flow_of(START, wait(), steps(), steps(id="later", title="Later on"), joined="start.next wait")
    found, after = mended(flow, "it leads nowhere")
    assert found.words == "connect to Steps"
    assert after.targets()[("wait", "next")] == "mail"


def test_the_launch_settings_lead_to_the_first_block() -> None:
    flow = flow_of(START, steps(), wait(), joined="mail.next wait")
    _, after = mended(flow, "connect it to the first block")
    assert after.targets()[("start", "next")] == "mail"


def test_a_variant_joins_the_others_where_all_blocks_are_reached() -> None:
    flow = flow_of(START, split(50, 50), steps(), joined="start.next split, split.A mail")
    found, after = mended(flow, "branch 'B' leads nowhere")
    assert after.targets()[("split", "B")] == "mail"
    assert found.words == "connect B 50 % to Steps"


def test_an_unreachable_block_is_joined_to_the_open_output() -> None:
    flow = flow_of(START, steps(), wait(), steps(id="last"), joined="start.next mail, mail.next wait")
    found, after = mended(flow, "no customer can reach it")
    assert found.words == "connect Wait to it"
    assert after.targets()[("wait", "next")] == "last"


def test_an_unreachable_block_is_deleted_where_nothing_can_lead_to_it() -> None:
    flow = flow_of(START, steps(), steps(id="last"), joined="start.next mail, mail.next last")
    flow = flow_of(START, split(50, 50), steps(), steps(id="lost"), joined="start.next split, split.A mail")
    control = flow_of(
        START,
        {
            "id": "test",
            "kind": "ab_test",
            "variants": [{"id": "A", "share": 50}, {"id": "B", "share": 50}],
            "control": "B",
        },
        {"id": "limit", "kind": "limit", "cap": 5},
        wait("first"),
        joined="start.next first, first.next test",
    )
    found, _ = mended(control, "no customer can reach it")
    assert found.words == "connect A/B test · A 50 % to it"
    assert mended(flow, "no customer can reach it")[0].words.startswith("connect Split")


def test_the_control_is_disconnected() -> None:
    test = {
        "id": "test",
        "kind": "ab_test",
        "variants": [{"id": "A", "share": 50}, {"id": "B", "share": 50}],
        "control": "B",
    }
    flow = flow_of(START, test, steps(), joined="start.next test, test.A mail, test.B mail")
    _, after = mended(flow, "the control 'B' gets nothing")
    assert ("test", "B") not in after.targets()


def test_a_circle_is_opened_where_it_leads_back() -> None:
    flow = flow_of(START, steps(), wait(), joined="start.next mail, mail.next wait, wait.next mail")
    found, after = mended(flow, "form a circle")
    assert found.words == "remove the connection from Wait to Steps"
    assert after.targets() == {("start", "next"): "mail", ("mail", "next"): "wait"}


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Flow]:
    """The flows that are checked while a way of mending is looked for."""
    flows: list[Flow] = []

    def check(flow: Flow, project: Settings) -> list[Problem]:
        flows.append(flow)
        return validate(flow, project)

    monkeypatch.setattr(mending, "validate", check)
    return flows


def test_of_a_circle_only_the_ways_out_are_tried(checked: list[Flow]) -> None:
    """Whatever else the flow leaves open: each idea means to check the whole of it."""
    branches = [{"id": f"b{n}", "values": [f"v{n}"]} for n in range(48)]
    branching = {"field": "customer.first_name", "branches": branches}
    many = {"id": "many", "kind": "condition", "branching": branching}
    loose = [wait(f"loose{n}") for n in range(100)]
    flow = flow_of(START, many, wait(), *loose, joined="start.next many, many.b0 wait, wait.next many")
    problem = next(p for p in validate(flow, PROJECT) if "form a circle" in p.sentence)
    found = mend(problem, flow, PROJECT)
    assert found is not None
    assert found.words == "remove the connection from Wait to Condition"
    assert len(checked) == 2


def test_no_more_than_so_many_ideas_are_tried(checked: list[Flow]) -> None:
    """Here none of them helps: whichever way out of one circle is taken, the other one comes to light."""
    rings = [[f"{ring}{n}" for n in range(60)] for ring in "ab"]
    joined = [f"{ring[n - 1]}.next {ring[n]}" for ring in rings for n in range(60)]
    flow = flow_of(START, *(wait(id) for ring in rings for id in ring), joined=", ".join(joined))
    problem = next(p for p in validate(flow, PROJECT) if "form a circle" in p.sentence)
    assert mend(problem, flow, PROJECT) is None
    assert len(checked) <= mending.MOST_IDEAS + 1


@pytest.mark.parametrize(
    ("joined", "says", "words"),
    [
        ("start.next mial", "there is no such block", "connect to Steps"),
        ("start.next mail, mail.next elsewhere", "there is no such block", "remove the connection"),
        ("start.nxt mail", "it has no output", "take the output next"),
        ("gone.next mail", "there is no block 'gone'", "remove the connection"),
        ("start.next mail, mail.next start", "nothing leads into", "remove the connection"),
    ],
)
def test_connections_of_a_draft(joined: str, says: str, words: str) -> None:
    assert mended(flow_of(START, steps(), joined=joined), says)[0].words == words


def test_an_output_that_is_connected_twice() -> None:
    flow = flow_of(START, steps(), wait(), joined="start.next mail, mail.next wait, start.next wait")
    _, after = mended(flow, "is connected twice")
    assert len(after.connections) == 2


def test_ids_and_launch_settings_taken_twice() -> None:
    _, after = mended(flow_of(START, steps(), steps(), joined="start.next mail"), "two blocks have the id")
    assert [block.id for block in after.blocks] == ["start", "mail", "steps"]
    twice = flow_of(START, steps(), {"id": "again", "kind": "launch"}, joined="start.next mail")
    _, after = mended(twice, "exactly one launch settings block")
    assert [block.id for block in after.blocks] == ["start", "mail"]


@pytest.mark.parametrize(
    ("action", "says", "field", "value"),
    [
        ({"do": "add_to_segment", "segment": "vpi"}, "no segment 'vpi'", "segment", "vip"),
        ({"do": "issue_promo_code", "pool": "twenty"}, "'twenty'", "pool", "ten"),
        ({"do": "issue_promo_code"}, "choose the pool", "pool", "ten"),
        ({"do": "award_points", "amount": 5}, "choose the points account", "account", "points"),
        ({"do": "issue_action", "template": "Visit"}, "'Visit'", "template", "visit"),
        (
            {"do": "send_sms", "text": "Dear {{ Customer.FristName }}, not FristName"},
            "has no FristName",
            "text",
            "Dear {{ Customer.FirstName }}, not FristName",
        ),
        (
            {"do": "send_sms", "text": "Dear {{ Custmer.FirstName }}"},
            "no parameter Custmer",
            "text",
            "Dear {{ Customer.FirstName }}",
        ),
        ({"do": "send_sms", "text": "Hello", "topic": "New"}, "no topic 'New'", "topic", "news"),
    ],
)
def test_names(action: dict[str, Any], says: str, field: str, value: str) -> None:
    flow = flow_of(START, steps(action), joined="start.next mail")
    _, after = mended(flow, says)
    assert getattr(after.blocks[1].actions[0], field) == value  # type: ignore[union-attr]


def test_a_name_like_none_is_the_persons_to_choose() -> None:
    action = {"do": "add_to_segment", "segment": "winter"}
    unmended(flow_of(START, steps(action), joined="start.next mail"), "no segment 'winter'")
    unmended(flow_of(START, steps({"do": "add_to_segment"}), joined="start.next mail"), "choose the segment")


def test_only_names_that_fit_count() -> None:
    project = kit.settings()
    project.segments = {"all": SegmentSettings(kind="recalculated"), "vip": SegmentSettings()}
    flow = flow_of(START, steps({"do": "add_to_segment"}), joined="start.next mail")
    found, _ = mended(flow, "choose the segment", project=project)
    assert found.words == "use vip, the only segment that fits"


def test_the_only_list_there_is() -> None:
    project = kit.settings()
    project.lists = {"cart": Labelled()}
    launch = {"id": "start", "kind": "launch", "trigger": {"event": "product_added_to_list"}}
    found, after = mended(flow_of(launch, steps(), joined="start.next mail"), "list", project=project)
    assert "cart" in found.words
    assert not validate(after, project)


def test_names_in_the_triggers_settings() -> None:
    launch = {
        "id": "start",
        "kind": "launch",
        "trigger": {"event": "action_issued", "settings": {"templates": ["visti", "order"]}},
    }
    _, after = mended(flow_of(launch, steps(), joined="start.next mail"), "'visti'")
    assert after.launch.trigger.settings == {"templates": ["visit", "order"]}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("condition", "says", "mended_to"),
    [
        (
            {"all": [{"field": "customer.field.teir", "op": "is", "value": "gold"}]},
            "customer.field.teir",
            {"all": [{"field": "customer.field.tier", "op": "is", "value": "gold"}]},
        ),
        (
            {"field": "customer.field.tier", "op": "is", "value": "Gold"},
            "'Gold'",
            {"field": "customer.field.tier", "op": "is", "value": "gold"},
        ),
        (
            {"all": [{"field": "customer.email.valid", "op": "is", "value": True}, {"any": []}]},
            "this group is empty",
            {"all": [{"field": "customer.email.valid", "op": "is", "value": True}]},
        ),
    ],
)
def test_conditions(condition: dict[str, Any], says: str, mended_to: dict[str, Any]) -> None:
    check = {"id": "check", "kind": "condition", "condition": condition}
    flow = flow_of(START, check, steps(), joined="start.next check, check.yes mail")
    _, after = mended(flow, says)
    expected = flow_of(START, {**check, "condition": mended_to})
    assert after.blocks[1] == expected.blocks[1]


@pytest.mark.parametrize(
    ("block", "says", "field"),
    [
        (wait(mode="timed", window={"start": "09:00", "end": "17:00"}), "adds no delay", "duration"),
        ({"id": "wait", "kind": "limit", "cap": 5, "period": "3 days"}, "only a rolling limit", "period"),
        ({"id": "wait", "kind": "limit", "cap": 5, "calendar": "day"}, "only a calendar limit", "calendar"),
    ],
)
def test_what_must_not_be_there_is_removed(block: dict[str, Any], says: str, field: str) -> None:
    out = "next" if block["kind"] == "wait" else "within"
    flow = flow_of(START, block, steps(), joined=f"start.next wait, wait.{out} mail")
    found, after = mended(flow, says)
    assert found.words == "remove it"
    assert getattr(after.blocks[1], field) is None


def test_the_flows_own_settings() -> None:
    flow = flow_of(START, steps(), joined="start.next mail")
    other = Flow.model_validate({**flow.model_dump(by_alias=True), "brand": "mian"})
    _, after = mended(other, "no brand 'mian'")
    assert after.brand == "main"
    other = Flow.model_validate({**flow.model_dump(by_alias=True), "limit": {"mode": "once", "total": 3}})
    assert mended(other, "once has no total")[1].limit.total is None


def test_a_flow_that_starts_itself_again() -> None:
    action = {"do": "issue_action", "template": "visit"}
    _, after = mended(flow_of(START, steps(action), joined="start.next mail"), "starts the flow itself")
    assert after.limit.mode == "once"


@settings(max_examples=60, deadline=None)
@given(st.lists(COMMANDS, max_size=8), st.booleans())
def test_whatever_is_offered_mends(commands: list[Any], branched: bool) -> None:
    editor = FlowEditor(several() if branched else straight(), PROJECT)
    for command in commands:
        try:
            editor.do(command)
        except EditRefused:
            continue
    errors = keys([p for p in editor.problems if p.severity == "error"])
    flow = editor.flow
    for problem in editor.problems:
        found = mend(problem, flow, PROJECT)
        if found is not None:
            after = validate(found.command.apply(flow).flow, PROJECT)
            assert keys([problem]).isdisjoint(keys(after))
            assert keys([p for p in after if p.severity == "error"]) <= errors

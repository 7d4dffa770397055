"""The life of flows in the workspace: drafts and versions, launched, paused, restored, duplicated."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.flow.model import Flow
from engine.world.settings import Settings
from storage.files import dump_flow, read_flow
from storage.flows import DRAFT, FlowEntry
from storage.problems import BadFile, Trouble, WorkspaceProblem
from storage.workspace import Workspace
from tests.kit import flow, launch, mail, wait
from tests.storage.workspaces import guard


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "shop.flowrig", create=True) as workspace:
        guard(workspace)
        yield workspace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock on the wall."""

    def put(at: int) -> None:
        monkeypatch.setattr("storage.flows.time.time", lambda: float(at))

    return put


def text(n: int, flow_id: str = "a", **parts: Any) -> str:
    """The text of a flow that waits n days."""
    return dump_flow(flow(launch(), wait(f"{n} days"), mail(), id=flow_id, **parts))


def draft(
    workspace: Workspace,
    n: int,
    status: Any = "ready",
    flow_id: str = "a",
    *,
    back: bool = False,
    **parts: Any,
) -> str:
    written = text(n, flow_id, **parts)
    read = read_flow(written, flow_id)
    workspace.flows.save_draft(
        flow_id, written, name=read.name, folder=read.folder, brand=read.brand, status=status, back=back
    )
    return written


def refused(trouble: Trouble, match: str, act: Callable[..., Any], *given: Any) -> None:
    with pytest.raises(WorkspaceProblem, match=match) as caught:
        act(*given)
    assert caught.value.trouble == trouble
    assert "\n" not in str(caught.value)


def state(workspace: Workspace, name: str = "a") -> tuple[str, str | None, int]:
    entry = workspace.flows.entry(name)
    return entry.status, entry.draft_status, entry.version


@pytest.mark.rule("F-17", "F-19")
def test_versions_and_the_draft_beside_them(workspace: Workspace) -> None:
    flows = workspace.flows
    one = draft(workspace, 1, folder="News", brand="main")
    entry = flows.entry("a")
    assert (entry.status, entry.draft_status, entry.version, entry.folder) == ("ready", None, 0, "News")
    assert flows.launch("a") == 1
    two = draft(workspace, 2, "draft", name="Welcome!")
    assert state(workspace) == ("active", "draft", 1)
    assert flows.entry("a").name == read_flow(two, "a").name
    # The draft is what is opened; the launched version runs on as it was.
    assert flows.text("a") == two
    assert flows.text("a", 1) == one
    three = draft(workspace, 3)
    assert [version.number for version in flows.versions("a")] == [0, 1]
    assert flows.launch("a") == 2
    assert [flows.text("a", n) for n in (None, 1, 2)] == [three, one, three]
    refused("unknown_name", "no draft", flows.text, "a", DRAFT)


@pytest.mark.rule("F-19")
def test_the_history_says_when_each_version_was_changed_launched_and_stopped(
    workspace: Workspace, clock: Callable[[int], None]
) -> None:
    flows = workspace.flows
    for at, act in (
        (100, lambda: draft(workspace, 1, "draft")),
        (110, lambda: draft(workspace, 2)),
        (115, lambda: draft(workspace, 2)),
        (120, lambda: flows.launch("a")),
        (130, lambda: flows.pause("a")),
        (140, lambda: flows.resume("a")),
        (150, lambda: draft(workspace, 3)),
        (160, lambda: flows.launch("a")),
        (170, lambda: flows.pause("a")),
        (180, lambda: draft(workspace, 4)),
        (190, lambda: flows.launch("a")),
        (200, lambda: draft(workspace, 5, "draft")),
    ):
        clock(at)
        act()
    found = [
        (v.number, v.created_at, v.changed_at, v.launched_at, v.stopped_at, v.status)
        for v in flows.versions("a")
    ]
    assert found == [
        (0, 200, 200, None, None, "draft"),
        (3, 180, 180, 190, None, "active"),
        # It was paused when the next one came.
        (2, 150, 150, 160, 170, "replaced"),
        # Saved again unchanged, it was not changed.
        (1, 100, 110, 120, 160, "replaced"),
    ]
    assert [(v.paused_at, v.resumed_at) for v in flows.versions("a")] == [
        (None, None),
        (None, None),
        (None, None),
        (130, 140),
    ]
    clock(210)
    flows.pause("a")
    draft(workspace, 6)
    assert [(v.number, v.stopped_at, v.status) for v in flows.versions("a")[:2]] == [
        (0, None, "ready"),
        (3, 210, "paused"),
    ]


@pytest.mark.rule("F-15")
@pytest.mark.parametrize(
    ("deed", "legal"),
    [
        ("launch", {"ready", "active with a draft", "paused with a draft"}),
        ("pause", {"active", "active with a draft", "active with an unfinished draft"}),
        ("resume", {"paused", "paused with a draft"}),
        (
            "drop_draft",
            {"active with a draft", "active with an unfinished draft", "paused with a draft"},
        ),
    ],
)
def test_only_legal_transitions_exist(tmp_path: Path, deed: str, legal: set[str]) -> None:
    begun = {
        "draft": ["unfinished"],
        "ready": ["finished"],
        "active": ["finished", "launch"],
        "active with a draft": ["finished", "launch", "finished"],
        "active with an unfinished draft": ["finished", "launch", "unfinished"],
        "paused": ["finished", "launch", "pause"],
        "paused with a draft": ["finished", "launch", "pause", "finished"],
    }
    # The status, and whether the draft is gone.
    leads_to = {
        "launch": ("active", True),
        "pause": ("paused", False),
        "resume": ("active", False),
        "drop_draft": (None, True),
    }
    with Workspace.open(tmp_path / "w.flowrig", create=True) as workspace:
        guard(workspace)
        for name, steps in begun.items():
            flow_id = name.replace(" ", "-")
            for n, step in enumerate(steps):
                if step in ("finished", "unfinished"):
                    draft(workspace, n + 1, "ready" if step == "finished" else "draft", flow_id)
                else:
                    getattr(workspace.flows, step)(flow_id)
            before = state(workspace, flow_id)
            history = workspace.flows.versions(flow_id)
            if name in legal:
                getattr(workspace.flows, deed)(flow_id)
                status, gone = leads_to[deed]
                version = before[2] + (deed == "launch")
                assert state(workspace, flow_id) == (
                    status or before[0],
                    None if gone else before[1],
                    version,
                )
            else:
                with pytest.raises(WorkspaceProblem) as caught:
                    getattr(workspace.flows, deed)(flow_id)
                assert f"flow '{flow_id}'" in caught.value.sentence
                assert state(workspace, flow_id) == before
                assert workspace.flows.versions(flow_id) == history


@pytest.mark.rule("F-15", "F-25")
def test_what_is_refused_says_what_is_possible(workspace: Workspace) -> None:
    flows = workspace.flows
    draft(workspace, 1, "draft")
    refused(
        "illegal",
        "the flow 'a' is Draft, launching it is not possible: possible is editing it or duplicating it",
        flows.launch,
        "a",
    )
    refused("illegal", "is Draft, deleting its draft is not possible", flows.drop_draft, "a")
    draft(workspace, 1)
    flows.launch("a")
    told = r"no draft to launch: edit it first \(in the app, or flowrig take FILE\)$"
    refused("illegal", told, flows.launch, "a")
    refused("illegal", "is Active, resuming it is not possible", flows.resume, "a")
    refused("illegal", "has no draft", flows.drop_draft, "a")
    draft(workspace, 2, "draft")
    refused(
        "illegal", "is unfinished, launching it is not possible: finish it, or delete it", flows.launch, "a"
    )
    flows.drop_draft("a")
    flows.pause("a")
    refused("illegal", "no draft to launch: edit it first .*, or resume it", flows.launch, "a")
    refused("illegal", "is Paused, pausing it is not possible: possible is .*resuming it", flows.pause, "a")


@pytest.mark.rule("F-15")
def test_a_flow_that_is_being_launched_is_left_alone(workspace: Workspace) -> None:
    draft(workspace, 1)
    workspace.connection.run("UPDATE flow SET status = 'launching'")
    refused("illegal", "is Launching, editing it is not possible: wait", draft, workspace, 2)
    refused(
        "illegal", "is Launching, duplicating it is not possible", workspace.flows.duplicate, "a", "b", ""
    )
    assert workspace.flows.text("a") == text(1)


@pytest.mark.rule("F-17")
def test_dropping_the_draft_leaves_what_was_launched(workspace: Workspace) -> None:
    flows = workspace.flows
    one = draft(workspace, 1, folder="Letters", brand="main")
    flows.launch("a")
    before = flows.entry("a")
    draft(workspace, 2, folder="Elsewhere")
    assert flows.entry("a").folder == "Elsewhere"
    flows.drop_draft("a")
    assert flows.text("a") == one
    # Lists show again what the launched version is called and where it lies.
    assert flows.entry("a") == before


@pytest.mark.rule("F-16", "F-19")
def test_a_draft_that_is_gone_back_to_is_as_old_as_it_was(
    workspace: Workspace, clock: Callable[[int], None]
) -> None:
    flows = workspace.flows

    def times(number: int = 0) -> tuple[int, int]:
        return next((v.created_at, v.changed_at) for v in flows.versions("a") if v.number == number)

    clock(100)
    draft(workspace, 1)
    flows.launch("a")
    clock(200)
    draft(workspace, 2)
    clock(210)
    draft(workspace, 3)
    clock(300)
    flows.drop_draft("a")
    clock(400)
    draft(workspace, 3, back=True)
    assert times() == (200, 210)
    # Also where another one was dropped meanwhile.
    clock(410)
    flows.drop_draft("a")
    draft(workspace, 4)
    clock(420)
    flows.drop_draft("a")
    clock(430)
    draft(workspace, 4, back=True)
    assert times() == (410, 410)
    flows.drop_draft("a")
    draft(workspace, 3, back=True)
    assert times() == (200, 210)
    # Who writes the same anew makes another draft.
    flows.drop_draft("a")
    clock(500)
    draft(workspace, 3)
    assert times() == (500, 500)
    # What is launched is no draft to go back to: undo after a launch makes another one.
    flows.drop_draft("a")
    clock(510)
    draft(workspace, 5)
    flows.launch("a")
    clock(520)
    draft(workspace, 3, back=True)
    assert times() == (520, 520)
    assert times(2) == (510, 510)
    flows.delete("a")
    assert not list(workspace.connection.rows("SELECT * FROM dropped_draft"))


@pytest.mark.rule("F-17", "F-19")
def test_a_version_is_restored_as_the_draft(workspace: Workspace, clock: Callable[[int], None]) -> None:
    flows = workspace.flows
    clock(100)
    one = draft(workspace, 1, folder="Old")
    flows.launch("a")
    draft(workspace, 2, folder="New")
    flows.launch("a")
    clock(200)
    draft(workspace, 3, "draft")
    clock(300)
    flows.restore("a", 1)
    # The old draft is dropped; what was launched runs on.
    assert (flows.text("a"), flows.entry("a").folder) == (one, "Old")
    assert state(workspace) == ("active", "ready", 2)
    assert [(v.number, v.created_at) for v in flows.versions("a")] == [(0, 300), (2, 100), (1, 100)]
    assert flows.launch("a") == 3
    assert [flows.text("a", n) for n in (1, 3)] == [one, one]
    flows.restore("a", 2, "draft")
    assert state(workspace) == ("active", "draft", 3)


@pytest.mark.rule("F-19")
def test_only_launched_versions_are_restored(workspace: Workspace) -> None:
    flows = workspace.flows
    kept = draft(workspace, 1)
    for number in (0, 1, 7):
        refused("unknown_name", "counted from 1" if number == 0 else "no version", flows.restore, "a", number)
    refused("unknown_name", "there is no flow 'x'", flows.restore, "x", 0)
    assert flows.text("a") == kept


@pytest.mark.rule("F-22")
def test_a_duplicate_is_a_draft_with_all_blocks_and_no_history(workspace: Workspace) -> None:
    flows = workspace.flows
    one = draft(workspace, 1, folder="Letters", brand="main", name="a: 'id: a'")
    flows.launch("a")
    flows.duplicate("a", "b", "Another: [red]{{ x }}")
    found = flows.entry("b")
    assert (found.name, found.folder, found.brand) == ("Another: [red]{{ x }}", "Letters", "main")
    assert state(workspace, "b") == ("ready", None, 0)
    assert [version.number for version in flows.versions("b")] == [DRAFT]
    original, copy = read_flow(one, "a"), read_flow(flows.text("b"), "b")
    assert copy == original.model_copy(update={"id": "b", "name": "Another: [red]{{ x }}"})
    assert flows.text("a", 1) == one
    # Of the draft where there is one, and as finished as that.
    draft(workspace, 5, "draft")
    flows.duplicate("a", "c", "C")
    assert state(workspace, "c") == ("draft", None, 0)
    assert read_flow(flows.text("c"), "c").blocks == read_flow(text(5), "a").blocks
    flows.duplicate("c", "d", "D")
    assert state(workspace, "d") == ("draft", None, 0)
    flows.duplicate("b", "e", "E")
    assert state(workspace, "e") == ("ready", None, 0)
    assert [entry.id for entry in flows.entries()] == ["a", "b", "c", "d", "e"]


@pytest.mark.rule("F-22")
def test_a_duplicate_needs_an_id_of_its_own(workspace: Workspace) -> None:
    flows = workspace.flows
    draft(workspace, 1)
    refused("exists", "there is a flow 'a' already", flows.duplicate, "a", "a", "A")
    refused("bad_name", "the duplicate's id: 1 to 64 letters", flows.duplicate, "a", "no id\x1b", "A")
    refused("bad_name", "the duplicate's name: at most 200", flows.duplicate, "a", "b", "x" * 201)
    assert [entry.id for entry in flows.entries()] == ["a"]


def on_call(name: str, operation: str = "ring", **parts: Any) -> Flow:
    trigger = {"event": "operation_called", "settings": {"operation": operation}}
    return flow({"id": "start", "kind": "launch", "trigger": trigger}, mail(), id=name, **parts)


def keep(workspace: Workspace, given: Flow) -> None:
    workspace.flows.save_draft(given.id, dump_flow(given), name=given.name, status="ready")


@pytest.mark.rule("E-48")
def test_an_operation_starts_one_active_flow(workspace: Workspace) -> None:
    flows = workspace.flows
    for name, operation in (("a", "ring"), ("b", "ring"), ("c", "knock")):
        keep(workspace, on_call(name, operation))
    flows.launch("a")
    flows.launch("c")
    refused("in_use", "the operation 'ring' starts the flow 'a' already", flows.launch, "b")
    assert state(workspace, "b") == ("ready", None, 0)
    # What runs counts, not the draft beside it; and a flow is not in its own way.
    keep(workspace, on_call("a", "whistle"))
    refused("in_use", "'ring' starts the flow 'a'", flows.launch, "b")
    flows.drop_draft("a")
    keep(workspace, on_call("a"))
    assert flows.launch("a") == 2
    flows.pause("a")
    assert flows.launch("b") == 1
    refused("in_use", "the operation 'ring' starts the flow 'b' already", flows.resume, "a")
    assert state(workspace, "a") == ("paused", None, 2)
    assert flows.versions("a")[0].stopped_at is not None
    flows.pause("b")
    flows.resume("a")
    assert state(workspace, "a") == ("active", None, 2)


@pytest.mark.rule("E-48", "F-20")
def test_one_after_the_other_two_flows_may_share_an_operation(workspace: Workspace) -> None:
    keep(workspace, on_call("a", schedule={"end": "2026-05-01 12:00"}))
    keep(workspace, on_call("b", schedule={"start": "2026-05-01T10:00Z"}))
    workspace.flows.launch("a")
    refused("in_use", "ring", workspace.flows.launch, "b")
    # Noon in Berlin is ten o'clock.
    workspace.flows.launch("b", Settings(time_zone="Europe/Berlin"))


def test_a_text_that_is_no_flow_is_not_launched(workspace: Workspace) -> None:
    workspace.flows.save_draft("a", "flowrig: flow/1\n", name="A", status="ready")
    with pytest.raises(BadFile):
        workspace.flows.launch("a")
    with pytest.raises(BadFile):
        workspace.flows.duplicate("a", "b", "B")
    assert state(workspace) == ("ready", None, 0)


def test_found_by_id_and_by_name(workspace: Workspace) -> None:
    flows = workspace.flows
    flows.save_draft("a", "", name="Same")
    flows.save_draft("b", "", name="Same")
    flows.save_draft("c", "", name="a")
    found: dict[str, FlowEntry | None] = {name: flows.find(name) for name in ("a", "b", "Same", "none")}
    assert {name: entry and entry.id for name, entry in found.items()} == {
        "a": "a",
        "b": "b",
        "Same": None,
        "none": None,
    }


def test_unknown_names_are_told_with_those_that_exist(workspace: Workspace) -> None:
    flows = workspace.flows
    flows.save_draft("a", "", name="A")
    for act in (
        flows.text,
        flows.entry,
        flows.versions,
        flows.delete,
        flows.launch,
        flows.pause,
        flows.resume,
        flows.drop_draft,
    ):
        refused("unknown_name", "there is no flow '␛x': the only one is 'a'", act, "\x1bx")
    refused("unknown_name", "there is no flow", flows.duplicate, "x", "y", "")
    refused("unknown_name", "no version 3", flows.text, "a", 3)

"""What is done to the flows of a run: their drafts, and launching, pausing and moving their schedules
(F-15 to F-22)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.flow.model import Flow, FlowSchedule
from engine.flow.together import held_by, holder, operation_of
from engine.flow.validation import Problem, validate
from engine.life.deeds import (
    DeleteDraft,
    DuplicateFlow,
    EditFlow,
    FlowDeed,
    LaunchFlow,
    PauseFlow,
    ResumeFlow,
    SetEnd,
    SetStart,
)
from engine.life.presence import NEVER, stretch
from engine.life.statuses import Deed, DraftStatus, IllegalDeed, Status, follow, step, without
from engine.simulation.flow_run import FlowRun, RunFlow
from engine.simulation.record import Lived
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation


class Lives:
    """The flows of a run with their statuses and drafts."""

    def __init__(self, simulation: "Simulation", drafts: Iterable[Flow]) -> None:
        self.simulation = simulation
        self.drafts: dict[str, Flow] = {draft.id: draft for draft in drafts}
        """By flow: drafts alone, and those beside a launched version (F-17)."""

    def run_of(self, flow: str) -> FlowRun | None:
        """The flow as it is played; None before its first launch."""
        return next((run for run in self.simulation.flows if run.flow == flow), None)

    def status(self, flow: str) -> Status | None:
        """A flow's status now; None where the run knows no such flow."""
        run = self.run_of(flow)
        if run is None:
            return self.draft_status(flow)
        presence = run.presence
        return "paused" if presence.paused or presence.has_ended(self.simulation.now) else "active"

    def draft_status(self, flow: str) -> DraftStatus | None:
        """The status of a draft, alone or beside a launched version; None where there is none."""
        draft = self.drafts.get(flow)
        if draft is None:
            return None
        return "draft" if self._error(draft) is not None else "ready"

    def carry_out(self, deed: FlowDeed) -> None:
        """Do it now, and write it down. Raises Refused, with nothing done."""
        flow = deed.flow
        status = self.status(flow)
        if status is None and not isinstance(deed, EditFlow):
            known = ", ".join(sorted({run.flow for run in self.simulation.flows} | set(self.drafts)))
            raise Refused("flow", f"there is no flow {flow!r} in this run: it has {known or 'none'}")
        run = self.run_of(flow)
        was_on = run is not None and run.presence.is_on(self.simulation.now)
        through: tuple[Status, ...] = ()
        try:
            if status is not None:
                step(flow, status, deed.deed, self._not_now(flow))
            about = self._do(deed)
            now = self.status(about)
            assert now is not None
            if status is not None and about == flow:
                through = follow(flow, status, deed.deed, now)[:-1]
        except IllegalDeed as illegal:
            raise Refused("flow", str(illegal)) from None
        if run is not None:
            run.done_to(was_on)
        for passed in (*through, now):
            self._note(deed, about, passed, launched=passed == now and isinstance(deed, LaunchFlow))

    def _note(self, deed: FlowDeed, flow: str, status: Status, *, launched: bool) -> None:
        run = self.run_of(flow)
        do: str = deed.do  # type: ignore[attr-defined]  # every kind has one, each its own literal
        simulation = self.simulation
        simulation.note(
            Lived(
                simulation.lived + 1,
                simulation.seq - 1,
                simulation.now,
                flow,
                do,
                status,
                None if run is None else run.version,
                run.flow_version.flow if launched and run is not None else None,
                deed.to if isinstance(deed, SetStart | SetEnd) else None,
            )
        )

    def _do(self, deed: FlowDeed) -> str:
        """Gives the flow that it is about."""
        match deed:
            case EditFlow():
                return self._edit(deed)
            case LaunchFlow():
                return self._launch(deed)
            case PauseFlow():
                return self._pause(deed)
            case ResumeFlow():
                return self._resume(deed)
            case SetStart():
                end = self._launched(deed).presence.end
                return self._move(deed, -NEVER if deed.to is None else deed.to, end)
            case SetEnd():
                start = self._launched(deed).presence.start
                return self._move(deed, start, NEVER if deed.to is None else deed.to)
            case DeleteDraft():
                return self._delete_draft(deed)
            case DuplicateFlow():
                return self._duplicate(deed)
        raise TypeError(f"{deed!r} is nothing that is done to a flow")

    def _edit(self, deed: EditFlow) -> str:
        run = self.run_of(deed.flow)
        draft = deed.draft
        if draft is None:
            if run is None:
                raise Refused("draft", "say what the draft is (file or draft): the flow was never launched")
            draft = self.as_it_runs(run)
        if draft.id != deed.flow:
            raise Refused("draft", f"this is a draft of the flow {draft.id!r}, not of {deed.flow!r}")
        self.drafts[deed.flow] = draft
        return deed.flow

    def _launch(self, deed: LaunchFlow) -> str:
        simulation = self.simulation
        flow, now = deed.flow, simulation.now
        draft, run = self.drafts.get(flow), self.run_of(flow)
        if draft is None:
            raise Refused("flow", f"the flow {flow!r} has no draft to launch: edit it first (flow.edit)")
        problem = self._error(draft)
        if problem is not None:
            raise Refused("flow", f"its draft is not finished: {problem}")
        newest = 0 if run is None else run.version
        version = newest + 1 if deed.version is None else deed.version
        if version <= newest:
            raise Refused("version", f"version {newest} has been launched already: take a higher number")
        start, end = stretch(draft.schedule, simulation.world.zone)
        if end <= now:
            words = simulation.world.zone.words(end)
            raise Refused("flow", f"the draft's end ({words}) has passed: move it later, or remove it")
        self._refuse_clash(draft)
        del self.drafts[flow]
        if run is None:
            run = FlowRun(simulation, RunFlow(draft, version), now)
            simulation.flows.append(run)
        else:
            asked = run.trigger
            run.launch(RunFlow(draft, version))
            run.presence.move(now, start, end)
            run.presence.resume(now)
            if run.trigger != asked:
                run.launched_at = now
        simulation.listen()
        simulation.schedule(run)
        return flow

    def _pause(self, deed: FlowDeed) -> str:
        run = self._launched(deed)
        run.presence.pause(self.simulation.now)
        return deed.flow

    def _resume(self, deed: FlowDeed) -> str:
        run = self._launched(deed)
        now = self.simulation.now
        if run.presence.has_ended(now):
            words = self.simulation.world.zone.words(run.presence.end)
            raise Refused("flow", f"its end ({words}) has passed: move it later (flow.set_end)")
        self._refuse_clash(self.as_it_runs(run))
        run.presence.resume(now)
        return deed.flow

    def _move(self, deed: FlowDeed, start: int, end: int) -> str:
        run = self._launched(deed)
        now, presence = self.simulation.now, run.presence
        if end <= start:
            raise Refused("to", "the end is not after the start: move it later")
        if not presence.paused and now < end:
            self._refuse_clash(_on_from(self.as_it_runs(run), self.simulation, start, end))
        presence.move(now, start, end)
        self.simulation.schedule(run)
        return deed.flow

    def _delete_draft(self, deed: FlowDeed) -> str:
        self._launched(deed)
        if self.drafts.pop(deed.flow, None) is None:
            raise Refused("flow", f"the flow {deed.flow!r} has no draft to delete")
        return deed.flow

    def _duplicate(self, deed: DuplicateFlow) -> str:
        if self.status(deed.new) is not None:
            raise Refused("new", f"there is a flow {deed.new!r} already: take another id")
        run = self.run_of(deed.flow)
        original = self.drafts.get(deed.flow)
        if original is None:
            assert run is not None
            original = self.as_it_runs(run)
        self.drafts[deed.new] = original.model_copy(update={"id": deed.new})
        return deed.new

    # What they look at.

    def _not_now(self, flow: str) -> tuple[Deed, ...]:
        """What is not possible with a flow, whatever its status."""
        run = self.run_of(flow)
        if run is None:
            return ()
        ended: tuple[Deed, ...] = ("resume",) if run.presence.has_ended(self.simulation.now) else ()
        return without(self.draft_status(flow)) + ended

    def _launched(self, deed: FlowDeed) -> FlowRun:
        run = self.run_of(deed.flow)
        assert run is not None, "the table lets no draft come here"
        return run

    def as_it_runs(self, run: FlowRun) -> Flow:
        """The version that plays, with its start and end as they have been moved."""
        flow, presence = run.flow_version.flow, run.presence
        if (presence.start, presence.end) == stretch(flow.schedule, self.simulation.world.zone):
            return flow
        return _on_from(flow, self.simulation, presence.start, presence.end)

    def _error(self, draft: Flow) -> Problem | None:
        problems = validate(draft, self.simulation.world.settings)
        return next((one for one in problems if one.severity == "error"), None)

    def _refuse_clash(self, flow: Flow) -> None:
        """Raises Refused where another flow that is on holds the operation that this one starts on (E-48)."""
        operation = operation_of(flow)
        if operation is None:
            return
        other = holder(flow, self.on(), self.simulation.world.settings)
        if other is not None:
            raise Refused("flow", held_by(operation, other.id))

    def on(self) -> list[Flow]:
        """The flows that are on now, as they run."""
        return [self.as_it_runs(run) for run in self.simulation.flows if self.status(run.flow) == "active"]


def _on_from(flow: Flow, simulation: "Simulation", start: int, end: int) -> Flow:
    """The flow with this start and end."""
    iso = simulation.world.zone.format
    schedule = FlowSchedule(
        start=None if start == -NEVER else iso(start), end=None if end == NEVER else iso(end)
    )
    return flow.model_copy(update={"schedule": schedule})

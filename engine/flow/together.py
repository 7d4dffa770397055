"""What flows that are on at the same time must agree on: an operation starts one of them at most (E-48)."""

from collections.abc import Iterable

from engine.blocks.launch import EventTrigger
from engine.flow.model import Flow
from engine.flow.validation import Problem
from engine.time.civil import Zone
from engine.world.settings import Settings

OPERATION_CALLED = "operation_called"


def operation_of(flow: Flow) -> str | None:
    """The operation that starts the flow, if one does."""
    launch = flow.launch
    trigger = None if launch is None else launch.trigger
    if not isinstance(trigger, EventTrigger) or trigger.event != OPERATION_CALLED:
        return None
    operation = trigger.settings.get("operation")
    return operation if isinstance(operation, str) else None


def holders(flows: Iterable[Flow]) -> dict[str, str]:
    """The operations that these flows, which are on, keep from being edited or deleted, each with the flow's
    id."""
    found: dict[str, str] = {}
    for flow in flows:
        operation = operation_of(flow)
        if operation is not None:
            found.setdefault(operation, flow.id)
    return found


def clashes(flows: Iterable[Flow], settings: Settings) -> list[tuple[Flow, Problem]]:
    """The flows that cannot play beside an earlier one of these, with the reason: both start on one operation
    and their schedules have them on at the same time."""
    zone = Zone(settings.time_zone)
    found: list[tuple[Flow, Problem]] = []
    playing: list[Flow] = []
    for flow in flows:
        operation = operation_of(flow)
        if operation is None:
            continue
        other = _holder(operation, flow, playing, zone)
        if other is None:
            playing.append(flow)
            continue
        launch = flow.launch
        assert launch is not None
        field = ("trigger", "settings", "operation")
        path = ("blocks", flow.blocks.index(launch), *field)
        found.append((flow, Problem(launch.id, field, held_by(operation, other.id), "error", path)))
    return found


def holder(flow: Flow, on: Iterable[Flow], settings: Settings) -> Flow | None:
    """Which of these flows, which are on, keeps this one from being on beside it; None where it can be."""
    operation = operation_of(flow)
    if operation is None:
        return None
    others = [one for one in on if one.id != flow.id]
    return _holder(operation, flow, others, Zone(settings.time_zone))


def held_by(operation: str, other: str) -> str:
    """Why a flow cannot be on beside another one, in words; both as the reader knows them."""
    return (
        f"the operation {operation!r} starts the flow {other!r} already: an operation starts one active flow "
        "at most, so pause that one first, or choose another operation, or schedules that do not meet"
    )


def _holder(operation: str, flow: Flow, others: Iterable[Flow], zone: Zone) -> Flow | None:
    return next((one for one in others if operation_of(one) == operation and _meet(one, flow, zone)), None)


def _meet(one: Flow, other: Flow, zone: Zone) -> bool:
    """Whether both are on at some instant (F-20)."""
    (start, end), (from_, until) = _on(one, zone), _on(other, zone)
    return max(start, from_) < min(end, until)


def _on(flow: Flow, zone: Zone) -> tuple[float, float]:
    schedule = flow.schedule
    try:
        return (
            float("-inf") if schedule.start is None else zone.parse(schedule.start),
            float("inf") if schedule.end is None else zone.parse(schedule.end),
        )
    except ValueError:
        # What is no time is a fault of the flow itself.
        return float("-inf"), float("inf")

"""How often one order may start a flow (E-8, E-9, E-11): shared by the events that have that setting.

What counts is a customer who enters: one whom the customer filter or the launch limit turns away uses
nothing up.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from engine.events.base import Event, TriggerMemory
from engine.events.explaining import Asked

LATER = "the order has a later change already"
"""Why a change that is backdated is no news (E-7, E-11)."""

TimesPerOrder = Annotated[
    Annotated[int, Field(ge=1, le=1_000_000)] | None,
    Field(title="Times per order", description="How often one order may start the flow at most."),
]


def times_words(times: int | None) -> str:
    """The limit, to be put behind other words; empty where there is none."""
    if times is None:
        return ""
    return f", at most {'once' if times == 1 else f'{times} times'} per order"


def has_times_left(event: Event, memory: TriggerMemory, times: int | None) -> bool:
    """Whether the event's order (its fact `order`) may still start the flow."""
    return times is None or memory.per_order.get(str(event.facts["order"]), 0) < times


def asked_times(event: Event, memory: TriggerMemory, times: int | None) -> Iterator[Asked]:
    """What the limit asks for, and how often the order has started the flow."""
    if times is not None:
        started = memory.per_order.get(str(event.facts["order"]), 0)
        yield Asked(
            "times_per_order", "Times per order", f"at most {times}", f"{started} before", started < times
        )


def count_order(event: Event, memory: TriggerMemory) -> None:
    """Note that the event's order has started the flow."""
    order = str(event.facts["order"])
    memory.per_order[order] = memory.per_order.get(order, 0) + 1

"""When profiles merge, the one that remains takes over launches and passages (L-7).

What the other had counted joins what the customer had: entries, launches, the last step, the bar of *Once*.
Passages that wait go on as the customer's, with the entities of their events under the new numbers. Where
both had drawn a variant of an A/B test, the customer keeps their own. Limits count passages, whosesoever.
"""

from typing import TYPE_CHECKING

from engine.blocks.base import Passage
from engine.events.base import TriggerMemory
from engine.world.deltas import CustomersMerged
from engine.world.world import Applied

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation


def take_over(simulation: "Simulation", applied: Applied) -> None:
    """Let the survivor of each merge in a change go on with what the other had under way."""
    for delta in applied.deltas:
        if type(delta) is CustomersMerged:
            _take_over(simulation, delta)


def _take_over(simulation: "Simulation", merge: CustomersMerged) -> None:
    gone, customer = merge.merged, merge.customer
    entries: dict[str, int] = {}
    for flow in simulation.flows:
        _join_memory(flow.memory, gone.id, customer.id)
        for variants in flow.variants.values():
            theirs = variants.pop(gone.id, None)
            if theirs is not None:
                variants.setdefault(customer.id, theirs)
        before = flow.launches.join(gone.id, customer.id)
        if before is not None:
            entries[flow.flow] = before
    if not entries:
        return
    for passage in simulation.waiting.values():
        if passage.customer is gone:
            passage.customer = customer
            passage.count = passage.flow.launches.by_customer[customer.id]
            # So that two passages of one customer are not of the same entry (T-6).
            passage.entry += entries[passage.flow.flow]
            _renumber(passage, merge.offsets)


def _renumber(passage: Passage, offsets: dict[str, int]) -> None:
    """Let the passage find its entities among the customer's joined histories."""
    context = dict(passage.context)
    for entity, offset in offsets.items():
        ref = context.get(entity)
        if isinstance(ref, int):
            context[entity] = ref + offset
    if context != passage.context:
        passage.context = context


def _join_memory(memory: TriggerMemory, gone: str, customer: str) -> None:
    """What a trigger remembers by customer: the imports for which it has fired (E-5)."""
    fired = memory.batches.pop(gone, None)
    if fired is not None:
        known = memory.batches.setdefault(customer, [])
        known += [batch for batch in fired if batch not in known]

"""Playing a run: the clock, the agenda, and the order in which things of one instant are handled (T-7)."""

from collections import Counter, deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from itertools import count
from operator import attrgetter, itemgetter

from engine.blocks.base import Passage
from engine.events.base import Event
from engine.flow.model import Flow
from engine.life.deeds import FlowDeed, HandInput
from engine.simulation.due import Dues
from engine.simulation.flow_run import LANE as LANE
from engine.simulation.flow_run import LANES, MOST_STARTS, NEVER, FlowRun, RunFlow
from engine.simulation.listening import Listener, Listening
from engine.simulation.lives import Lives
from engine.simulation.merges import take_over
from engine.simulation.observer import Observer
from engine.simulation.paths import Node
from engine.simulation.record import (
    Batch,
    Failure,
    Journal,
    Letter,
    Lived,
    Message,
    Path,
    React,
    Reactions,
    Timeline,
    Wake,
)
from engine.simulation.refusals import ChangeRefused, DeedRefused
from engine.simulation.slots import Slots
from engine.traffic.reactions import readers
from engine.world.changes.base import Change
from engine.world.changes.merging import MergeCustomers
from engine.world.dues import Due
from engine.world.entities import THE_END, Customer
from engine.world.world import Applied, Refused, World

BATCH = 4000
"""Wake-ups in a batch of the journal."""

_at = attrgetter("at")

_SORT_OF_MESSAGE = itemgetter(3, 4)
"""Letter and reason for not being sent."""


class Simulation:
    """Flow versions × world × timeline × seed, played on a simulated clock. Plain and single-threaded."""

    def __init__(
        self,
        world: World,
        flows: Sequence[RunFlow],
        timeline: Timeline,
        journal: Journal,
        *,
        seed: int,
        start: int,
        slots_until: int = NEVER,
        observer: Observer | None = None,
        deeds: Sequence[FlowDeed] = (),
        by_hand: Sequence[HandInput] = (),
        drafts: Sequence[Flow] = (),
    ) -> None:
        """`flows` are launched before the run begins, `drafts` are not. `deeds`: what is done to flows at its
        moment (T-7); `by_hand`: what was done to them as the run was first played."""
        self.world = world
        self.seed = seed
        self.started = start
        self.timeline = timeline
        self.journal = journal
        self.batch = Batch()
        self.wakes: list[Wake] = self.batch.wakes
        self.outbox: list[Message] = self.batch.messages
        self.seq = 1
        """The next wake-up's number."""
        self.waking = 0
        """The wake-up under way."""
        self.played = 0
        """How many things have been played: changes, slots, wake-ups …"""
        self.deeds = sorted(deeds, key=_at)
        self.done = 0
        """How many of the deeds have been done."""
        self.lived = 0
        """How many have been done, those by hand included."""
        self.by_hand = deque(by_hand)
        """What was done by hand and is still to be played again."""
        self.consumed = 0
        """How many changes of the timeline have been played."""
        self.agenda: list[int] = []
        self.waiting: dict[int, Passage] = {}
        self.slots = Slots(slots_until)
        self.leaves: list[Node] = []
        """By path number - 1."""
        self.paths: list[Path] = []
        self.letters: list[Letter] = []
        self.messages: Counter[tuple[int, str | None]] = Counter()
        """How many messages went out, by letter and reason for not being sent; counted when flushed."""
        self.caused: deque[tuple[FlowRun, Event]] = deque()
        """Events that steps have caused and that are not handled yet."""
        self.draining = False
        """Whether caused events are being handled."""
        self._starts = 0
        self.reactions: Reactions | None = readers(world, seed)
        self.reacting: list[tuple[int, int, Change]] = []
        """What customers will do about messages: a heap of (instant, number, change)."""
        self.reacted = 0
        """The latest of these numbers."""
        world.now = start
        self.dues = Dues(world, start, slots_until)
        self.observer = observer
        self.flows = [FlowRun(self, flow) for flow in flows]
        self.listen()
        for flow in self.flows:
            self.schedule(flow)
        self.lives = Lives(self, drafts)
        self._changes = iter(timeline.changes(0))
        self._next = next(self._changes, None)

    def listen(self) -> None:
        """Listen for what the flows start on, as they are now."""
        self._listening = Listening(self.flows, everything=self.observer is not None)

    def schedule(self, flow: FlowRun) -> None:
        """Plan a flow's next slot, by its schedule as it is now."""
        self.slots.plan(self.flows.index(flow), flow)

    def plan_anew(self) -> None:
        """Put all who wait on the agenda anew: some have gone, or go first from now on (F-24)."""
        self.agenda[:] = [one.due << LANES | one.flow.lane | one.id for one in self.waiting.values()]
        heapify(self.agenda)

    # The clock.

    @property
    def now(self) -> int:
        return self.world.now

    def next_due(self) -> int | None:
        """When the next thing is due, or None when nothing is left before the end of the year 2200."""
        due = min(
            self._deed_at(),
            self._next.at if self._next is not None else NEVER,
            self.reacting[0][0] if self.reacting else NEVER,
            self.dues.next(),
            self.slots.heap[0][0] if self.slots.heap else NEVER,
            self.agenda[0] >> LANES if self.agenda else NEVER,
        )
        return None if due >= THE_END else due

    def _deed_at(self) -> int:
        planned = self.deeds[self.done].at if self.done < len(self.deeds) else NEVER
        return min(planned, self.by_hand[0].deed.at) if self.by_hand else planned

    def run(self, until: int, most: int | None = None) -> bool:
        """Play all that is due up to and including `until`, at most `most` things. Whether it is all done.

        The clock then stands at `until`; where that is NEVER, at the last thing that happened.

        Raises ChangeRefused, with what went before it done and journalled.
        """
        while self.by_hand and self.by_hand[0].deed.at <= until:
            before, deed = self.by_hand[0]
            began = self.played
            # What is due earlier comes first in any case: where a run goes on for longer than was said at
            # first, more may have been played by now.
            if not self._run(deed.at - 1, most):
                return False
            if most is not None:
                most -= self.played - began
            left = before - self.played
            if left > 0:
                began = self.played
                # True: there is less at this instant than had been played.
                if not self._run(deed.at, left if most is None else min(left, most)) and self.played < before:
                    return False
                if most is not None:
                    most -= self.played - began
            # What is done by hand is one of those that are asked for.
            if most is not None:
                if most == 0:
                    return False
                most -= 1
            self.world.now = max(self.world.now, deed.at)
            try:
                self.do(deed)
            except Refused as refused:
                raise DeedRefused(self.lived, deed, refused) from None
            self.by_hand.popleft()
        return self._run(until, most)

    def do(self, deed: FlowDeed) -> None:
        """Do something to a flow now, by hand. Raises Refused, with nothing done."""
        self.lives.carry_out(deed)
        self.lived += 1
        self.flush()

    def _run(self, until: int, most: int | None = None) -> bool:
        agenda, waiting, world, slots = self.agenda, self.waiting, self.world, self.slots.heap
        horizon = min(until, THE_END - 1)
        mask = (1 << LANE) - 1
        dues, heap, reacting = self.dues, self.dues.heap, self.reacting
        looked = False
        at = due = first = before = planned = 0
        began = played = self.played
        top: Due | None = None
        reaction: tuple[int, int, Change] | None = None
        try:
            things = count(began) if most is None else range(began, began + most)
            for played in things:  # noqa: B007  # read at the end, whatever that is
                if not looked:
                    # T-7: at one instant comes first what is done to flows, then changes, those of the
                    # timeline before reactions to messages, then what time does, then schedules, then
                    # passages.
                    first = at = self._next.at if self._next is not None else NEVER
                    planned = self.deeds[self.done].at if self.done < len(self.deeds) else NEVER
                    if planned < first:
                        first = planned
                    due = dues.next() if heap else NEVER
                    if due < first:
                        first = due
                    reaction = reacting[0] if reacting else None
                    if reaction is not None and reaction[0] < first:
                        first = reaction[0]
                    if slots and slots[0][0] < first:
                        first = slots[0][0]
                    top = heap[0] if heap else None
                    before = (first if first <= horizon else horizon + 1) << LANES
                    looked = True
                if agenda and agenda[0] < before:
                    key = heappop(agenda)
                    world.now = key >> LANES
                    passage = waiting.pop(key & mask)
                    passage.flow.wake(passage)
                    if (heap and heap[0] is not top) or (reacting and reacting[0] is not reaction):
                        # A step gave time, or a customer, something to do.
                        looked = False
                elif first > horizon:
                    break
                else:
                    if planned == first:
                        self._live()
                    elif at == first:
                        self._take()
                    elif reaction is not None and reaction[0] == first:
                        self._react()
                    elif due == first:
                        world.now = due
                        self._offer(world.apply(dues.take()))
                    else:
                        self._fire()
                    looked = False
                if len(self.wakes) >= BATCH:
                    self.flush()
            else:
                played = began + (most or 0)
                return False
            if world.now < until < NEVER:
                world.now = until
            return True
        finally:
            self.played = played
            self.flush()

    def step(self) -> bool:
        """Play the next due thing. False when nothing is left."""
        due = self.next_due()
        if due is None:
            return False
        self.run(due, 1)
        return True

    def flush(self) -> None:
        """Hand what has been written to the journal."""
        batch = self.batch
        if batch.wakes or batch.letters or batch.messages or batch.failures or batch.lived:
            self.batch = Batch()
            self.wakes, self.outbox = self.batch.wakes, self.batch.messages
            self.messages.update(map(_SORT_OF_MESSAGE, batch.messages))
            self.journal.write(batch)

    # What is done to flows.

    def _live(self) -> None:
        deed = self.deeds[self.done]
        self.world.now = deed.at
        try:
            self.lives.carry_out(deed)
        except Refused as refused:
            raise DeedRefused(self.done, deed, refused) from None
        self.done += 1
        self.lived += 1

    def note(self, lived: Lived) -> None:
        """Write down what was done to a flow."""
        self.batch.lived.append(lived)
        if self.observer is not None:
            self.observer.lived(lived)

    # Changes and events.

    def _take(self) -> None:
        change = self._next
        assert change is not None
        world = self.world
        world.now = change.at
        try:
            applied = world.apply(change)
        except Refused as refused:
            raise ChangeRefused(self.consumed, change, refused) from None
        self.consumed += 1
        self._next = next(self._changes, None)
        if type(change) is MergeCustomers:
            take_over(self, applied)
        self._offer(applied)

    def _react(self) -> None:
        """A customer does something about a message. What the world refuses does not happen: they could not
        know."""
        at, _, change = heappop(self.reacting)
        self.world.now = at
        try:
            applied = self.world.apply(change)
        except Refused:
            return
        self._offer(applied)

    def _offer(self, applied: Applied) -> None:
        """Offer the events in a change to the flows that listen."""
        if self.observer is not None:
            self.observer.changed(self, applied)
        listeners = self._listening.to(applied.deltas)
        if len(listeners) == 1:
            listener = listeners[0]
            # All are recognised before the first one is handled.
            for event in tuple(listener.kind.recognise(applied, self.world)):
                for flow in listener.flows:
                    flow.offer(event)
        elif listeners:
            for flow, event in self._recognised(applied, listeners):
                flow.offer(event)

    def _recognised(self, applied: Applied, listeners: Sequence[Listener]) -> list[tuple[FlowRun, Event]]:
        """Whom to offer which event: all of them are recognised before the first one is handled."""
        return [
            (flow, event)
            for listener in listeners
            for event in listener.kind.recognise(applied, self.world)
            for flow in listener.flows
        ]

    def _fire(self) -> None:
        slot, flow = self.slots.take()
        self.world.now = slot
        flow.fire(slot)

    # What flows ask for.

    def wait(self, passage: Passage) -> None:
        """Put a passage on the agenda for its due time."""
        self.waiting[passage.id] = passage
        heappush(self.agenda, passage.due << LANES | passage.flow.lane | passage.id)

    def take_from_step(self, change: Change) -> None:
        """Apply a change that a step makes, and keep the events it causes for after the group (T-7)."""
        applied = self.world.apply(change)
        if self.observer is not None:
            self.observer.changed(self, applied)
        self.caused.extend(self._recognised(applied, self._listening.to(applied.deltas)))

    def expect(self, react: React, customer: Customer, entry: int) -> None:
        """Have a customer react to a message that goes out now. As schedules do, that comes to an end: it
        could go on for ever by itself."""
        if self.world.now <= self.slots.until:
            for change in react(customer, entry):
                self.reacted += 1
                heappush(self.reacting, (change.at, self.reacted, change))

    def drain(self) -> None:
        """Handle caused events, first in, first out. Those caused meanwhile queue behind them."""
        if self.draining:
            return
        self.draining = True
        self._starts = 0
        try:
            while self.caused:
                flow, event = self.caused.popleft()
                flow.offer(event)
        finally:
            self.draining = False

    def count_start(self) -> bool:
        """Count a caused start; False when one chain of flows has started too many at one instant (F-23)."""
        self._starts += 1
        return self._starts <= MOST_STARTS

    def intern(self, leaf: Node, path: Path) -> None:
        """Give a path its number as it first occurs."""
        path = path._replace(number=len(self.paths) + 1)
        leaf.number = path.number
        self.leaves.append(leaf)
        self.paths.append(path)
        self.batch.paths.append(path)

    def register(self, letter: Letter) -> int:
        """Give a kind of message its number."""
        for known in self.letters:
            if known[1:] == letter[1:]:
                return known.number
        letter = letter._replace(number=len(self.letters) + 1)
        self.letters.append(letter)
        self.batch.letters.append(letter)
        return letter.number

    def fail(
        self, customer: str, flow: str, version: int, block: str, action: int | None, reason: str
    ) -> None:
        """Note an action that failed, or a group that was not carried out (R-6)."""
        self.batch.failures.append(
            Failure(self.waking, self.world.now, customer, flow, version, block, action, reason)
        )

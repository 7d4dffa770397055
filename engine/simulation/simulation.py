"""Playing a run: the clock, the agenda, and the order in which things of one instant are handled (T-7)."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Protocol

from engine.blocks.base import Act, Block, Passage, StopReason
from engine.blocks.launch import ScheduleTrigger
from engine.blocks.play import Play
from engine.events.base import Event, EventKind
from engine.events.catalogue import CATALOGUE
from engine.simulation.flow_run import MOST_STARTS, NEVER, FlowRun, RunFlow
from engine.simulation.paths import Node
from engine.simulation.record import Batch, Failure, Journal, Letter, Message, Path, Timeline, Wake
from engine.time.recurrence import firings
from engine.world.changes.base import Change
from engine.world.deltas import Delta
from engine.world.entities import Customer
from engine.world.world import Applied, Refused, World

LANE = 40
"""Bits for a passage's id in an agenda key: due, then lane (transactional first), then id."""

LANES = LANE + 1

BATCH = 4000
"""Wake-ups in a batch of the journal."""


class Observer(Protocol):
    """Looks on while a run is played again, for stories (R-2, R-3)."""

    def watch(self, block: Block, act: Act, play: Play) -> Act:
        """Wrap a block's act."""

    def entered(self, passage: Passage) -> None:
        """A passage begins."""

    def refused(
        self, flow: FlowRun, customer: Customer, passage: Passage | None, event: Event | None, reason: str
    ) -> None:
        """An event or a slot did not let the customer in. `passage` is what would have entered."""

    def woke(self, passage: Passage, stop: StopReason | None) -> None:
        """A passage leaves its Wait, or stops in it."""


class ChangeRefused(ValueError):
    """A change of the timeline that the world refuses (W-6): `number` counts the timeline's changes from
    0."""

    def __init__(self, number: int, change: Change, refused: Refused) -> None:
        super().__init__(str(refused))
        self.number = number
        self.change = change
        self.place = refused.place


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
    ) -> None:
        self.world = world
        self.seed = seed
        self.started = start
        self.slots_until = slots_until
        """Schedules fire up to this instant."""
        self.timeline = timeline
        self.journal = journal
        self.batch = Batch()
        self.wakes: list[Wake] = self.batch.wakes
        self.seq = 1
        """The next wake-up's number."""
        self.waking = 0
        """The wake-up under way."""
        self.consumed = 0
        """How many changes of the timeline have been played."""
        self.agenda: list[int] = []
        self.waiting: dict[int, Passage] = {}
        self.slots: list[tuple[int, int]] = []
        """The next slot of every scheduled flow: (instant, place among the flows)."""
        self.leaves: list[Node] = []
        """By path number - 1."""
        self.paths: list[Path] = []
        self.letters: list[Letter] = []
        self.messages: dict[tuple[int, str | None], int] = {}
        """How many messages went out, by letter and reason for not being sent."""
        self.caused: deque[tuple[FlowRun, Event]] = deque()
        """Events that steps have caused and that are not handled yet."""
        self._draining = False
        self._starts = 0
        world.now = start
        self.observer = observer
        self.flows = [FlowRun(self, flow) for flow in flows]
        self._hears: dict[type[Delta], list[tuple[EventKind, list[FlowRun]]]] = {}
        self._connect()
        self._schedules: dict[int, Iterator[int]] = {}
        for n, flow in enumerate(self.flows):
            if isinstance(flow.trigger, ScheduleTrigger):
                self._schedule(n, flow.trigger, max(start, flow.start - 1))
                self._next_slot(n)
        self._changes = iter(timeline.changes(0))
        self._next = next(self._changes, None)

    def _connect(self) -> None:
        """Which kinds of event to look for among which deltas, and whom to tell."""
        by_kind: dict[str, list[FlowRun]] = {}
        for flow in self.flows:
            if flow.kind is not None:
                by_kind.setdefault(flow.kind.id, []).append(flow)
        for kind in CATALOGUE.values():
            if kind.id in by_kind:
                for delta in kind.hears:
                    self._hears.setdefault(delta, []).append((kind, by_kind[kind.id]))

    def _schedule(self, n: int, trigger: ScheduleTrigger, after: int) -> None:
        anchor = max(self.started, self.flows[n].start)
        self._schedules[n] = firings(trigger.schedule, self.world.zone, after, anchor)

    def _next_slot(self, n: int) -> None:
        slot = next(self._schedules[n], None)
        if slot is not None and slot < self.flows[n].end and slot <= self.slots_until:
            heappush(self.slots, (slot, n))

    def take_up_slots(self, slots: list[tuple[int, int]]) -> None:
        """Go on with the slots that a checkpoint names; some may be due at this very instant."""
        self.slots[:] = slots
        for slot, n in slots:
            trigger = self.flows[n].trigger
            assert isinstance(trigger, ScheduleTrigger)
            self._schedule(n, trigger, slot)

    # The clock.

    @property
    def now(self) -> int:
        return self.world.now

    def next_due(self) -> int | None:
        """When the next thing is due, or None when nothing is left."""
        due = min(
            self._next.at if self._next is not None else NEVER,
            self.slots[0][0] if self.slots else NEVER,
            self.agenda[0] >> LANES if self.agenda else NEVER,
        )
        return None if due == NEVER else due

    def run(self, until: int, most: int | None = None) -> bool:
        """Play all that is due up to and including `until`, at most `most` things. Whether it is all done.

        The clock then stands at `until`; where that is NEVER, at the last thing that happened.

        Raises ChangeRefused, with what went before it done and journalled.
        """
        agenda, waiting, world, slots = self.agenda, self.waiting, self.world, self.slots
        # What is never due is not due by the end of time either.
        horizon = min(until, NEVER - 1)
        left = -1 if most is None else most
        mask = (1 << LANE) - 1
        try:
            while left:
                left -= 1
                change = self._next
                at = change.at if change is not None else NEVER
                due = agenda[0] >> LANES if agenda else NEVER
                slot = slots[0][0] if slots else NEVER
                # T-7: at one instant changes come first, then schedules, then passages.
                if change is not None and at <= due and at <= slot:
                    if at > horizon:
                        break
                    self._take(change)
                elif slot <= due:
                    if slot > horizon:
                        break
                    self._fire()
                else:
                    if due > horizon:
                        break
                    world.now = due
                    passage = waiting.pop(heappop(agenda) & mask)
                    passage.flow.wake(passage)
                if len(self.wakes) >= BATCH:
                    self.flush()
            else:
                return False
            if world.now < until < NEVER:
                world.now = until
            return True
        finally:
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
        if batch.wakes or batch.letters or batch.messages or batch.failures:
            self.batch = Batch()
            self.wakes = self.batch.wakes
            self.journal.write(batch)

    # Changes and events.

    def _take(self, change: Change) -> None:
        world = self.world
        world.now = change.at
        try:
            applied = world.apply(change)
        except Refused as refused:
            raise ChangeRefused(self.consumed, change, refused) from None
        self.consumed += 1
        self._next = next(self._changes, None)
        for flow, event in self._recognised(applied):
            flow.offer(event)

    def _recognised(self, applied: Applied) -> Iterable[tuple[FlowRun, Event]]:
        deltas = applied.deltas
        hears = self._hears
        if len(deltas) == 1:
            listening = hears.get(type(deltas[0]))
            if listening is None:
                return ()
        else:
            found = {
                id(kind): (kind, flows) for delta in deltas for kind, flows in hears.get(type(delta), ())
            }
            listening = list(found.values())
            if len(listening) > 1:
                order = list(CATALOGUE)
                listening.sort(key=lambda pair: order.index(pair[0].id))
        return [
            (flow, event)
            for kind, flows in listening
            for event in kind.recognise(applied, self.world)
            for flow in flows
        ]

    def _fire(self) -> None:
        slot, n = heappop(self.slots)
        self.world.now = slot
        self.flows[n].fire(slot)
        self._next_slot(n)

    # What flows ask for.

    def wait(self, passage: Passage) -> None:
        """Put a passage on the agenda for its due time."""
        self.waiting[passage.id] = passage
        heappush(self.agenda, passage.due << LANES | passage.flow.lane << LANE | passage.id)

    def take_from_step(self, change: Change) -> None:
        """Apply a change that a step makes, and keep the events it causes for after the group (T-7)."""
        self.caused.extend(self._recognised(self.world.apply(change)))

    def drain(self) -> None:
        """Handle caused events, first in, first out. Those caused meanwhile queue behind them."""
        if self._draining:
            return
        self._draining = True
        self._starts = 0
        try:
            while self.caused:
                flow, event = self.caused.popleft()
                flow.offer(event)
        finally:
            self._draining = False

    def count_start(self) -> bool:
        """Count a start; False when one chain of flows has started too many at one instant (F-23)."""
        if self._draining:
            self._starts += 1
            return self._starts <= MOST_STARTS
        return True

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

    def send(self, customer: str, letter: int, not_sent: str | None, values: str | None) -> None:
        """Put a message into the outbox."""
        self.batch.messages.append(Message(self.waking, self.world.now, customer, letter, not_sent, values))
        key = (letter, not_sent)
        self.messages[key] = self.messages.get(key, 0) + 1

    def fail(
        self, customer: str, flow: str, version: int, block: str, action: int | None, reason: str
    ) -> None:
        """Note an action that failed, or a group that was not carried out (R-6)."""
        self.batch.failures.append(
            Failure(self.waking, self.world.now, customer, flow, version, block, action, reason)
        )

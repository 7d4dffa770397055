"""One flow in a run: the version that it plays, what it has counted, and what its blocks may reach."""

from collections.abc import Mapping
from copy import deepcopy
from heapq import heappush
from typing import TYPE_CHECKING, NamedTuple

from engine.blocks.base import STOP_CODES, Passage
from engine.blocks.counting import LimitCount
from engine.blocks.launch import EventTrigger, ScheduleTrigger
from engine.blocks.launches import Launches
from engine.conditions.tree import compile_tree
from engine.events.base import HISTORY, Counting, Event, EventKind, Matches, Ref, TriggerMemory, Wants
from engine.flow.model import Flow
from engine.life.presence import NEVER as NEVER
from engine.life.presence import Presence, stretch
from engine.simulation.paths import Node
from engine.simulation.program import Program
from engine.simulation.record import Letter, Message, React
from engine.world.changes.base import Change
from engine.world.entities import EMPTY_DICT, Customer, SentMessage
from engine.world.world import World

if TYPE_CHECKING:
    from engine.simulation.simulation import Simulation

MOST_STARTS = 100
"""F-23: how many starts one instant's chain of flows may cause."""

LANE = 40
"""Bits for a passage's id in an agenda key: due, then lane (transactional first), then id."""

LANES = LANE + 1

FLOW_STOPPED = STOP_CODES["flow_stopped"]
BLOCK_DELETED = STOP_CODES["block_deleted"]
LOOP = STOP_CODES["loop"]


class RunFlow(NamedTuple):
    """A flow version that plays in a run."""

    flow: Flow
    version: int


class SlotEntry(NamedTuple):
    """A schedule's slot that wants to let a customer in (F-13), as an event does."""

    customer: Customer
    happened_at: int
    context: Mapping[str, Ref] = EMPTY_DICT


Entry = Event | SlotEntry


new_message = tuple.__new__


def _number(passage: Passage) -> int:
    return passage.id


class FlowRun:
    """One flow's part of a simulation; the Play of its blocks."""

    def __init__(self, simulation: "Simulation", flow: RunFlow, launched_at: int | None = None) -> None:
        """`launched_at`: None for a flow that is on, if its schedule lets it be, since before the run."""
        self.simulation = simulation
        self.observer = simulation.observer
        self.world: World = simulation.world
        self.caused = simulation.caused
        self.seed = simulation.seed
        self.flow = flow.flow.id
        self.launches = Launches(flow.flow.limit, self.world.zone)
        self.memory = TriggerMemory()
        self.limits: dict[str, LimitCount] = {}
        self.variants: dict[str, dict[str, str]] = {}
        self.reactions: dict[int, React] = {}
        """How customers react, by the number of the letter."""
        self.entered = 0
        self.launched_at = simulation.started if launched_at is None else launched_at
        """When its trigger was launched as it is."""
        self.counts_from = self.launched_at
        """"Every N weeks" counts from the first slot after it (F-13)."""
        self.fired_at = -NEVER
        """Its last slot."""
        since = -NEVER if launched_at is None else launched_at
        self.presence = Presence(since, *stretch(flow.flow.schedule, self.world.zone))
        self.began_with = flow if launched_at is None else None
        """The version that it played as the run began; None where it was launched later."""
        self.always = self.presence.always
        """Whether it is and was on at every instant."""
        self.take(flow)

    def take(self, flow: RunFlow) -> None:
        """Play this version from now on. What has been counted stays (L-5, F-9)."""
        self.flow_version = flow
        self.version = flow.version
        self.brand = flow.flow.brand or next(iter(self.world.settings.brands), "main")
        self.prints = flow.flow.prints()
        self.launches.set_limit(flow.flow.limit)
        self.letters: dict[tuple[str, int], int] = {}
        launch = flow.flow.launch
        assert launch is not None
        self.trigger = launch.trigger
        self.kind: EventKind | None = None
        self.matches: Matches | None = None
        self.wants: Wants | None = None
        self.count_entry: Counting | None = None
        if isinstance(self.trigger, EventTrigger):
            self.kind = self.trigger.kind
            assert self.kind is not None
            settings = self.trigger.read_settings(self.kind)
            self.matches = self.kind.matches(settings, self.world)
            self.wants = self.kind.wants(settings, self.world)
            self.count_entry = self.kind.counting(settings)
        self.lane = 0 if self.kind is not None and self.kind.transactional else 1 << LANE
        """Its bit in agenda keys: at one instant, passages of transactional flows go first (T-7, F-24)."""
        self.lets_in = compile_tree(launch.filter, self.world) if launch.filter is not None else None
        watch = None if self.observer is None else self.observer.watch
        self.program = Program(flow.flow, flow.version, self, watch)

    def launch(self, flow: RunFlow) -> None:
        """Put a new version in place of the one that plays (F-17). Those inside a Wait serve it out and go on
        in the new version; those in a Wait that it has not are removed (F-18)."""
        simulation = self.simulation
        old = self.program
        kept = {block.id for block in flow.flow.blocks if block.kind == "wait"}
        mine = sorted((one for one in simulation.waiting.values() if one.flow is self), key=_number)
        for passage in mine:
            if passage.node.block not in kept:
                del simulation.waiting[passage.id]
                self._remove(passage)
        asked = self.trigger
        self.take(flow)
        if isinstance(asked, EventTrigger) and asked != self.trigger:
            # What it has counted belongs to what it asked for.
            self.memory = TriggerMemory()
        for passage in mine:
            if passage.id in simulation.waiting:
                node = passage.node
                passage.node = self.program.resume(
                    node.block, old.version if node.since is None else node.since
                )
        simulation.plan_anew()

    def done_to(self, was_on: bool) -> None:
        """Something was done to it now. Where it was off, or is, its trigger counts afresh from when it is on
        again (E-8, E-9)."""
        self.always = self.presence.always
        if not (was_on and self.presence.is_on(self.world.now)):
            self.memory = TriggerMemory()

    # Entering.

    def offer(self, event: Event) -> None:
        """Check a trigger for an event, in the order of R-3, and let the customer in."""
        assert self.matches is not None
        if self.observer is not None:
            self.observer.offered(self, event)
        # Only events after the start count, and none when the flow is off (F-20); nor does a trigger that is
        # off count anything (E-8, E-9).
        if not self.always and not (self.presence.start <= event.happened_at and self._is_on(event.on_at)):
            if self.observer is not None:
                # What the trigger has counted stays as it is.
                fits = self.matches(event, deepcopy(self.memory))
                self.observer.refused(self, event, "flow_is_off" if fits else "settings_do_not_match")
            return
        if not self.matches(event, self.memory):
            if self.observer is not None:
                self.observer.refused(self, event, "settings_do_not_match")
            return
        if event.received_at - event.happened_at > HISTORY:
            self._refuse(event, "too_old")
        else:
            self._admit(event)

    def _is_on(self, also: int | None = None) -> bool:
        """Whether it is on now, and was at the other moment if there is one."""
        presence = self.presence
        return presence.is_on(self.world.now) and (also is None or presence.was_on(also))

    def fire(self, slot: int) -> None:
        """A schedule's slot: the customers of its segment, as it is at this moment (F-13)."""
        trigger = self.trigger
        assert isinstance(trigger, ScheduleTrigger)
        segment = trigger.segment
        self.fired_at = slot
        if not self.presence.is_on(slot):
            return
        observer = self.observer
        for customer in list(self.world.customers.values()):
            if segment is None or segment in customer.segments:
                entry = SlotEntry(customer, slot)
                if observer is not None:
                    observer.offered(self, entry)
                self._admit(entry)
            elif observer is not None:
                observer.passed_over(self, SlotEntry(customer, slot))

    def _admit(self, entry: Entry) -> None:
        if self.lets_in is not None and not self.lets_in(entry):
            self._refuse(entry, "condition_cannot_be_applied")
            return
        launches = self.launches
        customer = entry.customer
        count = launches.by_customer[customer.id]
        if launches.limited and count.launches and not launches.allows(count, self.world.now):
            self._refuse(entry, "launch_limit")
            return
        if self.count_entry is not None and type(entry) is Event:
            self.count_entry(entry, self.memory)
        count.entries += 1
        self.entered += 1
        simulation = self.simulation
        seq = simulation.seq
        simulation.seq = seq + 1
        passage = Passage(seq, self, customer, entry.context, entry.happened_at, count, count.entries)
        answer = 0 if not simulation.draining or simulation.count_start() else LOOP
        if self.observer is not None:
            self.observer.entered(passage, answer)
        self._walk(passage, self.program.root, answer, seq, customer.id)

    def _refuse(self, entry: Entry, reason: str) -> None:
        simulation = self.simulation
        if self.observer is not None:
            self.observer.refused(self, entry, reason)
        leaf = self.program.refusal(reason)
        if not leaf.number:
            simulation.intern(leaf, self.program.path(leaf))
        leaf.count += 1
        simulation.wakes.append((simulation.seq, self.world.now, entry.customer.id, leaf.number))
        simulation.seq += 1

    # Walking.

    def wake(self, passage: Passage) -> None:
        """A Wait is over: go on, or stop where the flow is off (F-20)."""
        simulation = self.simulation
        seq = simulation.seq
        simulation.seq = seq + 1
        on = self.always or self._is_on()
        if self.observer is not None:
            self.observer.woke(passage, None if on else "flow_stopped")
        self._walk(passage, passage.node, 0 if on else FLOW_STOPPED, seq, None)

    def _remove(self, passage: Passage) -> None:
        """Its Wait was deleted (F-18)."""
        simulation = self.simulation
        seq = simulation.seq
        simulation.seq = seq + 1
        if self.observer is not None:
            self.observer.woke(passage, "block_deleted")
        self._walk(passage, passage.node, BLOCK_DELETED, seq, None)

    def _walk(self, passage: Passage, node: Node, answer: int, seq: int, customer: str | None) -> None:
        """From a node and its answer on to the end of the path; everything happens at this instant. The
        customer is given where the passage enters."""
        simulation = self.simulation
        previous = simulation.waking
        simulation.waking = seq
        while True:
            way = node.ways[answer]
            if way is None:
                way = self.program.grow(node, answer)
            node = way
            act = node.act
            if act is None:
                break
            answer = act(passage)
        simulation.waking = previous
        if not node.number:
            simulation.intern(node, self.program.path(node))
        node.count += 1
        number = passage.id
        simulation.wakes.append((seq, self.world.now, number if customer is None else customer, node.number))
        resume = node.resume
        if resume is not None:
            passage.node = resume
            simulation.waiting[number] = passage
            heappush(simulation.agenda, passage.due << LANES | self.lane | number)

    # The Play of the blocks.

    def limit_count(self, block: str) -> LimitCount:
        return self.limits.setdefault(block, LimitCount(self.world.zone))

    def assignments(self, block: str) -> dict[str, str]:
        return self.variants.setdefault(block, {})

    def letter(self, block: str, action: int, channel: str) -> int:
        number = self.letters.get((block, action))
        if number is None:
            letter = Letter(0, self.flow, self.version, block, action, channel)
            number = self.letters[block, action] = self.simulation.register(letter)
            reactions = self.simulation.reactions
            if reactions is not None and (react := reactions.to(letter, self.brand)) is not None:
                self.reactions[number] = react
        return number

    def send(self, passage: Passage, letter: int, not_sent: str | None, values: str | None) -> None:
        simulation = self.simulation
        row = (simulation.waking, self.world.now, passage.customer.id, letter, not_sent, values)
        # A third of the time that Message(*row) takes.
        simulation.outbox.append(new_message(Message, row))
        if letter in self.reactions and not_sent is None:
            simulation.expect(self.reactions[letter], passage.customer, passage.entry)
        if not_sent is None:
            # Also where nothing counts them: a version that is launched later may (F-17).
            customer = passage.customer
            sent = SentMessage(self.world.now, simulation.letters[letter - 1].channel, self.flow)
            # Nothing refuses a message afterwards, so that there is no inverse.
            if customer.messages:
                customer.messages.append(sent)
            else:
                customer.messages = [sent]

    def apply(self, passage: Passage, change: Change) -> None:
        self.simulation.take_from_step(change)

    def after_group(self) -> None:
        self.simulation.drain()

    def failed(self, passage: Passage, block: str, action: int | None, reason: str) -> None:
        self.simulation.fail(passage.customer.id, self.flow, self.version, block, action, reason)

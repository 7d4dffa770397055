"""One customer's passages as a story, with the reason for every move (R-2) and for every event that let
nobody in (R-3).

Reasons are not stored. Decisions are deterministic, so the run is played again and, at each decision about
this customer, explained with the world as it was at that moment.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from engine.blocks.base import REASONS, WAITING, Act, Block, Passage, StopReason, Why
from engine.blocks.play import Play
from engine.conditions.explaining import explain
from engine.reports.outbox import rendered
from engine.simulation.flow_run import Entry, FlowRun, SlotEntry
from engine.simulation.observer import Observer
from engine.simulation.reached import Reached
from engine.simulation.record import Failure, Lived, Message
from engine.simulation.replay import come_to
from engine.simulation.simulation import Simulation
from engine.world.world import Applied

REFUSALS = {
    "settings_do_not_match": "the event is not what the trigger asks for",
    "flow_is_off": "the flow was not on",
    "too_old": "it happened more than 7 days before it was received",
    "condition_cannot_be_applied": "the customer did not meet the trigger's conditions",
    "launch_limit": "the customer had gone through as often as the flow allows",
}


@dataclass(frozen=True, slots=True)
class StoryMessage:
    """A message of a step group, as the customer would have read it; `parts` as (field, text)."""

    channel: str
    parts: tuple[tuple[str, str], ...]
    not_sent: str | None


class Off(NamedTuple):
    """Why a flow is off: paused by hand since then, or its end or start is then (F-20, F-21)."""

    why: Literal["paused", "ended", "not_started"]
    at: int


@dataclass(slots=True)
class StoryVisit:
    """A passage at a block. Instants; `left` None while it is inside."""

    block: str
    kind: str
    name: str
    arrived: int
    why: Why
    left: int | None = None
    output: str | None = None
    stop: str | None = None
    messages: tuple[StoryMessage, ...] = ()
    failures: tuple[Failure, ...] = ()
    version: int = 0
    """Of the flow, by which it came there (F-18)."""
    deleted_in: int | None = None
    """The version whose launch removed it from here, as it has this Wait no more (F-18)."""
    stopped: int | None = None
    """When it stopped here."""
    off: Off | None = None
    """Why the flow was off, where that stopped it."""


@dataclass(slots=True)
class StoryPassage:
    flow: str
    version: int
    """The one by which it entered."""
    passage: int
    entered: int
    visits: list[StoryVisit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """An event that was recognised and let nobody in, with the first check that kept the customer out
    (R-3)."""

    flow: str
    version: int
    at: int
    happened_at: int
    reason: str
    why: Why


@dataclass(slots=True)
class Story:
    customer: str
    known: bool = False
    """Whether the world has the customer."""
    passages: list[StoryPassage] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)

    @property
    def kept_out(self) -> list[TurnedAway]:
        """The events that a trigger asks for and that let nobody in all the same."""
        return [away for away in self.turned_away if away.reason != "settings_do_not_match"]

    @property
    def passed_by(self) -> int:
        """How many events were not what the trigger asks for."""
        return len(self.turned_away) - len(self.kept_out)


class Teller(Observer):
    """Looks on while the run is played again, and writes down what concerns one customer, under all their
    ids (L-7)."""

    def __init__(self, customer: str, names: Collection[str] = ()) -> None:
        """`names`: all ids of the customer, where there is more than one."""
        self.story = Story(customer)
        self.names = names or (customer,)
        self._open: dict[int, StoryPassage] = {}

    def watch(self, block: Block, act: Act, play: Play) -> Act:
        """Explain the block's decisions about the customer; all others take the fast path."""
        assert isinstance(play, FlowRun)
        simulation = play.simulation
        explain_it = block.explainer(play)
        mine = self._open

        def watched(passage: Passage) -> int:
            if passage.id not in mine:
                return act(passage)
            batch = simulation.batch
            messages, failures = len(batch.messages), len(batch.failures)
            told = explain_it(passage)
            answer = act(passage)
            visit = self._note(passage, block, simulation.now, answer, told)
            visit.messages = tuple(
                self._message(play, message)
                for message in batch.messages[messages:]
                if message.seq == simulation.waking
                and simulation.letters[message.letter - 1].block == block.id
            )
            visit.failures = tuple(
                failure
                for failure in batch.failures[failures:]
                if failure.seq == simulation.waking and failure.block == block.id
            )
            return answer

        return watched

    def entered(self, passage: Passage, answer: int) -> None:
        """Begin a passage with its visit to the launch settings."""
        if passage.customer.id not in self.names:
            return
        flow: FlowRun = passage.flow
        told = StoryPassage(flow.flow, flow.version, passage.id, flow.world.now)
        self.story.passages.append(told)
        self._open[passage.id] = told
        launch = flow.flow_version.flow.launch
        assert launch is not None
        self._note(passage, launch, flow.world.now, answer, launch.explainer(flow)(passage))

    def refused(self, flow: FlowRun, entry: Entry, reason: str) -> None:
        """Write down why an event let nobody in."""
        customer = entry.customer
        if customer.id not in self.names:
            return
        launch = flow.flow_version.flow.launch
        assert launch is not None
        text = REFUSALS[reason]
        values = None
        if reason == "condition_cannot_be_applied" and launch.filter is not None:
            values = explain(launch.filter, flow.world, entry)
        elif reason == "launch_limit":
            text += f" ({flow.launches.limit.words()}): {flow.launches.seen(customer.id)}"
        self.story.turned_away.append(
            TurnedAway(flow.flow, flow.version, flow.world.now, entry.happened_at, reason, Why(text, values))
        )

    def woke(self, passage: Passage, stop: StopReason | None) -> None:
        """Let the last visit leave its Wait, or stop in it."""
        if passage.id in self._open:
            visit = self._open[passage.id].visits[-1]
            if stop is None:
                visit.left, visit.output = passage.flow.world.now, "next"
            else:
                visit.stop, visit.stopped = stop, passage.flow.world.now
                if stop == "flow_stopped":
                    visit.off = _off(passage.flow)

    def lived(self, lived: Lived) -> None:
        """Say of those who were removed at a launch, which version that was."""
        if lived.launched is None:
            return
        for passage in self._open.values():
            visit = passage.visits[-1]
            if passage.flow == lived.flow and visit.stop == "block_deleted" and visit.deleted_in is None:
                visit.deleted_in = lived.version

    def _message(self, flow: FlowRun, message: Message) -> StoryMessage:
        letter = flow.simulation.letters[message.letter - 1]
        parts = (
            rendered(flow.flow_version.flow, letter.block, letter.action, message.values)
            if message.not_sent is None
            else ()
        )
        return StoryMessage(letter.channel, parts, message.not_sent)

    def _note(
        self, passage: Passage, block: Block, now: int, answer: int, told: Callable[[int], Why]
    ) -> StoryVisit:
        visit = StoryVisit(block.id, block.kind, block.name, now, told(answer), version=passage.flow.version)
        if answer >= 0:
            output = block.outputs()[answer].id
            stop = block.stops_beyond.get(output)
            if stop is not None and (block.id, output) not in passage.flow.program.targets:
                visit.stop, visit.stopped = stop, now
            else:
                visit.left, visit.output = now, output
        elif answer != WAITING:
            visit.stop, visit.stopped = REASONS[answer], now
        self._open[passage.id].visits.append(visit)
        return visit


def _off(flow: FlowRun) -> Off:
    presence = flow.presence
    if presence.paused_at is not None:
        return Off("paused", presence.paused_at)
    if presence.has_ended(flow.world.now):
        return Off("ended", presence.end)
    return Off("not_started", presence.start)


class Together(Observer):
    """Several who look on at the same replay."""

    def __init__(self, *observers: Observer) -> None:
        self.observers = observers

    def watch(self, block: Block, act: Act, play: Play) -> Act:
        """Wrapped by each in turn."""
        for observer in self.observers:
            act = observer.watch(block, act, play)
        return act

    def changed(self, simulation: Simulation, applied: Applied) -> None:
        """Tell everyone."""
        for observer in self.observers:
            observer.changed(simulation, applied)

    def offered(self, flow: FlowRun, entry: Entry) -> None:
        """Tell everyone."""
        for observer in self.observers:
            observer.offered(flow, entry)

    def passed_over(self, flow: FlowRun, slot: SlotEntry) -> None:
        """Tell everyone."""
        for observer in self.observers:
            observer.passed_over(flow, slot)

    def entered(self, passage: Passage, answer: int) -> None:
        """Tell everyone."""
        for observer in self.observers:
            observer.entered(passage, answer)

    def refused(self, flow: FlowRun, entry: Entry, reason: str) -> None:
        """Tell everyone."""
        for observer in self.observers:
            observer.refused(flow, entry, reason)

    def woke(self, passage: Passage, stop: StopReason | None) -> None:
        """Tell everyone."""
        for observer in self.observers:
            observer.woke(passage, stop)

    def lived(self, lived: Lived) -> None:
        """Tell everyone."""
        for observer in self.observers:
            observer.lived(lived)


def tell(customer: str, again: Callable[[Observer], Simulation], until: Reached) -> Story:
    """The customer's story in a run that has come so far. Where profiles were merged it is that of the one
    that remains, with what the others had under way (L-7).

    `again` makes the run anew, from its recorded inputs, with the observer given.
    """
    teller, known = looked_on(customer, Teller, again, until)
    teller.story.known = known
    return teller.story


Onlooker = TypeVar("Onlooker", bound=Observer)


def looked_on(
    customer: str,
    onlooker: Callable[[str, Collection[str]], Onlooker],
    again: Callable[[Observer], Simulation],
    until: Reached,
) -> tuple[Onlooker, bool]:
    """An onlooker who has seen the run again, and whether there is the customer; made with the id of the
    customer and with all ids under which they were known. Only the end of a run tells who was merged, so that
    those who were are looked at twice."""
    observer = onlooker(customer, (customer,))
    found = played_again(again, observer, until).world.find_customer(customer)
    if found is not None and found.merged:
        observer = onlooker(found.id, (found.id, *found.merged))
        played_again(again, observer, until)
    return observer, found is not None


def played_again(again: Callable[[Observer], Simulation], observer: Observer, until: Reached) -> Simulation:
    """The run, played anew up to where it has come, with an observer looking on; as for `tell`."""
    simulation = again(observer)
    come_to(simulation, until)
    return simulation

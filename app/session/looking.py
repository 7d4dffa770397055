"""Looking closer at the run that is loaded: who is inside, stories, messages, and those who did not enter."""

from itertools import islice

from app.session.library import Library
from app.session.player import Player
from app.session.requests import (
    FindCustomers,
    InsideList,
    InsideRow,
    OutboxList,
    OutboxRow,
    ReadMessage,
    ReadOutbox,
    RefusedList,
    RefusedRow,
    RenderedMessage,
    TellStory,
    Told,
    WhoDidNotEnter,
    WhoIsInside,
)
from app.session.session import NO_RUN, Trouble
from engine.messages.templates import CannotRender
from engine.reports.outbox import rendered
from engine.reports.snapshot import waiting_in
from engine.simulation.record import Message
from engine.simulation.simulation import Simulation
from storage.stories import story_and_why


class Looking:
    """Belongs to the session's thread, like the player that it looks at."""

    def __init__(self, library: Library, player: Player) -> None:
        self._library = library
        self._player = player

    def inside(self, request: WhoIsInside) -> InsideList:
        simulation = self._player.simulation
        if simulation is None:
            return InsideList((), 0)
        waiting = waiting_in(simulation, request.flow, request.block)
        rows = tuple(
            InsideRow(
                found.passage,
                found.customer,
                self._player.name_of(found.customer),
                found.block,
                found.due,
                found.version,
            )
            for found in waiting[: request.most]
        )
        return InsideList(rows, len(waiting))

    def story(self, request: TellStory) -> Told:
        begun = self._player.begun
        if begun is None:
            raise Trouble(NO_RUN)
        self._player.note_progress()
        workspace = self._library.workspace
        run = workspace.runs.entry(begun.name)
        told, why = story_and_why(workspace, run, request.customer, request.flow)
        return Told(request.customer, self._player.name_of(request.customer), told, why, dict(begun.versions))

    def find(self, request: FindCustomers) -> tuple[tuple[str, str], ...]:
        simulation = self._player.simulation
        if simulation is None:
            return ()
        text = request.text.strip().casefold()
        named = ((customer, self._player.name_of(customer)) for customer in simulation.world.customers)
        found = (one for one in named if text in one[0].casefold() or text in one[1].casefold())
        return tuple(islice(found, request.most))

    def outbox(self, request: ReadOutbox) -> OutboxList:
        simulation = self._player.simulation
        if simulation is None:
            return OutboxList((), 0)
        flow = request.flow
        total = sum(
            n for (letter, _), n in simulation.messages.items() if simulation.letters[letter - 1].flow == flow
        )
        rows: list[OutboxRow] = []
        for number, message in reversed(self._player.messages):
            if simulation.letters[message.letter - 1].flow == flow:
                rows.append(self._row(simulation, number, message))
                if len(rows) == request.most:
                    break
        return OutboxList(tuple(rows), total)

    def message(self, request: ReadMessage) -> RenderedMessage | None:
        simulation = self._player.simulation
        found = next((m for number, m in self._player.messages if number == request.number), None)
        if simulation is None or found is None:
            return None
        row = self._row(simulation, request.number, found)
        return RenderedMessage(row, self._address(simulation, row), self._parts(simulation, found))

    def did_not_enter(self, request: WhoDidNotEnter) -> RefusedList:
        simulation, begun = self._player.simulation, self._player.begun
        if simulation is None or begun is None:
            return RefusedList((), 0)
        counts = self._player.counts().get(request.flow)
        total = 0 if counts is None else sum(counts.did_not_enter.values())
        rows: list[RefusedRow] = []
        for at, customer, number in reversed(self._player.refusals):
            path = simulation.paths[number - 1]
            if path.flow == request.flow:
                rows.append(RefusedRow(at, customer, self._player.name_of(customer), path.reason or ""))
                if len(rows) == request.most:
                    break
        return RefusedList(tuple(rows), total)

    def _row(self, simulation: Simulation, number: int, message: Message) -> OutboxRow:
        letter = simulation.letters[message.letter - 1]
        subject = next((text for _, text in self._parts(simulation, message) if text.strip()), "")
        return OutboxRow(
            message.at,
            message.customer,
            self._player.name_of(message.customer),
            letter.channel,
            letter.block,
            " ".join(subject.split()),
            message.not_sent,
            number,
        )

    def _parts(self, simulation: Simulation, message: Message) -> tuple[tuple[str, str], ...]:
        """The message as the customer gets it; nothing of one that was not sent."""
        begun = self._player.begun
        if begun is None or message.not_sent is not None:
            return ()
        letter = simulation.letters[message.letter - 1]
        try:
            return rendered(
                begun.versions[letter.flow, letter.version], letter.block, letter.action, message.values
            )
        except CannotRender as problem:
            return (("text", f"(cannot be shown: {problem})"),)

    def _address(self, simulation: Simulation, row: OutboxRow) -> str:
        customer = simulation.world.find_customer(row.customer)
        if customer is None:
            return ""
        contact = {"email": customer.email, "sms": customer.phone}.get(row.channel)
        return contact.value if contact is not None else ""

"""Trying out what is being designed, on the world of the run or, where none is loaded, on the workspace's."""

from itertools import islice

from app.session.held import held
from app.session.library import Library
from app.session.matching import branched, matches, someone
from app.session.player import Player
from app.session.trying_messages import tried
from app.session.trying_requests import (
    Branched,
    CountBranches,
    CountMatches,
    FindHeld,
    FindPeople,
    HeldValue,
    Matches,
    Someone,
    Tried,
    TryMessage,
)
from engine.world.entities import Customer
from engine.world.world import World


class Trying:
    """Belongs to the session's thread, like the player and the workspace that it looks at."""

    def __init__(self, library: Library, player: Player) -> None:
        self._library = library
        self._player = player
        self._loaded: tuple[str, World] | None = None
        """A world of the workspace, by its version."""
        self._customer: str | None = None
        """Who was looked at last."""

    def matches(self, request: CountMatches) -> Matches:
        world = self._world()
        customer = self._someone(world, request.customer)
        return matches(world, request.condition, request.entities, customer, in_filter=request.in_filter)

    def branches(self, request: CountBranches) -> Branched:
        world = self._world()
        return branched(world, request.branching, request.entities, self._someone(world, request.customer))

    def message(self, request: TryMessage) -> Tried:
        world = self._world()
        customer = self._someone(world, request.customer)
        return tried(world, request.texts, request.entities, request.prints, customer)

    def find(self, request: FindPeople) -> tuple[Someone, ...]:
        text = request.text.strip().casefold()
        found = (someone(one) for one in self._world().customers.values() if _says(one, text))
        return tuple(islice(found, request.most))

    def held(self, request: FindHeld) -> tuple[HeldValue, ...]:
        if request.what == "flows":
            return self._flows(request)
        return held(self._world(), request.what, request.of, request.text, most=request.most)

    def _flows(self, request: FindHeld) -> tuple[HeldValue, ...]:
        wanted = request.text.strip().casefold()
        found = (HeldValue(entry.id, entry.name) for entry in self._library.workspace.flows.entries())
        fitting = (one for one in found if wanted in f"{one.value} {one.words}".casefold())
        return tuple(islice(fitting, request.most))

    def _world(self) -> World:
        simulation = self._player.simulation
        if simulation is not None:
            self._loaded = None
            return simulation.world
        library = self._library
        scenario = library.scenario()
        entry = library.workspace.project_world()
        if entry is None:
            return World()
        version = entry.version
        if self._loaded is None or self._loaded[0] != version:
            world = World(library.workspace.worlds.version(version))
            timeline = None if scenario is None else library.workspace.scenarios.timeline(scenario.name)
            begins = None if timeline is None else timeline.first_at
            world.now = newest_moment(world) if begins is None else begins
            self._loaded = version, world
        return self._loaded[1]

    def _someone(self, world: World, customer: str | None) -> Customer | None:
        """The customer who is asked for, or was last; the first one where there was none."""
        if customer is not None:
            self._customer = customer
        found = None if self._customer is None else world.find_customer(self._customer)
        return found or next(iter(world.customers.values()), None)


def newest_moment(world: World) -> int:
    """When something happened last in a world that no run has begun in."""
    moments = [order.created_at for order in world.orders.values()]
    for one in world.customers.values():
        moments.append(one.created_at)
        moments += [action.at for action in one.actions[-1:]]
        moments += [session.last_at for session in one.sessions[-1:]]
        moments += [view.at for view in one.views[-1:]]
    return max(moments, default=0)


def _says(customer: Customer, text: str) -> bool:
    addresses = [contact.value for contact in (customer.email, customer.phone) if contact is not None]
    words = " ".join((customer.id, customer.first_name, customer.last_name, *addresses))
    return text in words.casefold()

"""Answers what forms ask, in the session's thread."""

from dataclasses import replace
from itertools import islice

from app.session.form_requests import AddName, Named, ReadSample, Sample
from app.session.library import Library
from app.session.player import Player
from app.session.session import Trouble
from engine.world.naming import with_name


class ForForms:
    """Belongs to the session's thread."""

    def __init__(self, library: Library, player: Player) -> None:
        self._library = library
        self._player = player

    def sample(self, request: ReadSample) -> Sample:
        simulation = self._player.simulation
        if simulation is None:
            return Sample()
        customers = tuple(islice(simulation.world.customers, request.most))
        run = next((run for run in simulation.flows if run.flow == request.flow), None)
        limits = {} if run is None else run.limits
        used = {block: count.used(simulation.now) for block, count in limits.items()}
        return Sample(simulation.seed, customers, used)

    def add_name(self, request: AddName) -> Named:
        """Save the world anew with one more name in its settings. Raises Trouble."""
        library = self._library
        if library.read_only is not None:
            raise Trouble(library.read_only)
        world = library.workspace.project_world()
        if world is None:
            raise Trouble("there is no world yet to which a name could be added")
        state = library.workspace.worlds.version(world.version)
        try:
            settings = with_name(state.settings, request.what, request.name)
        except ValueError as problem:
            raise Trouble(str(problem)) from None
        library.workspace.worlds.save(world.name, replace(state, settings=settings))
        return Named(library.settings(), world.name)

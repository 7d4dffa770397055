"""Answers the session's requests, in its thread."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from app.session import form_requests as forms
from app.session import living_requests as living
from app.session import requests as ask
from app.session import shelf_requests as shelf
from app.session import trying_requests as trying
from app.session import version_requests as versions
from app.session.expecting import expectations
from app.session.for_forms import ForForms
from app.session.library import Library
from app.session.living import Living
from app.session.looking import Looking
from app.session.player import Player
from app.session.runs import begin, beginning, resume
from app.session.session import Trouble
from app.session.shelving import Shelving
from app.session.trying import Trying
from app.session.versions import Versions
from storage.problems import BadFile, WorkspaceProblem

PASSING = ("in_use", "read_only", "full")
"""Troubles that may pass."""

LOST = "The last run cannot be taken up. All flows are safe; r in one begins anew."


class Handlers:
    """One method for each request."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.player = Player(partial(begin, library), partial(resume, library))
        self.looking = Looking(library, self.player)
        self.shelving = Shelving(library)
        self.living = Living(library, self.player)
        self.versions = Versions(library, self.player)
        self.trying = Trying(library, self.player)
        self.for_forms = ForForms(library, self.player)
        self._methods: dict[type[ask.Request[Any]], Callable[[Any], Any]] = {
            ask.ListFlows: lambda _: self._shelf(),
            ask.LoadFlow: self._load,
            ask.SaveFlow: lambda request: library.save(request.flow, request.unkept),
            ask.NewFlow: lambda request: library.new(request.name),
            ask.TakeUp: lambda _: self._take_up(),
            ask.Play: lambda request: self.player.play(request.flow, request.goal, request.until),
            ask.Pause: lambda _: self.player.pause(),
            ask.SetSpeed: lambda request: self.player.set_speed(request.speed),
            ask.StartAgain: lambda request: self.player.start_again(request.flow),
            ask.WhoIsInside: self.looking.inside,
            ask.TellStory: self.looking.story,
            ask.FindCustomers: self.looking.find,
            ask.ReadOutbox: self.looking.outbox,
            ask.ReadMessage: self.looking.message,
            ask.WhoDidNotEnter: self.looking.did_not_enter,
            shelf.RenameFlow: self.shelving.rename,
            shelf.MoveFlow: self.shelving.move,
            shelf.DuplicateFlow: self.shelving.duplicate,
            shelf.DeleteFlow: self.shelving.delete,
            shelf.RestoreFlow: lambda _: self.shelving.restore(),
            shelf.ImportFlow: self.shelving.take_in,
            shelf.ExportFlow: self.shelving.write_out,
            shelf.Brands: lambda _: self.shelving.brands(),
            shelf.Gallery: lambda _: self.shelving.gallery(),
            shelf.NewFromGallery: self.shelving.from_gallery,
            living.PlanLaunch: self.living.plan,
            living.Rehearse: self.living.rehearse,
            living.EndRehearsal: lambda _: self.living.end_rehearsal(),
            living.Launch: self.living.launch,
            living.Turn: self.living.turn,
            living.MoveSchedule: self.living.move,
            living.ReadVersion: self.living.version,
            versions.ListVersions: self.versions.all,
            versions.OpenVersion: self.versions.open,
            versions.WhoWasRemoved: self.versions.removed,
            forms.ReadSample: self.for_forms.sample,
            forms.AddName: self.for_forms.add_name,
            trying.CountMatches: self.trying.matches,
            trying.CountBranches: self.trying.branches,
            trying.TryMessage: self.trying.message,
            trying.FindPeople: self.trying.find,
            trying.FindHeld: self.trying.held,
            ask.CheckExpectations: lambda _: expectations(library),
        }

    def answer(self, request: ask.Request[Any]) -> Any:
        """Carry the request out. Raises Trouble, with one clear line, for what a person can cause."""
        try:
            if not self.library.workspace.writable and self.library.look_again():
                with suppress(Trouble, WorkspaceProblem):
                    self._take_up()
            return self._methods[type(request)](request)
        except WorkspaceProblem as problem:
            raise Trouble(problem.sentence) from problem
        except BadFile as problem:
            raise Trouble(str(problem.problems[0])) from problem

    def _load(self, request: ask.LoadFlow) -> ask.LoadedFlow:
        begins = beginning(self.library)
        loaded = self.library.load(request.flow)
        return replace(loaded, begins=begins.at, begins_as_draft=request.flow in begins.drafts)

    def _shelf(self) -> ask.Shelf:
        shelf = self.library.shelf(self.player.counts(), self.player.lives())
        simulation = self.player.simulation
        if simulation is None:
            return shelf
        return replace(shelf, zone=simulation.world.zone.name, now=simulation.now)

    def _take_up(self) -> None:
        """Take up the run that was left. A run can always be played anew, so its loss is no damage."""
        try:
            self.player.take_up(resume(self.library))
        except (WorkspaceProblem, BadFile) as problem:
            waits = isinstance(problem, WorkspaceProblem) and problem.trouble in PASSING
            self.player.leave_behind(waits=waits)
            if waits:
                raise
            raise Trouble(LOST) from problem

    def close(self) -> None:
        """Write everything down and let go of the workspace. What cannot be written is no loss: the run is
        taken up from its last checkpoint, and flows that were deleted come back."""
        try:
            for let_go in (self.living.end_rehearsal, self.player.drop, self.library.sweep):
                with suppress(WorkspaceProblem):
                    let_go()
        finally:
            self.library.workspace.close()

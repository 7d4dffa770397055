"""Opening the app: which workspace, made from the sample shop where there is none yet."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.places import default_workspace
from app.session.session import Say, Session, Trouble

if TYPE_CHECKING:
    from app.session.handlers import Handlers


def open_app(chosen: argparse.Namespace) -> int:
    """Show the app until it is left; its exit status."""
    if chosen.workspace is not None and is_scenario(Path(chosen.workspace)):
        return show_scenario(Path(chosen.workspace), chosen.example, ascii=chosen.ascii)
    if chosen.example is not None:
        print("--example goes with a scenario file", file=sys.stderr)
        return 2
    path = Path(chosen.workspace) if chosen.workspace is not None else default_workspace()
    return show(path, ascii=chosen.ascii)


def is_scenario(path: Path) -> bool:
    """Whether a file on the command line is a scenario rather than a workspace."""
    return path.suffix.lower() in (".yaml", ".yml")


def show_scenario(path: Path, example: str | None, *, ascii: bool = False) -> int:
    """Show the app on a scenario file, in a workspace for the time being; 1 where the file has problems, 2
    where it, or the example, is not there."""
    from app.staging import staged
    from storage.problems import BadFile, NotThere

    try:
        with staged(path, example) as (workspace, story):
            return show(workspace, ascii=ascii, story=story, scenario=path.name)
    except BadFile as problem:
        print(problem, file=sys.stderr)
        return 2 if isinstance(problem, NotThere) else 1


def show(
    path: Path, *, ascii: bool = False, story: tuple[str, bool] | None = None, scenario: str = ""
) -> int:
    """Show the app on this workspace, at the beginning of a scenario's story if there is one; 1 where it
    cannot be opened, which is said in one line. `scenario`: the file that it was made of for the time
    being."""
    from app.app import FlowrigApp
    from app.preferences import Preferences

    session = Session(lambda say: opening(path, say))
    app = FlowrigApp(session, ascii=ascii, story=story, scenario=scenario, preferences=Preferences.read())
    try:
        trouble = app.run()
    finally:
        session.close()
    if trouble is not None:
        print(trouble, file=sys.stderr)
    return app.return_code or 0


def opening(path: Path, say: Say) -> "Handlers":
    """Open the workspace for the session, in its thread; make it first where there is none. Raises
    Trouble."""
    from app.session.handlers import Handlers
    from app.session.library import Library
    from storage.problems import BadFile, WorkspaceProblem
    from storage.workspace import Workspace

    try:
        if not path.exists():
            make_sample_workspace(path, say)
        try:
            workspace = Workspace.open(path)
        except WorkspaceProblem as problem:
            # Somebody else works with it, or it is protected: it can still be looked at.
            if problem.trouble not in ("in_use", "read_only"):
                raise
            workspace = Workspace.open(path, write=False)
        return Handlers(Library(workspace))
    except WorkspaceProblem as problem:
        raise Trouble(str(problem)) from problem
    except BadFile as problem:
        raise Trouble(str(problem.problems[0])) from problem


def make_sample_workspace(path: Path, say: Say = lambda doing: None) -> None:
    """Make a workspace with the sample shop in it: all of it, or none. Raises WorkspaceProblem."""
    from engine.time.civil import Zone
    from sample_data import shop
    from storage.files import read_flow, read_scenario, read_world
    from storage.problems import WorkspaceProblem
    from storage.workspace import Workspace

    say("Making the sample shop: its customers and products …")
    if path == default_workspace():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            sentence = f"the folder for it cannot be made: {error.strerror}: set FLOWRIG_HOME to another one"
            raise WorkspaceProblem(path, "read_only", sentence) from error
    sample = shop()
    world = read_world(sample.world, "world.yaml")
    say("Making the sample shop: a month of orders and visits …")
    month = read_scenario(sample.month, "month.yaml").read(Zone(world.settings.time_zone))
    scenario = month.scenario
    say("Making the sample shop: its flows …")
    flows = [(read_flow(text, f"{name}.yaml"), text) for name, text in sample.flows.items()]

    def fill(workspace: Workspace) -> None:
        with workspace.scenarios.staged(month.changes()) as timeline, workspace.connection.transaction():
            workspace.worlds.save(scenario.world or "shop", world)
            workspace.scenarios.save(scenario.scenario, sample.month, world=scenario.world, timeline=timeline)
            for flow, text in flows:
                workspace.flows.save_draft(
                    flow.id, text, name=flow.name, folder=flow.folder, brand=flow.brand, status="ready"
                )
                workspace.flows.launch(flow.id, world.settings)

    try:
        Workspace.make(path, fill).close()
    except WorkspaceProblem as problem:
        # Another process was quicker: there is one now.
        if problem.trouble != "exists":
            raise

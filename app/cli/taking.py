"""`flowrig take`: flow, world and scenario files into a workspace, all of them or none."""

import argparse
from pathlib import Path

from app.cli.failing import CONTENT, FINE, USAGE, Stop, complain
from app.cli.sources import open_workspace, project_settings
from app.cli.tables import counted
from app.staging import chosen as example_of
from engine.flow.validation import validate
from engine.life.statuses import WORDS
from storage.files import (
    FlowFile,
    ScenarioText,
    kind_of,
    read_file,
    read_flow_file,
    read_scenario,
    read_world,
)
from storage.given import Library, cases
from storage.problems import WorkspaceProblem, shown
from storage.taking import take_flow, take_scenario, take_world
from storage.workspace import Workspace


def carry_out(chosen: argparse.Namespace) -> int:
    worlds, flows, scenarios = [], [], []
    for path in map(Path, chosen.files):
        document = read_file(path)
        match kind_of(document):
            case "world":
                worlds.append((path.stem, read_world(document, document.name)))
            case "flow":
                flows.append(read_flow_file(document, document.name))
            case "scenario":
                scenarios.append((path, read_scenario(document, document.name)))
            case kind:
                raise Stop(CONTENT, f"{path}: this is a {kind} file: flowrig import reads data by it")
    make = chosen.workspace is not None
    with open_workspace(chosen.workspace, write=True, make=make) as workspace:
        try:
            with workspace.connection.transaction():
                said = []
                for name, state in worlds:
                    take_world(workspace, name, state, replace=chosen.replace)
                    said.append(f"{name}: a world with {counted(len(state.customers), 'customer')}")
                for file in flows:
                    said.append(_flow(file, chosen, workspace))
                for path, scenario in scenarios:
                    said.append(_scenario(path, scenario, chosen, workspace))
        except WorkspaceProblem as problem:
            if problem.trouble != "exists":
                raise
            raise Stop(USAGE, f"{problem}: --replace puts the new one in its place") from None
    for line in said:
        print(shown(line, 1000))
    return FINE


def _flow(file: FlowFile, chosen: argparse.Namespace, workspace: Workspace) -> str:
    flow, settings = file.flow, project_settings(chosen.world, workspace)
    taken = take_flow(workspace, flow, settings, replace=chosen.replace)
    if taken is None:
        version = workspace.flows.entry(flow.id).version
        return f"{flow.id}: the same as version {version}: nothing to change"
    problems = validate(flow, settings)
    complain(f"{file.place(problem.path)}: {problem.severity}: {problem}" for problem in problems)
    return f"{flow.id}: {'a new flow' if taken.new else 'its draft'}: {WORDS[taken.status]}"


def _scenario(path: Path, text: ScenarioText, chosen: argparse.Namespace, workspace: Workspace) -> str:
    case = example_of(cases(text, path.parent, Library(workspace)), path, chosen.example)
    world = take_scenario(workspace, case, replace=chosen.replace)
    return f"{case.name}: a scenario in the world {world}"

"""What README.md and docs/ say is so: commands run, examples are read and played, tables fit the code."""

import dataclasses
import re
import shlex
from collections.abc import Iterator, Mapping
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from ruamel.yaml import YAML

from app.cli import main
from docs.pictures.take import tour
from engine.blocks.actions.catalogue import AnyAction
from engine.blocks.base import REASONS, Known
from engine.blocks.catalogue import BLOCK_KINDS, AnyBlock
from engine.conditions.fields import FIELDS
from engine.conditions.operators import OPERATORS
from engine.conditions.tree import Tree, check
from engine.events.catalogue import CATALOGUE
from engine.flow.validation import validate
from engine.messages.parameters import ROOTS
from engine.messages.templates import check_template
from engine.reports.story import REFUSALS
from engine.reports.why import CHECKS
from engine.scenario import AnyChange
from engine.time.civil import Zone
from engine.world.changes.base import Change
from engine.world.changes.catalogue import KINDS
from engine.world.traffic import Traffic
from engine.world.world import World, WorldState
from storage.files import read_flow, read_scenario, read_world
from storage.mapping.files import read_mapping
from storage.yaml import read
from tests.app.running import Driver, driving
from tests.conftest import SHARED

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "README.md",
    "docs/files.md",
    "docs/scenarios.md",
    "docs/mappings.md",
    "docs/rules.md",
    "docs/decisions.md",
    "CONTRIBUTING.md",
)
FILES = "docs/files.md"

CODE = re.compile(r"`([^`]+)`")


class Fence(NamedTuple):
    """A block of code in a page."""

    page: str
    line: int
    info: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def fences(page: str, *infos: str) -> list[Fence]:
    found: list[Fence] = []
    begun: tuple[int, str] | None = None
    lines: list[str] = []
    for number, line in enumerate((ROOT / page).read_text("utf-8").splitlines(), 1):
        if not line.startswith("```"):
            lines.append(line)
        elif begun is None:
            begun, lines = (number, line[3:].strip()), []
        else:
            found.append(Fence(page, *begun, "\n".join(lines) + "\n"))
            begun = None
    assert begun is None, f"{page}: a block of code is not closed"
    return [fence for fence in found if fence.info in infos]


def table(mark: str, page: str = FILES) -> list[list[str]]:
    """The rows of the table below a mark, as their cells."""
    _, found, rest = (ROOT / page).read_text("utf-8").partition(f"<!-- {mark} -->\n\n")
    assert found, f"{page} has no table marked {mark}"
    lines = rest.split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def first_codes(mark: str) -> list[str]:
    return [CODE.findall(row[0])[0] for row in table(mark)]


class Key(NamedTuple):
    """A key of a kind of file, as the code has it."""

    needed: bool
    default: Any


def keys_of(kind: type) -> dict[str, Key]:
    if issubclass(kind, BaseModel):
        return {
            field.alias or name: Key(field.is_required(), field.get_default(call_default_factory=True))
            for name, field in kind.model_fields.items()
        }
    assert dataclasses.is_dataclass(kind)
    found = {}
    for field in dataclasses.fields(kind):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        found[field.name] = Key(default is dataclasses.MISSING, default)
    return found


def plain(default: Any) -> str:
    """A default as a table says it."""
    if default is None or default in ("", [], {}, ()):
        return "–"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return f"`{default}`"


def marked_kinds() -> list[str]:
    return re.findall(r"<!-- keys: (\S+) -->", (ROOT / FILES).read_text("utf-8"))


@pytest.mark.parametrize("path", marked_kinds())
def test_keys_and_defaults_are_those_of_the_code(path: str) -> None:
    module, _, name = path.rpartition(".")
    keys = keys_of(getattr(import_module(module), name))
    rows = table(f"keys: {path}")
    if name.endswith("Block") and name != "Block":
        for common in ("id", "kind", "title", "note", "at"):
            del keys[common]
    assert [CODE.findall(row[0])[0] for row in rows] == list(keys)
    for row in rows:
        key = keys[CODE.findall(row[0])[0]]
        # Files must say what they are; a value made in the program need not.
        if key.needed or row[0] == "`flowrig`":
            assert row[-1] == "needed", row
        elif row[-1] == "–" or re.fullmatch("`[^`]+`", row[-1]):
            assert row[-1] == plain(key.default), row
        else:
            assert key.default, f"{row}: it is empty by default"


def test_every_kind_of_block_is_described() -> None:
    assert set(first_codes("kinds of block")) == set(BLOCK_KINDS)
    described = {kind.__name__ for kind in BLOCK_KINDS.values()}
    assert described <= {path.rpartition(".")[2] for path in marked_kinds()}


def test_every_action_is_described_with_its_keys() -> None:
    actions = {kind.model_fields["do"].default: kind for kind in get_args(get_args(AnyAction)[0])}
    rows = {CODE.findall(row[0])[0]: CODE.findall(row[1]) for row in table("actions")}
    assert rows == {do: [key for key in kind.model_fields if key != "do"] for do, kind in actions.items()}


def test_every_operator_is_listed() -> None:
    rows = {row[0]: CODE.findall(row[1]) for row in table("operators")}
    assert {kind: set(operators) for kind, operators in rows.items()} == {
        kind: set(operators) for kind, operators in OPERATORS.items()
    }


def test_every_field_is_listed() -> None:
    rows = {CODE.findall(row[0])[0]: row for row in table("fields")}
    assert list(rows) == list(FIELDS)
    for name, field in FIELDS.items():
        _, kind, words = rows[name]
        assert kind == field.type, name
        assert ("*filter*" in words) == field.in_filter, name
        for parameter in field.parameters:
            told = f"**`{parameter.name}`**" if parameter.required else f"`{parameter.name}`"
            assert told in words, name


def test_every_event_is_listed_with_what_it_brings() -> None:
    rows = {CODE.findall(row[0])[0]: row for row in table("events")}
    assert list(rows) == list(CATALOGUE)
    text = (ROOT / FILES).read_text("utf-8")
    for name, kind in CATALOGUE.items():
        _, rule, brings, waits, settings = rows[name]
        assert rule == kind.rule
        assert tuple(CODE.findall(brings)) == kind.context
        assert tuple(CODE.findall(waits)) == kind.waits
        assert CODE.findall(settings) == list(kind.Settings.model_fields)
        item = re.search(rf"^- `{name}`, (.*)$", text, re.MULTILINE)
        assert item is not None
        for key in kind.Settings.model_fields:
            assert f"`{key}`:" in item[1], f"{name}: {key} is not described"
    assert f"The catalogue has {len(CATALOGUE)} kinds of event." in text


def kinds_of_change() -> dict[str, type[Change]]:
    return {
        str(next(field.default for field in dataclasses.fields(kind) if field.name == "do")): kind
        for kind in KINDS
    }


def test_every_kind_of_change_is_listed_with_its_fields() -> None:
    envelope = {*keys_of(Change), "do"}
    rows = {CODE.findall(row[0])[0]: row for row in table("changes")}
    assert list(rows) == list(kinds_of_change())
    for do, kind in kinds_of_change().items():
        own = {name: key for name, key in keys_of(kind).items() if name not in envelope}
        _, needed, others, _ = rows[do]
        assert CODE.findall(needed) == [name for name, key in own.items() if key.needed], do
        assert CODE.findall(others) == [name for name, key in own.items() if not key.needed], do


def test_every_reason_is_listed() -> None:
    assert set(first_codes("stops")) == set(REASONS.values())
    uncounted = {"settings_do_not_match", "flow_is_off"}
    assert set(first_codes("refusals")) == set(REFUSALS) - uncounted
    text = (ROOT / FILES).read_text("utf-8")
    assert all(f"`{reason}`" in text for reason in uncounted)


def test_scenarios_list_the_reasons_for_stopping() -> None:
    lines = (ROOT / "docs/scenarios.md").read_text("utf-8").splitlines()
    row = next(line for line in lines if "The reasons:" in line)
    assert set(CODE.findall(row.partition("The reasons:")[2])) == set(REASONS.values())


def test_every_check_of_an_entry_is_listed() -> None:
    assert first_codes("checks") == list(CHECKS)


def test_templates_begin_with_the_listed_names() -> None:
    rows = {CODE.findall(row[0])[0]: CODE.findall(row[1])[0] for row in table("parameters")}
    assert rows == ROOTS


# Examples.


def whole_files() -> list[Fence]:
    """Every YAML example that says that it is a whole file."""
    found = [fence for page in PAGES for fence in fences(page, "yaml")]
    assert len(found) >= 7
    return found


def kind_of(fence: Fence) -> str:
    head = fence.text.splitlines()[0]
    assert head.startswith("flowrig: "), f"{fence.place}: no whole file"
    return head.removeprefix("flowrig: ").removesuffix("/1")


def world_of(page: str) -> WorldState:
    fence = next(fence for fence in fences(page, "yaml") if kind_of(fence) == "world")
    return read_world(fence.text, fence.place)


@pytest.mark.parametrize("fence", whole_files(), ids=lambda fence: fence.place)
def test_whole_examples_are_what_they_say(fence: Fence) -> None:
    match kind_of(fence):
        case "flow":
            flow = read_flow(fence.text, fence.place)
            assert [str(problem) for problem in validate(flow, world_of(fence.page).settings)] == []
        case "world":
            read_world(fence.text, fence.place)
        case "scenario":
            state = world_of(fence.page)
            world = World(state)
            scenario = read_scenario(fence.text, fence.place).read(Zone(state.settings.time_zone))
            assert scenario.changes()
            for change in scenario.changes():
                world.apply(change)
        case "mapping":
            read_mapping(fence.text.encode(), fence.place)
        case other:
            raise AssertionError(f"{fence.place}: {other} is no kind of file")


def data(info: str) -> Iterator[tuple[Fence, Any]]:
    found = fences(FILES, info)
    assert found
    for fence in found:
        yield fence, read(fence.text, fence.place).data


def known() -> Known:
    """The names of the example world, and a trigger that brings every entity."""
    entities = dict.fromkeys(entity for kind in CATALOGUE.values() for entity in ("customer", *kind.context))
    waits = dict.fromkeys(entity for kind in CATALOGUE.values() for entity in kind.waits)
    prints = dict.fromkeys(root for kind in CATALOGUE.values() for root in kind.parameters)
    return Known(world_of(FILES).settings, tuple(entities), tuple(waits), tuple(prints), "main")


def test_the_example_of_traffic_can_be_read() -> None:
    for fence, said in data("yaml traffic"):
        assert list(TypeAdapter(Traffic).validate_python(said).faults()) == [], fence.place


def test_examples_of_blocks_have_no_faults() -> None:
    seen = set()
    done = set()
    for fence, blocks in data("yaml blocks"):
        for block in TypeAdapter(list[AnyBlock]).validate_python(blocks):
            assert [fault for fault in block.faults(known()) if fault.severity == "error"] == [], fence.place
            seen.add(block.kind)
            done |= {action.do for action in getattr(block, "actions", ())}
    assert seen == set(BLOCK_KINDS)
    assert done == {kind.model_fields["do"].default for kind in get_args(get_args(AnyAction)[0])}


def test_examples_of_conditions_have_no_problems() -> None:
    for fence, tree in data("yaml condition"):
        problems = check(TypeAdapter(Tree).validate_python(tree), known().settings, known().entities)
        assert problems == [], fence.place


def test_examples_of_changes_can_be_applied_one_after_another() -> None:
    world = World(world_of(FILES))
    seen = set()
    for _, changes in data("yaml changes"):
        for change in TypeAdapter(list[AnyChange]).validate_python(changes, context={"zone": world.zone}):
            world.now = change.at
            world.apply(change)
            seen.add(change.do)
    assert seen == set(kinds_of_change())


def test_examples_of_templates_can_be_sent() -> None:
    found = fences(FILES, "jinja")
    assert found
    for fence in found:
        assert check_template(fence.text, known().settings, known().prints) == [], fence.place


def test_other_readers_of_yaml_read_the_examples_too() -> None:
    for fence in whole_files():
        assert isinstance(YAML(typ="safe").load(StringIO(fence.text)), Mapping), fence.place


# The README.


def test_the_readme_opens_with_the_two_commands() -> None:
    opening = (ROOT / "README.md").read_text("utf-8").split("\n\n")[:2]
    assert opening == [
        "# flowrig",
        "```\npip install -e . && flowrig\npip install -e '.[dev]' && pytest\n```",
    ]


def test_links_lead_somewhere_and_pictures_are_small_and_plain() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / page).read_text("utf-8")):
            assert ((ROOT / page).parent / link).exists(), f"{page}: {link}"
    for picture in (ROOT / "docs" / "pictures").glob("*.svg"):
        text = picture.read_text("utf-8")
        assert len(text) <= 150_000
        assert "/home/" not in text
        assert "/tmp" not in text
        assert "url(http" not in text


class Command(NamedTuple):
    place: str
    words: list[str]
    out: list[str]
    """The lines that the page shows; … stands for any lines."""


def commands() -> list[Command]:
    found: list[Command] = []
    for fence in fences("README.md", "console"):
        for line in fence.text.splitlines():
            if line.startswith("$ "):
                found.append(Command(fence.place, shlex.split(line[2:]), []))
            else:
                found[-1].out.append(line)
    return found


def pattern(lines: list[str]) -> str:
    parts = ["(?:.*\n)*" if line == "…" else re.escape(line) + "\n" for line in lines]
    return "".join(parts)


def carry_out(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.words[0] == "flowrig"
    words, target, old, new = command.words[1:], None, "", ""
    if ">" in words:
        words, target = words[: words.index(">")], words[-1]
    if "|" in words:
        bar = words.index("|")
        assert words[bar + 1] == "sed"
        _, old, new, _ = words[bar + 2].split("/")
        words = words[:bar]
    status = main(words)
    got = capsys.readouterr()
    assert status == 0, f"{command.place}: {got.err}"
    if target is not None:
        assert old in got.out
        Path(target).write_text(got.out.replace(old, new) if old else got.out, "utf-8")
        return
    assert re.fullmatch(pattern(command.out), got.out), f"{command.place}: it prints\n{got.out}"


def test_commands_of_the_readme_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "README.md").read_text("utf-8")
    names = re.findall(r"`(\w+\.yaml)`[^`]*?:\s+```yaml\n", text)
    assert names == ["thanks.yaml", "bakery.yaml", "weekend.yaml", "regulars.yaml"]
    for name, fence in zip(names, fences("README.md", "yaml"), strict=True):
        Path(name).write_text(fence.text, "utf-8")
    shown = [command for command in commands() if "import" not in command.words]
    assert {command.words[1] for command in shown} == {
        "run",
        "story",
        "why",
        "rehearse",
        "export",
        "outbox",
        "when",
        "schema",
        "validate",
        "test",
        "take",
    }
    for command in shown:
        carry_out(command, capsys)


@pytest.mark.real_data
def test_the_import_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (found,) = [command for command in commands() if "import" in command.words]
    words = [
        str(SHARED / "data" / "olist") if word == "olist" and before == "--data" else word
        for before, word in zip(["", *found.words], found.words, strict=False)
    ]
    carry_out(found._replace(words=words), capsys)


def story(driver: Driver) -> str:
    """The story in the panel, its lines joined again."""
    return " ".join(" ".join(driver.lines()).replace("│", " ").split())


async def test_the_tour_of_the_readme(tmp_path: Path) -> None:
    async with driving(tmp_path / "shop.flowrig") as driver:
        await tour(driver)
        await driver.press("down", "down", "enter")
        await driver.sees("Jonas Lindqvist")
        await driver.until(lambda: "relevant until Sun 2026-03-29 03:20" in story(driver))
        await driver.until(lambda: "waits until Sun 2026-03-29 08:00" in story(driver))
        await driver.press("n", "n", "n")
        await driver.press("4")
        await driver.sees("Jonas Lind…  Still there…")

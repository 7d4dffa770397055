"""Bad input: one clear line, no traceback, nothing lost, nothing half written."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance.inside import Inside
from tests.acceptance.shell import FLOW, SCENARIO, WORLD, Shell
from tests.storage.older import made_older

RUN = ("run", "hello.yaml", "--scenario", "scenario.yaml")
IN_W = ("--workspace", "w.flowrig")

FLOWS: dict[str, tuple[str | bytes, str]] = {
    "syntax": ("flowrig: flow/1\nid: a\nblocks: [", "syntax.yaml:3:10: this is not YAML"),
    "unknown": (FLOW.replace("name:", "nmae:"), "unknown.yaml:3:1: unknown key 'nmae': did you mean 'name'?"),
    "type": (FLOW.replace("cap: 100", "cap: many"), "type.yaml:40:8: a whole number is asked for here"),
    "duplicate": (
        FLOW.replace("id: second", "id: mail").replace("to: second", "to: mail"),
        "duplicate.yaml:41:7: block 'mail', id: two blocks have the id 'mail'",
    ),
    "bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "bomb.yaml:1:4: anchors (&a) are not taken"),
    "utf16": (FLOW.encode("utf-16"), "utf16.yaml:1:1: this is not UTF-8 text"),
    "latin": (FLOW.replace("Hello", "Gr\xfc\xdfe").encode("latin-1"), "latin.yaml:3:9: this is not UTF-8"),
    "nul": (b"\0" * 1000, "nul.yaml:1:1: the character U+0000 may not stand here"),
    "empty": ("", "empty.yaml:1:1: this is no flowrig file"),
    "cut": (FLOW[:-30], "cut.yaml:54:13: this is not YAML"),
}


def test_bad_flow_files(shell: Shell) -> None:
    for name, (text, _) in FLOWS.items():
        shell.write(f"{name}.yaml", text)
    (shell.folder / "folder.yaml").mkdir()
    expected = {name: line for name, (_, line) in FLOWS.items()}
    expected |= {"folder": "folder.yaml: this is a folder", "missing": "missing.yaml: there is no such file"}
    found = shell("validate", *(f"{name}.yaml" for name in expected), "--world", "world.yaml", expect=2)
    for line in expected.values():
        assert [told for told in found.err.splitlines() if told.startswith(line)], (line, found.err)
    assert not found.out


@pytest.mark.parametrize("name", ["syntax", "type", "bomb", "utf16"])
def test_a_bad_flow_file_is_not_played(shell: Shell, inside: Inside, name: str) -> None:
    text, line = FLOWS[name]
    shell.write(f"{name}.yaml", text)
    before = shell.files()
    assert inside("run", f"{name}.yaml", *RUN[2:], *IN_W, expect=1).line.startswith(line)
    assert shell.files() == before


def test_a_mark_of_utf_8_and_line_ends_of_windows_are_fine(shell: Shell) -> None:
    shell.write("bom.yaml", b"\xef\xbb\xbf" + FLOW.encode())
    shell.write("crlf.yaml", FLOW.replace("\n", "\r\n"))
    shell("validate", "bom.yaml", "crlf.yaml", "--world", "world.yaml")


def test_absurd_files_are_refused_in_bounded_time(shell: Shell) -> None:
    start = "flowrig: flow/1\nid: a\nblocks: "
    absurd = {
        "brackets": (start + "[" * (10 << 20), "the file is too large"),
        "lines": (start + "[\n" * (2 << 20), "the file is too large"),
        "braces": (start + "{a: " * 30_000, ":3:205: it is nested too deeply"),
        "indents": (
            start + "".join("\n" + " " * n + "a:" for n in range(1, 2000)),
            "it is nested too deeply",
        ),
        "dashes": (start + "\n" + "- " * 90_000, "it is nested too deeply"),
        "line": (start + "x" * 300_000, "the line is too long"),
    }
    for name, (text, _) in absurd.items():
        shell.write(f"{name}.yaml", text)
    began = time.monotonic()
    found = shell("validate", *(f"{name}.yaml" for name in absurd), expect=1)
    assert time.monotonic() - began < 30
    lines = found.err.splitlines()
    assert len(lines) == len(absurd)
    for line, (name, (_, part)) in zip(lines, absurd.items(), strict=True):
        assert line.startswith(f"{name}.yaml")
        assert part in line


def test_a_device_is_not_read_to_its_end(inside: Inside) -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("there are no such devices here")
    assert "too large" in inside("validate", "/dev/zero", expect=1).line


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "world",
            "customers:",
            "cstomers:",
            "world.yaml:9:1: unknown key 'cstomers': did you mean 'customers'?",
        ),
        ("world", "Europe/Berlin", "../../etc/passwd", "world.yaml:3:14: There is no time zone"),
        ("world", "  ben:\n", "  anna:\n", "world.yaml:17:3: 'anna' stands here a second time"),
        ("world", "score: 3\n", "score: x\n", "world.yaml:16:14: 'x' is not a number"),
        (
            "scenario",
            "timeline:",
            "timelines:",
            "scenario.yaml:4:1: unknown key 'timelines': did you mean 'timeline'?",
        ),
        (
            "scenario",
            "2026-03-28 21:00",
            "2026-03-28 25:00",
            "scenario.yaml:6:8: '2026-03-28 25:00' is not a",
        ),
        ("scenario", "world: world.yaml", 'world: "a\\0.yaml"', "a␀.yaml: no file can have this name"),
        ("scenario", "customer: ben", 'customer: "\\e[2J"', "scenario.yaml:6:3: customer: there is no"),
    ],
)
def test_bad_worlds_and_scenarios(
    shell: Shell, inside: Inside, file: str, old: str, new: str, told: str
) -> None:
    text = {"world": WORLD, "scenario": SCENARIO}[file]
    shell.write(f"{file}.yaml", text.replace(old, new, 1))
    before = shell.files()
    found = inside(*RUN, *IN_W, expect=1)
    assert told in found.err.splitlines()[0]
    assert "\x1b" not in found.err
    assert shell.files() == before


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def bytes_flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(3 * 4096, len(data), 4096):
        data[page : page + 8] = b"\xff" * 8
    path.write_bytes(data)


def from_a_newer_version(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO _sqlite_migrations VALUES (99, 'flowrig', '999_later', '2030-01-01')")
    connection.commit()
    connection.execute("PRAGMA journal_mode=delete")
    connection.close()


def no_database(path: Path) -> None:
    path.write_text("Dear diary")


def no_workspace(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE stamps (country)")
    connection.commit()
    connection.close()


def nothing_in_it(path: Path) -> None:
    path.write_bytes(b"")


def write_protected(path: Path) -> None:
    path.chmod(0o444)


@pytest.mark.parametrize(
    ("damage", "told", "readable"),
    [
        (cut_off, "the workspace is damaged: it is cut off", False),
        (bytes_flipped, "the workspace is damaged: restore a backup", False),
        (from_a_newer_version, "made by a newer version of flowrig: update flowrig", False),
        (no_database, "this is no database, so it is no workspace", False),
        (no_workspace, "this is a database of another program, not a workspace", False),
        (nothing_in_it, "this is an empty file, so it is no workspace", False),
        (write_protected, "the workspace is read-only: make the file writable", True),
    ],
)
def test_bad_workspaces(shell: Shell, inside: Inside, damage: object, told: str, readable: bool) -> None:
    inside(*RUN, *IN_W, "--run-name", "one")
    path = shell.folder / "w.flowrig"
    assert callable(damage)
    damage(path)
    before = path.read_bytes()
    assert told in inside(*RUN, *IN_W, expect=1).line
    for words in (("outbox", "--run", "one"), ("story", "--run", "one", "--customer", "anna")):
        found = inside(*words, *IN_W, expect=0 if readable else 1)
        assert readable or told in found.line
    if readable:
        assert "Hello Anna" in inside("outbox", "--run", "one", *IN_W).out
    assert path.read_bytes() == before


def test_an_older_workspace_that_is_protected_is_read_in_a_copy(shell: Shell, inside: Inside) -> None:
    inside(*RUN, *IN_W, "--run-name", "one")
    path = shell.folder / "w.flowrig"
    made_older(path)
    write_protected(path)
    copy = shell.folder / "copy.flowrig"
    copy.write_bytes(path.read_bytes())
    for words in (("flows",), ("outbox", "--run", "one"), ("story", "--run", "one", "--customer", "anna")):
        told = inside(*words, *IN_W, expect=1).line
        assert "made by an older version of flowrig" in told
        assert "open a copy of it" in told
        # Where it may be written, it is brought up to date by itself.
        inside(*words, "--workspace", "copy.flowrig")
    assert "the workspace is read-only: make the file writable" in inside(*RUN, *IN_W, expect=1).line


def test_a_protected_workspace_can_be_read_by_all_that_only_read(shell: Shell, inside: Inside) -> None:
    inside(*RUN, *IN_W, "--run-name", "one")
    write_protected(shell.folder / "w.flowrig")
    # The flow of the run came from a file.
    assert inside("flows", *IN_W).out
    assert "there is no flow 'hello'" in inside("history", "hello", *IN_W, expect=2).line
    assert "Hello" in inside("story", "--run", "one", "--customer", "anna", *IN_W).out


def test_missing_workspaces(shell: Shell, inside: Inside) -> None:
    before = shell.files()
    assert "there is no such file" in inside("outbox", "--run", "x", *IN_W, expect=2).line
    assert "no such folder" in inside(*RUN, "--workspace", "no/such/w.flowrig", expect=2).line
    assert "this is a folder" in inside(*RUN, "--workspace", ".", expect=2).line
    assert "no file can have this name" in inside(*RUN, "--workspace", "x" * 5000, expect=2).line
    assert shell.files() == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="modes do not keep root out")
def test_a_folder_that_is_read_only(shell: Shell, inside: Inside) -> None:
    inside(*RUN, *IN_W, "--run-name", "one")
    shell.folder.chmod(0o555)
    try:
        assert "read-only" in inside(*RUN, *IN_W, expect=1).line
        assert "read-only" in inside(*RUN, "--workspace", "new.flowrig", expect=1).line
        assert "read-only" in inside(*RUN, *IN_W, "--journal", "j.jsonl", expect=2).line
        assert "Hello Anna" in inside("outbox", "--run", "one", *IN_W).out
    finally:
        shell.folder.chmod(0o755)


def test_a_workspace_in_use_by_another_process(shell: Shell, inside: Inside) -> None:
    inside(*RUN, *IN_W, "--run-name", "one")
    hold = (
        "import sys\nfrom storage.workspace import Workspace\n"
        "with Workspace.open('w.flowrig'):\n    print('open', flush=True)\n    sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold], cwd=shell.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"open\n"
    line = inside(*RUN, *IN_W, expect=1).line
    assert f"in use by process {holder.pid}" in line
    assert "Hello Anna" in inside("outbox", "--run", "one", *IN_W).out
    holder.communicate()
    inside(*RUN, *IN_W)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--until", "2026-03-28 18:59"), "is before the start, 2026-03-28T19:00:00+01:00"),
        (("--until", "2026-02-30"), "is not a date or time that exists"),
        (("--until", ""), "is not a date or time"),
        (("--until", "2300-01-01"), "lies outside the years 1900 to 2200"),
        (("--from", "2026-03-29"), "the first change is before that, at 2026-03-28T19:00:00+01:00"),
        (("--seed", "9" * 30), "is no whole number from"),
        (("--seed", "1.5"), "is no whole number from"),
        (("--run-name", ""), "is no name for a run"),
        (("--run-name", "\x1b[2J"), "'␛[2J' is no name for a run"),
        (("--journal", "no/such/out.jsonl"), "there is no such folder"),
        (("--journal", "."), "this is a folder"),
        (("--journal", "w.flowrig"), "it would replace a file that is used here"),
        (("--journal", "hello.yaml"), "it would replace a file that is used here"),
        (("--journal", "./scenario.yaml"), "it would replace a file that is used here"),
    ],
)
def test_what_cannot_be_asked_for_leaves_nothing(
    shell: Shell, inside: Inside, words: tuple[str, ...], told: str
) -> None:
    before = shell.files()
    assert told in inside(*RUN, *IN_W, *words, expect=2).line
    assert shell.files() == before


def test_a_run_that_cannot_start_leaves_a_workspace_as_it_was(shell: Shell, inside: Inside) -> None:
    inside(*RUN, *IN_W)
    before = shell.files()
    inside(*RUN, *IN_W, "--until", "2020-01-01", expect=2)
    inside(*RUN, *IN_W, "--run-name", "hello", expect=2)
    inside(*RUN, *IN_W, "--world", "nowhere", expect=2)
    assert shell.files() == before


def test_a_journal_never_replaces_a_workspace(shell: Shell, inside: Inside) -> None:
    inside(*RUN, *IN_W)
    shutil.copy(shell.folder / "w.flowrig", shell.folder / "other.flowrig")
    before = shell.files()
    for name in ("w.flowrig", "other.flowrig"):
        assert "this is a database" in inside(*RUN, *IN_W, "--journal", name, expect=2).line
    assert shell.files() == before


def test_a_run_whose_change_is_refused_leaves_its_name_free(shell: Shell, inside: Inside) -> None:
    shell.write("bad.yaml", SCENARIO.replace("customer: ben", "customer: nobody"))
    words = ("run", "hello.yaml", "--scenario", "bad.yaml", *IN_W, "--run-name", "mine")
    assert "there is no customer 'nobody'" in inside(*words, expect=1).line
    assert not (shell.folder / "w.flowrig").exists()
    shell.write("bad.yaml", SCENARIO)
    inside(*words)


HOSTILE = "[red]x[/\x1b[2J\x9b2J\x07\u202e"


def test_hostile_text_is_shown_as_text_everywhere(shell: Shell, inside: Inside) -> None:
    def quoted(text: str) -> str:
        return '"' + "".join(f"\\U{ord(c):08x}" if not c.isascii() or c < " " else c for c in text) + '"'

    name = quoted(HOSTILE)
    flow = FLOW.replace("name: Hello", f"name: {name}").replace("title: Say hello", f"title: {name}")
    flow = flow.replace("subject: Hello", f'subject: "{name[1:-1]}').replace("}}\n", '}}"\n', 1)
    shell.write("hello.yaml", flow.replace("- visit", f"- {name}"))
    shell.write(
        "world.yaml",
        WORLD.replace("visit:", f"{name}:")
        .replace("Anna", name)
        .replace("anna@", "a@")
        .replace("anna", name),
    )
    shell.write("scenario.yaml", SCENARIO.replace("visit}", f"{name}}}").replace("anna", name))
    found = [
        inside("validate", "hello.yaml", "world.yaml", "scenario.yaml", "--world", "world.yaml"),
        inside("validate", "hello.yaml", expect=0),
        inside(*RUN, *IN_W, "--run-name", "[red]x[/", "--journal", "j.jsonl"),
        inside(*RUN, *IN_W, "--json"),
    ]
    for words in (("outbox",), ("story", "--customer", HOSTILE), ("story", "--customer", "ben")):
        found += [inside(*words, *IN_W, "--run", "[red]x[/", *json) for json in ((), ("--json",))]
    found.append(inside("story", "--run", "hello", "--customer", HOSTILE + "?", *IN_W, expect=2))
    for result in found:
        for character in "\x1b\x9b\x07\u202e":
            assert character not in result.out + result.err
    assert "[red]x[/␛[2J" in found[4].out
    assert "\\u001b[2J\\u009b2J" in found[5].out
    text = (shell.folder / "j.jsonl").read_text(encoding="utf-8")
    assert "\x9b" not in text

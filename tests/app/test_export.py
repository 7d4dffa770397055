"""Flows on their way out: text, SVG, Mermaid; on the command line with `flowrig export` and `describe`."""

import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.cli import main
from app.export.drawing import as_svg, as_text
from app.export.forms import written
from app.export.mermaid import as_mermaid
from sample_data import shop
from storage.files import read_flow, read_flow_file, read_world
from tests.kit import flow, launch, mail, settings, wait

NASTY = 'a"b<c>&[red]\x1b]0;x\x07 {{x}} end'


@pytest.fixture
def cart(tmp_path: Path) -> Path:
    path = tmp_path / "cart.yaml"
    path.write_text(shop().flows["abandoned-cart"], encoding="utf-8")
    return path


def test_the_whole_canvas_is_drawn() -> None:
    sample = shop()
    world = read_world(sample.world, "world")
    for name, text in sample.flows.items():
        drawn = as_text(read_flow(text, name), world.settings)
        for block in read_flow(text, name).blocks:
            assert block.name[:20] in drawn
        assert all(line == line.rstrip() for line in drawn.splitlines())
        assert any(not line.startswith(" ") for line in drawn.splitlines())


def test_in_ascii_nothing_else_is_drawn() -> None:
    assert as_text(flow(launch(), wait("1 day"), mail()), settings(), ascii=True).isascii()


def test_an_svg_is_well_formed_and_holds_every_title() -> None:
    found = flow(launch(), wait("1 day", title=NASTY), mail("m", title="Last"), name=NASTY)
    root = ElementTree.fromstring(as_svg(found, settings()))
    texts = "".join(root.itertext())
    assert root.tag.endswith("svg")
    assert 'a"b<c>&[red]' in texts
    assert "Last" in texts
    assert "\x1b" not in texts
    assert "\x07" not in texts


@pytest.mark.parametrize("form", ["yaml", "mermaid", "svg", "text", "markdown"])
def test_nothing_that_a_terminal_obeys_goes_out(form: str) -> None:
    odd = "a\x1b[2J\x9b\u202eb\u2066c\u200b\u2028d\x7f\x00 e\u00a0f"
    blocks = launch(), mail("m", title=odd), wait("1 day", "w", title=odd)
    found = flow(*blocks, name=odd, folder=odd, note=f"{odd}\nmore")
    told = written(found, settings(), form)
    kinds = {character: unicodedata.category(character) for character in told}
    assert [one for one, kind in kinds.items() if kind in ("Cc", "Cf", "Cs", "Zl", "Zp")] in (["\n"], [])
    assert told.count("\n") > 5, "its own lines stay"


def test_mermaid_names_every_block_and_connection() -> None:
    check = {"id": "check", "kind": "condition", "title": NASTY}
    found = flow(launch(), check, mail("a"), mail("b"), wires="start.next>check check.yes>a check.no>b")
    lines = as_mermaid(found, settings()).splitlines()
    assert lines[0] == "flowchart TD"
    assert len([line for line in lines if "-->" in line]) == 3
    assert '    b1 -->|"yes"| b2' in lines
    assert all('"' not in line.split('"')[1] for line in lines if line.startswith("    b1{{"))
    assert "\x1b" not in "".join(lines)
    assert "a#34;b#60;c#62;#38;" in "".join(lines)


@pytest.mark.parametrize(
    ("form", "first"),
    [("yaml", "flowrig: flow/1"), ("mermaid", "flowchart TD"), ("svg", "<svg"), ("text", " ")],
)
def test_on_the_command_line(
    cart: Path, form: str, first: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["export", str(cart), "--as", form]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(first)
    out = tmp_path / "out"
    assert main(["export", str(cart), "--as", form, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == printed
    if form == "yaml":
        assert read_flow_file(printed, "out").flow == read_flow_file(cart.read_text("utf-8"), "cart").flow


@pytest.mark.parametrize("form", ["yaml", "svg", "mermaid"])
def test_what_draws_no_characters_takes_no_ascii(
    cart: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(cart), "--as", form, "--ascii"]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert told.err == "--ascii goes with --as text: nothing else draws with characters\n"
    assert main(["export", str(cart), "--as", "text", "--ascii"]) == 0
    assert capsys.readouterr().out.isascii()


def test_described_on_the_command_line(
    cart: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["describe", str(cart)]) == 0
    assert capsys.readouterr().out.startswith("# The cart that was left behind\n")
    assert main(["describe", str(cart), "--out", str(tmp_path)]) != 0
    assert "folder" in capsys.readouterr().err


def test_keys_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert main(["keys", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"place", "key", "command", "help"} == set(found[0])
    assert any(entry["key"] == "space" and entry["command"] == "play" for entry in found)


def test_diff_on_the_command_line(cart: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import json

    new = tmp_path / "new.yaml"
    new.write_text(cart.read_text("utf-8").replace("duration: 4 hours", "duration: 5 hours"), "utf-8")
    assert main(["diff", str(cart), str(cart)]) == 0
    assert capsys.readouterr().out == "no difference\n"
    assert main(["diff", str(cart), str(new)]) == 0
    assert 'duration: "4 hours" → "5 hours"' in capsys.readouterr().out
    assert main(["diff", str(cart), str(new), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"added", "removed", "changed", "rewired"}
    [changes] = found["changed"].values()
    assert changes == {"duration": {"old": "4 hours", "new": "5 hours"}}
    assert main(["diff", str(cart), "cart@x"]) == 2

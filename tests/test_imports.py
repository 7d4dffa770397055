"""Imports run one way: app → storage → engine; only app knows a screen; the engine knows no files and no
SQL."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"app", "storage", "engine", "sample_data", "tests"}

ALLOWED_OURS = {
    "engine": {"engine"},
    "storage": {"storage", "engine"},
    "sample_data": {"sample_data"},
    "app": {"app", "storage", "engine", "sample_data"},
}
ENGINE_OUTSIDE = {
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "jinja2",
    "zoneinfo",
    "typing_extensions",
}
SCREEN = {"textual", "rich"}
ENGINE_FORBIDDEN_STDLIB = {
    "sqlite3",
    "pathlib",
    "os",
    "io",
    "time",
    "random",
    "pickle",
    "shutil",
    "tempfile",
    "csv",
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield node.lineno, node.module or ""


@pytest.mark.parametrize("package", sorted(ALLOWED_OURS))
def test_imports_run_one_way(package: str) -> None:
    wrong = []
    for path in modules(package):
        for line, name in imported(path):
            top = name.split(".")[0]
            where = f"{path.relative_to(ROOT)}:{line}: imports {name}"
            if top in OURS and top not in ALLOWED_OURS[package]:
                wrong.append(where)
            if top in SCREEN and package != "app":
                wrong.append(where)
            if package == "engine" and (
                top in ENGINE_FORBIDDEN_STDLIB
                or (top not in sys.stdlib_module_names and top not in ENGINE_OUTSIDE and top not in OURS)
            ):
                wrong.append(where)
            if top == "pickle":
                wrong.append(where)
    assert not wrong, "\n".join(wrong)


def test_the_engine_reads_no_wall_clock() -> None:
    calls = {"now", "utcnow", "today", "time", "monotonic", "perf_counter"}
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules("engine")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in calls
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    ]
    assert not wrong, "\n".join(wrong)

"""Every setting of every kind of block, action and event, and of the flow, is edited by real key presses.

What fits arrives in the flow. What does not is shown beside its field, and the flow stays as it was.
"""

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet

from app.forms.base import FormField, Path, inside
from app.text import visible
from tests.app.forms.projects import BLOCKS, flow_with
from tests.app.forms.screens import Screen, showing
from tests.app.forms.test_fields import FORMS

TEXTS = ("7", "60", "2h", "9:10", "2026-04-05", "4 2", "news")
"""One of these fits into every field that is typed into."""
WRONG = ("?", "x" * 201, "x" * 10_001, "x" * 20_001)
"""So does one of these not, where anything does not."""

SCHEDULE: Path = ("trigger", "schedule")


def fits(field: FormField, text: str) -> bool:
    try:
        return bool(field.read(text) != field.value)
    except ValueError:
        return False


def refused(field: FormField, text: str) -> bool:
    try:
        field.read(text)
    except ValueError:
        return True
    return False


def current(screen: Screen, path: Path) -> FormField:
    return next(field for field in inside(screen.form.filling.fields()) if field.path == path)


async def edit(screen: Screen, field: FormField) -> None:
    """Give the field another value by its own keys."""
    await screen.go_to(*field.path)
    before = screen.at(*field.path) if there(screen, field.path) else None
    if field.kind in ("yes_no", "toggles", "group"):
        await screen.press("space")
    elif field.kind in ("line", "lines", "template"):
        await screen.type(next(text for text in TEXTS if fits(field, text)))
    elif field.choices:
        now = field.show(field.value) if field.kind == "variant" else field.value
        label = min((choice.label for choice in field.choices if choice.value != now), key=len)
        await screen.type(label)
        await screen.press("enter")
    else:
        await screen.type(next(text for text in TEXTS if fits(field, text)))
        # Where nothing is called so, enter would create it.
        await screen.press("tab" if field.creates else "enter")
    assert field.path not in screen.form.filling.errors
    assert screen.at(*field.path) != before, field.path
    assert screen.app.changed[-1] == field.path


def there(screen: Screen, path: Path) -> bool:
    try:
        screen.at(*path)
    except (KeyError, TypeError, IndexError):
        return False
    return True


async def edit_wrongly(screen: Screen, field: FormField) -> bool:
    """Enter what does not fit, and look for the sentence; whether there is anything of the kind."""
    wrong = next((text for text in WRONG if refused(field, text)), None)
    if wrong is None or field.kind in ("yes_no", "toggles", "group"):
        return False
    flow = screen.editor.flow
    await screen.go_to(*field.path)
    await screen.type(wrong)
    if field.kind == "names":
        await screen.press("tab" if field.creates else "enter")
    await screen.pilot.pause()
    sentence = screen.form.filling.errors[field.path]
    assert screen.editor.flow == flow, field.path
    seen = " ".join(line.strip(" ▐▌▎▊") for line in screen.lines())
    assert f"✗ {visible(sentence)}"[:60] in seen, (field.path, seen)
    return True


async def walk(screen: Screen, fields: list[FormField]) -> set[Path]:
    """Edit all of these, each in turn from the same flow; gives those for which something was wrong."""
    had_wrong = set()
    for field in fields:
        await edit(screen, field)
        while screen.editor.undo_label is not None:
            screen.editor.undo()
        await screen.pilot.pause()
        if await edit_wrongly(screen, current(screen, field.path)):
            had_wrong.add(field.path)
    return had_wrong


def goes_by_itself(field: FormField) -> bool:
    """Whether it can have another value while all others stay; `test_form` goes through what needs others."""
    if field.kind in ("list", "tree", "more", "preview", "branched") or (
        field.kind == "group" and not field.optional
    ):
        return False
    if field.kind == "choice" and len(field.choices) == 1:
        return False
    if field.path[:2] == SCHEDULE and field.path[2:]:
        needs_others = field.path[2] in ("every", "last_day")
        is_instead = field.path[2] in ("dates", "weekday", "which") and field.value is None
        return not needs_others and not is_instead
    return True


def to_walk() -> dict[str, list[FormField]]:
    """By block, the fields to go through: each setting of each kind of block, action and event once."""
    seen = set()
    found: dict[str, list[FormField]] = {}
    for name, block in BLOCKS.items():
        trigger, actions = block.get("trigger") or {}, block.get("actions") or [{}]
        for field in filter(goes_by_itself, FORMS[name].values()):
            inside_of = trigger.get("event") if field.path[:2] == ("trigger", "settings") else None
            inside_of = actions[0].get("do") if field.path[2:] and block["kind"] == "steps" else inside_of
            setting = (block["kind"], inside_of, field.path)
            if setting not in seen:
                seen.add(setting)
                found.setdefault(name, []).append(field)
    return found


TO_WALK = to_walk()


def slow_but_for_the_first() -> Iterator[ParameterSet]:
    """The first block of each kind, and each that has a kind of field that was not there before, at any time;
    all others where there is time."""
    seen: set[str] = set()
    for name, fields in TO_WALK.items():
        new = {f"block: {BLOCKS[name]['kind']}", *(field.kind for field in fields)} - seen
        seen |= new
        yield pytest.param(name, marks=() if new else pytest.mark.slow)


@pytest.mark.rule("F-2", "F-6", "F-7", "F-8", "F-9", "F-10", "F-11", "F-12", "F-13", "F-16")
@pytest.mark.parametrize("name", slow_but_for_the_first())
async def test_every_setting_of_a_block(name: str) -> None:
    async with showing(flow_with(BLOCKS[name])) as screen:
        await walk(screen, TO_WALK[name])


@pytest.mark.rule("L-1", "F-20", "F-22", "F-16")
async def test_every_setting_of_the_flow() -> None:
    flow = flow_with(limit={"mode": "periodically", "period": "7 days", "total": 3})
    async with showing(flow, None) as screen:
        fields = [field for field in inside(screen.form.filling.fields()) if goes_by_itself(field)]
        wrong = await walk(screen, fields)
    assert wrong >= {
        ("limit", "period"),
        ("limit", "total"),
        ("limit", "mode"),
        ("schedule", "start"),
        ("name",),
    }

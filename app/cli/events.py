"""`flowrig events`: the catalogue of what can start a flow."""

import argparse
import textwrap
from collections.abc import Iterator

from app.cli.failing import FINE, USAGE, Stop
from app.cli.streams import print_json
from app.text import visible
from engine.events.base import EventKind
from engine.events.catalogue import CATALOGUE
from engine.events.describing import Setting, described, settings_of
from engine.world.world import unknown

WIDTH = 79


def carry_out(chosen: argparse.Namespace) -> int:
    kinds = list(CATALOGUE.values()) if chosen.event is None else [_kind(chosen.event)]
    if chosen.json:
        print_json([described(kind) for kind in kinds])
    elif chosen.event is None:
        print("\n".join(by_family(kinds)))
    else:
        print("\n".join(in_full(kinds[0])))
    return FINE


def _kind(name: str) -> EventKind:
    found = CATALOGUE.get(name)
    if found is None:
        close = [kind for kind in CATALOGUE if name.lower() in kind] if name else []
        names = dict.fromkeys(close or CATALOGUE)
        raise Stop(USAGE, visible(unknown("event", name[:80], names)) + " (see flowrig events)")
    return found


def by_family(kinds: list[EventKind]) -> Iterator[str]:
    """A line for each kind, under its family; families in the order of the catalogue."""
    width = max(len(kind.id) for kind in kinds)
    for n, family in enumerate(dict.fromkeys(kind.family for kind in kinds)):
        if n:
            yield ""
        yield family
        for kind in kinds:
            if kind.family == family:
                mark = "  (transactional)" if kind.transactional else ""
                yield f"  {kind.id:{width}}  {kind.name}{mark}"
    yield ""
    yield f"{len(kinds)} kinds of event; flowrig events ID tells all about one."


def in_full(kind: EventKind) -> Iterator[str]:
    """All about one kind of event."""
    yield f"{kind.name}  ({kind.id}, {kind.rule})"
    yield ""
    yield from textwrap.wrap(kind.help, WIDTH)
    yield ""
    if kind.transactional:
        yield "transactional: messages that it starts may take the fast way"
    yield f"brings        {_names(('customer', *kind.context))}"
    yield f"waits for     {_names(kind.waits)}"
    yield f"prints        {_names(kind.parameters)}"
    settings = settings_of(kind)
    yield "settings" if settings else "settings      none"
    for setting in settings:
        yield from _setting(setting)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "nothing of its own"


def _setting(setting: Setting) -> Iterator[str]:
    about = setting.type
    if setting.names:
        about += f" of the project's {setting.names.replace('_', ' ')}"
    elif setting.choices:
        about += ": " + ", ".join(setting.choices)
    if setting.needed:
        about += "; needed"
    elif setting.default not in (None, []):
        about += f"; {setting.default} where nothing is said"
    text = f"{setting.title}: {about}." + (f" {setting.help}" if setting.help else "")
    yield f"  {setting.name}"
    yield from textwrap.wrap(text, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)

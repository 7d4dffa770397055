"""All that can be added to a flow, found by a few characters: blocks, actions, pieces, what starts it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from app.editing.command import Command
from app.editing.drawing import AddBlock
from app.editing.pieces import PIECES, Piece, reached_by_email
from app.editing.quick import Ready, readings
from app.editing.settings import SetField, SetFlow
from app.editing.several import AddBlocks
from app.words import KINDS
from engine.blocks.actions.catalogue import ACTIONS
from engine.blocks.launch import LaunchBlock
from engine.events.base import EventKind
from engine.events.catalogue import CATALOGUE
from engine.flow.model import Flow
from engine.time.durations import Duration
from engine.world.settings import Settings

Make = Callable[[str | None, str | None], Command]
"""The edit, for the block to add it after and that block's output."""

ABOUT_KINDS: Final[dict[str, str]] = {
    "wait": "for a time, until a date, or for opening hours",
    "condition": "yes or no, or one of several branches, by what is known",
    "steps": "send messages, issue codes, award points, edit data",
    "split": "send parts of the customers different ways, by chance",
    "ab_test": "like a split, with a report that compares the variants",
    "limit": "let only so many customers through",
    "launch": "what starts the flow, and who may enter",
}
"""The kinds of block, in the order in which they are offered."""

_ONCE: Final = re.compile(r"once(?: (?:in |an? |every |per )?(.{1,30}))?", re.IGNORECASE)

_START: Final = "Start: "

_FIRST_STARTS: Final = 5
"""So many events are offered before the blocks, as long as nothing starts the flow."""

_MOST_NAMES: Final = 40
"""So many of a project's names are offered as what starts a flow."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be added."""

    label: str
    about: str
    group: Literal["start", "block", "action", "piece", "ready"]
    make: Make
    also: str = ""
    """Further words by which it is found."""


def offers(flow: Flow, settings: Settings) -> tuple[Offer, ...]:
    """All that can be added to this flow, in the order in which it is shown."""
    starts = tuple(_starts(flow, settings))
    email, *actions = _actions()
    others = (*_blocks(flow), email, *_pieces(settings), *actions)
    # As long as nothing starts the flow, that is what is wanted most: some of each kind, for the blocks are
    # to be in sight, too.
    unstarted = flow.launch is not None and flow.launch.trigger is None
    families = {start.about: start for start in reversed(starts) if start.label.startswith(_START)}
    first = [start for start in starts if start in families.values()][:_FIRST_STARTS] if unstarted else []
    return (*first, *others, *(start for start in starts if start not in first))


def found(known: Sequence[Offer], text: str) -> list[Offer]:
    """What the text means: whole blocks that it describes, then the offers in which all its words occur.

    What is called exactly so comes first, then what begins with the text, then that of which a word does; of
    what starts a flow, last what stands there once for each of the project's names.
    """
    words = text.casefold().split()
    ready = [*map(_ready, readings(text)), *_how_often(text)]
    if not words:
        return list(known)
    ranked = []
    for n, offer in enumerate(known):
        label = offer.label.casefold()
        searched = f"{label} {offer.also} {offer.about}".casefold()
        if not all(word in searched for word in words):
            continue
        begins = f" {label} {offer.also}".casefold()
        called = words == label.split() or (offer.group == "action" and words[0] in offer.also.split())
        begun = label.removeprefix("start: ").startswith(words[0])
        start = offer.group == "start"
        meant = all(f" {word}" in begins for word in words)
        named = start and set(words) <= set(label.split())
        rank = 0 if called else 1 if begun or named else 2 if meant else 3
        later = known[0].group == "start" and not start
        # "New order" before "Order status: all items new", of which there is one for each status.
        asked = label.removeprefix("start: ").partition(": ")[2] if start else ""
        unasked = bool(asked) and not any(word in asked for word in words)
        ranked.append((rank, later, unasked, n, offer))
    ranked.sort(key=lambda entry: entry[:4])
    return [*ready, *(offer for *_, offer in ranked)]


def _adds(kind: str, settings: dict[str, Any]) -> Make:
    return lambda after, output: AddBlock(kind, after, output, settings=settings)


def _ready(reading: Ready) -> Offer:
    return Offer(reading.label, "as you typed it", "ready", _adds(reading.kind, reading.settings))


def _how_often(text: str) -> Iterator[Offer]:
    """ "once" and "once 7 days": how often each customer may go through the flow."""
    match = _ONCE.fullmatch(text.strip())
    if match is None:
        return
    limit: dict[str, Any] = {"mode": "once"}
    words = "once"
    if match[1]:
        try:
            period = str(Duration.parse(match[1]))
        except ValueError:
            return
        limit = {"mode": "periodically", "period": period}
        words = f"at most once in {period}"

    def make(after: str | None, output: str | None) -> Command:
        return SetFlow(("limit",), limit)

    yield Offer(f"Each customer {words}", "how often a customer may go through the flow", "ready", make)


def _blocks(flow: Flow) -> Iterator[Offer]:
    if flow.launch is None:
        # Without them there is no flow.
        about = ABOUT_KINDS["launch"]
        yield Offer(KINDS["launch"], about, "block", lambda after, output: AddBlock("launch"))
    for kind, about in ABOUT_KINDS.items():
        if kind != "launch":
            yield Offer(KINDS[kind], about, "block", _adds(kind, {}))


def _actions() -> Iterator[Offer]:
    for do, action in ACTIONS.items():
        words = do.replace("_", " ") + (" mail" if do == "send_email" else "")
        make = _adds("steps", {"actions": [{"do": do}]})
        yield Offer(action.label, "steps with this action", "action", make, words)


def _pieces(settings: Settings) -> Iterator[Offer]:
    for piece in PIECES:
        yield Offer(piece.title, piece.about, "piece", partial(_adds_piece, piece, settings))


def _adds_piece(piece: Piece, settings: Settings, after: str | None, output: str | None) -> Command:
    return AddBlocks(piece.clip(settings), f"Add {piece.title}", after, output)


def _starts(flow: Flow, settings: Settings) -> Iterator[Offer]:
    """What the launch settings may still be given: a trigger, and a filter."""
    launch = flow.launch
    if launch is None:
        return
    if launch.trigger is None:
        for kind in CATALOGUE.values():
            for asked in _asked(kind, settings):
                trigger = {"event": kind.id, "settings": asked}
                words = kind.words(kind.Settings.model_validate(asked)) if asked else kind.name
                yield Offer(
                    f"{_START}{words}",
                    kind.family,
                    "start",
                    _sets(launch, "trigger", trigger),
                    f"{kind.name} {kind.id}",
                )
    if launch.filter is None:
        yield Offer(
            "Only customers whom an email reaches",
            "the filter: a valid address, not unsubscribed",
            "start",
            _sets(launch, "filter", reached_by_email(settings)),
            "filter",
        )


def _sets(launch: LaunchBlock, field: str, value: Any) -> Make:
    return lambda after, output: SetField(launch.id, (field,), value)


def _asked(kind: EventKind, settings: Settings) -> Iterator[dict[str, Any]]:
    """The settings with which an event is offered: one for each of the project's names where it asks for one
    name only; else none of them."""
    missing = [field for field, _ in kind.Settings().missing()]
    if len(missing) == 1:
        extra = kind.Settings.model_fields[missing[0]].json_schema_extra
        names = extra.get("names") if isinstance(extra, dict) else None
        known = getattr(settings, names, None) if isinstance(names, str) else None
        if isinstance(known, dict) and 0 < len(known) <= _MOST_NAMES:
            single = _takes_one(kind, missing[0], next(iter(known)))
            if single is not None:
                yield from ({missing[0]: name if single else [name]} for name in known)
                return
    yield {}


def _takes_one(kind: EventKind, field: str, name: str) -> bool | None:
    """Whether the setting takes a name; False where it takes a list of them, None where neither."""
    for single in (True, False):
        try:
            kind.Settings.model_validate({field: name if single else [name]})
        except ValueError:
            continue
        return single
    return None

"""Warnings that a thinking colleague would give: a flow that can be launched, and will not do what was meant.

Each looks at the flow as a whole; what is wrong inside one block, the block says itself.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from engine.blocks.ab_test import ABTestBlock
from engine.blocks.actions.base import Action
from engine.blocks.actions.data import AddSegment, EditField, EditSubscription, Issue, RemoveSegment
from engine.blocks.actions.messages import Message
from engine.blocks.actions.rewards import Award, Deduct
from engine.blocks.base import Block
from engine.blocks.condition import ConditionBlock
from engine.blocks.launch import EventTrigger, LaunchBlock
from engine.blocks.limit import LimitBlock
from engine.blocks.split import SplitBlock
from engine.blocks.steps import StepsBlock
from engine.blocks.wait import WaitBlock
from engine.conditions.nodes import leaves
from engine.events.base import EventSettings
from engine.flow.model import Flow
from engine.sentences import Superfluous
from engine.time.civil import Zone
from engine.world.settings import MESSAGE_NOT_SENT, Settings


class Lint(NamedTuple):
    """A warning: the block (None: the flow), the field, and a sentence that says how to mend it."""

    block: str | None
    field: tuple[str | int, ...]
    sentence: str


Paths = Mapping[str, frozenset[str]]
"""By block: all blocks from which a customer may have come to it."""

REACH = {
    "email": ("customer.email", "a valid email address"),
    "sms": ("customer.phone", "a valid mobile phone"),
    "mobile_push": ("customer.mobile_push", "the app with push permission"),
    "web_push": ("customer.web_push", "a browser with push permission"),
}
"""What a customer needs for a channel: how the fields that ask for it begin, and in words."""


def lints(flow: Flow, settings: Settings) -> Iterator[Lint]:
    """All warnings of this sort, in the order of the blocks."""
    above = _above(flow)
    yield from _same_way(flow)
    yield from _never_chosen(flow)
    yield from _longer_than_on(flow, settings)
    yield from _never_full(flow, above)
    yield from _not_asked_for(flow, above)
    yield from _starts_itself(flow, settings)


def _above(flow: Flow) -> Paths:
    leads: dict[str, set[str]] = {}
    for link in flow.connections:
        leads.setdefault(link.target, set()).add(link.source)
    found: dict[str, frozenset[str]] = {}
    for block in flow.blocks:
        seen: set[str] = set()
        todo = list(leads.get(block.id, ()))
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                # Blocks mostly stand in the order of the flow, so that what leads to this one is known.
                if one in found:
                    seen |= found[one]
                else:
                    todo += leads.get(one, ())
        found[block.id] = frozenset(seen)
    return found


def _same_way(flow: Flow) -> Iterator[Lint]:
    """A question whose answer makes no difference."""
    targets = flow.targets()
    for block in flow.blocks:
        outputs = [output.id for output in block.outputs()]
        there = {targets.get((block.id, output)) for output in outputs}
        if (
            isinstance(block, (ConditionBlock, LimitBlock, SplitBlock, ABTestBlock))
            and len(outputs) > 1
            and len(there) == 1
            and None not in there
        ):
            yield Lint(
                block.id, ("outputs",), "all its outputs lead to the same block: it makes no difference"
            )


def _never_chosen(flow: Flow) -> Iterator[Lint]:
    """Branches into which nobody can come."""
    for block in flow.blocks:
        if isinstance(block, ConditionBlock) and block.branching is not None:
            seen: set[str] = set()
            for n, branch in enumerate(block.branching.branches):
                values = {repr(value) for value in branch.values}
                if values and values <= seen:
                    sentence = (
                        f"nobody comes to the branch {branch.id!r}: branches above it have all its values"
                    )
                    place = ("branching", "branches", n, "values")
                    yield Lint(block.id, place, Superfluous(sentence))
                seen |= values
        elif isinstance(block, (SplitBlock, ABTestBlock)):
            part = "branches" if isinstance(block, SplitBlock) else "variants"
            for n, one in enumerate(getattr(block, part)):
                if one.share == 0:
                    sentence = f"nobody comes to {one.id!r}: give it a share, or remove it"
                    yield Lint(block.id, (part, n, "share"), Superfluous(sentence))


def _longer_than_on(flow: Flow, settings: Settings) -> Iterator[Lint]:
    """Waits and windows that outlast the flow: who is in them is stopped at its end (F-20)."""
    zone = Zone(settings.time_zone)
    try:
        start = None if flow.schedule.start is None else zone.parse(flow.schedule.start)
        end = None if flow.schedule.end is None else zone.parse(flow.schedule.end)
    except ValueError:
        return
    if start is None or end is None:
        return
    for block in flow.blocks:
        if not isinstance(block, WaitBlock) or block.mode == "dynamic":
            continue
        try:
            leaves_at = block.leaves(start, zone)
        except ValueError:
            continue
        if leaves_at >= end:
            yield Lint(
                block.id,
                ("duration",) if block.mode == "fixed" else ("window",),
                "nobody leaves it before the flow's end: whoever enters at the very start would leave "
                f"{zone.words(leaves_at)}",
            )


def _never_full(flow: Flow, above: Paths) -> Iterator[Lint]:
    """Limits that the limits and shares before them never let fill up."""
    most = _most(flow)
    for block in flow.blocks:
        if isinstance(block, LimitBlock) and block.mode == "all_time" and block.cap is not None:
            bound = most.get(block.id)
            if bound is not None and bound <= block.cap:
                sentence = f"it never fills up: what is before it lets about {bound:,.0f} through at most"
                yield Lint(block.id, ("cap",), sentence)


def _most(flow: Flow) -> dict[str, float | None]:
    """How many passages can come to each block, over all time; None: any number."""
    leads: dict[str, list[tuple[Block, str]]] = {}
    blocks = {block.id: block for block in flow.blocks}
    for link in flow.connections:
        if link.source in blocks:
            leads.setdefault(link.target, []).append((blocks[link.source], link.output))
    found: dict[str, float | None] = {}

    def through(block: Block, output: str, depth: int) -> float | None:
        come = coming(block.id, depth)
        if (
            isinstance(block, LimitBlock)
            and output == "within"
            and block.mode == "all_time"
            and block.cap is not None
        ):
            return float(block.cap) if come is None else min(come, block.cap)
        share = _share(block, output)
        return come if share is None or come is None else come * share

    def coming(block: str, depth: int) -> float | None:
        if block not in found:
            # Deeper ones, and circles, are taken for unbounded: those are reported elsewhere.
            found[block] = None
            into = leads.get(block, [])
            if into and depth < 200:
                parts = [through(source, output, depth + 1) for source, output in into]
                known = [part for part in parts if part is not None]
                found[block] = sum(known) if len(known) == len(parts) else None
        return found[block]

    for block in flow.blocks:
        coming(block.id, 0)
    return found


def _share(block: Block, output: str) -> float | None:
    branches = (
        block.branches
        if isinstance(block, SplitBlock)
        else block.variants
        if isinstance(block, ABTestBlock)
        else ()
    )
    return next((branch.share / 100 for branch in branches if branch.id == output), None)


def _not_asked_for(flow: Flow, above: Paths) -> Iterator[Lint]:
    """Messages by another channel than those for which the trigger's filter asks, nor anything on the way."""
    launch = flow.launch
    blocks = {block.id: block for block in flow.blocks}
    asked = {block.id: _asked(block) for block in flow.blocks}
    starts = tuple(start for start, _ in REACH.values())
    # Who asks for no channel at all may well mean "whoever can be reached".
    if launch is None or not any(field.startswith(starts) for field in asked[launch.id]):
        return
    for block in flow.blocks:
        if not isinstance(block, StepsBlock):
            continue
        channels = [(n, a.channel) for n, a in enumerate(block.actions) if isinstance(a, Message)]
        # Several channels side by side are meant so: whoever lacks the one gets the other.
        if len({channel for _, channel in channels}) != 1:
            continue
        n, channel = channels[0]
        start, words = REACH.get(channel, ("", ""))
        if start and not any(
            field.startswith(start) for one in above[block.id] if one in blocks for field in asked[one]
        ):
            yield Lint(
                block.id,
                ("actions", n),
                f"the trigger's filter asks for another channel, and nothing for {words}: customers who lack "
                "it are not reached, and count as launched all the same",
            )


def _asked(block: Block) -> list[str]:
    if isinstance(block, LaunchBlock):
        return [leaf.field for leaf in leaves(block.filter)] if block.filter is not None else []
    if isinstance(block, ConditionBlock):
        tree = [leaf.field for leaf in leaves(block.condition)] if block.condition is not None else []
        return [*tree, block.branching.field] if block.branching is not None else tree
    return []


Starts = Callable[[Action, EventSettings], bool]


def _is(of: type[Action], attribute: str, name: str | None = None) -> Starts:
    """Whether the action is of that sort, and names what the trigger's setting names."""
    return lambda action, asked: (
        isinstance(action, of)
        and getattr(action, attribute) is not None
        and getattr(action, attribute) == getattr(asked, name or attribute)
    )


def _issues(action: Action, asked: EventSettings) -> bool:
    templates = getattr(asked, "templates", ())
    if isinstance(action, Message):
        return MESSAGE_NOT_SENT in templates
    return isinstance(action, Issue) and action.template in templates


def _subscribes(action: Action, asked: EventSettings) -> bool:
    return (
        isinstance(action, EditSubscription)
        and all(getattr(action, name) in (None, getattr(asked, name)) for name in ("channel", "topic"))
        and action.status == getattr(asked, "status", None)
    )


STARTS: Mapping[str, tuple[Starts, ...]] = {
    "segment_entered": (_is(AddSegment, "segment"),),
    "segment_exited": (_is(RemoveSegment, "segment"),),
    "custom_field_changed": (_is(EditField, "field"),),
    "balance_changed": (_is(Award, "account"), _is(Deduct, "account")),
    "points_available": (_is(Award, "account"),),
    "action_issued": (_issues,),
    "subscription_changed": (_subscribes,),
}
"""By event: the actions of steps that cause it."""


def _starts_itself(flow: Flow, settings: Settings) -> Iterator[Lint]:
    launch = flow.launch
    trigger = launch.trigger if launch is not None else None
    if not isinstance(trigger, EventTrigger) or trigger.kind is None or flow.limit.mode != "every_time":
        return
    if flow.limit.total is not None:
        return
    try:
        asked = trigger.read_settings(trigger.kind)
    except ValueError:
        return
    for block in flow.blocks:
        if isinstance(block, StepsBlock):
            for n, action in enumerate(block.actions):
                if any(causes(action, asked) for causes in STARTS.get(trigger.event, ())):
                    yield Lint(
                        block.id,
                        ("actions", n),
                        "this starts the flow itself again, for the same customer: limit how often a "
                        "customer may go through, or ask for something that it changes",
                    )

"""A flow in plain words, as Markdown: for somebody who has to agree to it and will never see the canvas."""

import re
from collections.abc import Iterator

from engine.blocks.actions.messages import Message
from engine.blocks.base import Block
from engine.blocks.launch import EventTrigger, LaunchBlock
from engine.blocks.steps import StepsBlock
from engine.conditions.spoken import spoken
from engine.flow.model import Flow
from engine.world.settings import Settings

DOES = {
    "launch": "Start",
    "condition": "Ask",
    "split": "Divide by chance",
    "ab_test": "Compare, divided by chance",
    "wait": "Wait",
    "limit": "Let through at most",
}

NOWHERE = "the flow ends here"


def describe(flow: Flow, settings: Settings, state: str = "") -> str:
    """Who enters and when, how often, and what happens then, block by block in the order of the way.

    `state` says which state of the flow this is: "2026-03-02, version 2".
    """
    return (
        "\n".join([*_head(flow, state), *_entering(flow, settings), *_way(flow, settings), *_agreed()]) + "\n"
    )


def _head(flow: Flow, state: str) -> Iterator[str]:
    yield f"# {_plain(flow.title)}"
    where = [part for part in (flow.folder, flow.brand, state) if part]
    if where:
        yield ""
        yield f"*{_plain(' · '.join(where))}*"
    if flow.note:
        yield ""
        yield _plain(flow.note)


def _entering(flow: Flow, settings: Settings) -> Iterator[str]:
    yield ""
    yield "## Who enters, and how often"
    yield ""
    launch = flow.launch
    if launch is None:
        yield "- Nothing starts it yet."
    else:
        first, *_ = launch.words(settings).splitlines()
        yield f"- **It starts on:** {_plain(first)}"
        yield from _event(launch)
        if launch.filter is not None:
            yield f"- **Only for customers for whom:** {_plain(spoken(launch.filter, settings))}"
    yield f"- **How often a customer may go through:** {_plain(flow.limit.words())}"
    schedule = flow.schedule
    if schedule.start or schedule.end:
        span = " ".join(
            f"{word} {moment}"
            for word, moment in (("from", schedule.start), ("until", schedule.end))
            if moment
        )
        yield f"- **It is on:** {_plain(span)}"


def _event(launch: LaunchBlock) -> Iterator[str]:
    trigger = launch.trigger
    if isinstance(trigger, EventTrigger) and trigger.kind is not None:
        yield f"  - {_plain(trigger.kind.help)}"


def _way(flow: Flow, settings: Settings) -> Iterator[str]:
    blocks = _in_order(flow)
    numbers = {block.id: n for n, block in enumerate(blocks, 1)}
    targets = flow.targets()
    yield ""
    yield "## What happens"
    yield ""
    launch = flow.launch
    if launch is not None:
        first = targets.get((launch.id, "next"))
        begin = f"begin with step {numbers[first]}" if first in numbers else "leave at once"
        yield f"Those who enter {begin}."
    for block in blocks:
        yield ""
        yield f"### {numbers[block.id]}. {_plain(block.name)}"
        yield ""
        yield from _what(block, settings)
        for output in block.outputs():
            target = targets.get((block.id, output.id))
            then = f"go on with step {numbers[target]}" if target in numbers else NOWHERE
            several = len(block.outputs()) > 1
            yield f"- {'**' + _plain(output.label or output.id) + ':** ' if several else 'Then '}{then}"
    lost = [block for block in flow.blocks if block.id not in numbers and block.kind != "launch"]
    if lost:
        yield ""
        yield f"No customer comes to: {_plain(', '.join(block.name for block in lost))}."


def _what(block: Block, settings: Settings) -> Iterator[str]:
    if isinstance(block, StepsBlock):
        for action in block.actions:
            yield f"- {_plain(action.label if isinstance(action, Message) else action.words(settings))}"
            if isinstance(action, Message):
                for field, text in action.templates().items():
                    if text.strip():
                        yield f"  - {field}: {_plain(' '.join(text.split()))}"
        late = "at any time" if block.relevance == "unlimited" else f"within {block.relevance} of its time"
        yield f"- Carried out {late}; later it is left out, and the customer stops here."
    else:
        said = ", ".join(block.words(settings).splitlines())
        yield f"- {DOES[block.kind]}: {_plain(said)}"
    if block.note:
        yield f"- Note: {_plain(' '.join(block.note.split()))}"


def _in_order(flow: Flow) -> list[Block]:
    """The blocks that customers can come to, each after what leads to it where that can be."""
    launch = flow.launch
    if launch is None:
        return [block for block in flow.blocks if block.kind != "launch"]
    targets = flow.targets()
    done: list[Block] = []
    seen: set[str] = set()
    stack: list[tuple[Block, bool]] = [(launch, False)]
    # The reverse of the order in which a search leaves them: each stands after all that lead to it.
    while stack:
        block, leaving = stack.pop()
        if leaving:
            done.append(block)
        elif block.id not in seen:
            seen.add(block.id)
            stack.append((block, True))
            following = (targets.get((block.id, output.id)) for output in block.outputs())
            found = [flow.block(target) for target in following if target is not None]
            stack += [(target, False) for target in found if target is not None and target.id not in seen]
    return [block for block in reversed(done) if block is not launch]


def _agreed() -> Iterator[str]:
    yield ""
    yield "---"
    yield ""
    yield "Agreed: ____________________   Date: ____________"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands, whatever signs are in it."""
    shown = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", " ", text)
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", shown)

"""A flow as a Mermaid flowchart, for wikis and tickets."""

import re

from app.text import visible
from engine.blocks.base import Block
from engine.flow.model import Flow
from engine.world.settings import Settings

SHAPES = {
    "launch": ("([", "])"),
    "condition": ("{{", "}}"),
    "wait": ("(", ")"),
    "split": ("{", "}"),
    "ab_test": ("{", "}"),
    "limit": ("[/", "/]"),
    "steps": ("[", "]"),
}


def as_mermaid(flow: Flow, settings: Settings) -> str:
    """Blocks with what they do, connections with the names of their outputs."""
    names = {block.id: f"b{n}" for n, block in enumerate(flow.blocks)}
    lines = ["flowchart TD"]
    lines += [f"    {names[block.id]}{_shape(block, settings)}" for block in flow.blocks]
    labels = {
        (block.id, output.id): output.label if len(block.outputs()) > 1 else ""
        for block in flow.blocks
        for output in block.outputs()
    }
    for link in flow.connections:
        if link.source in names and link.target in names:
            label = labels.get((link.source, link.output), "")
            arrow = f"-->|{_quoted(label)}|" if label else "-->"
            lines.append(f"    {names[link.source]} {arrow} {names[link.target]}")
    return "\n".join(lines) + "\n"


def _shape(block: Block, settings: Settings) -> str:
    left, right = SHAPES[block.kind]
    words = [block.name, *block.words(settings).splitlines()]
    parts = [f"<b>{_escaped(words[0])}</b>", *(_escaped(line) for line in words[1:] if line != words[0])]
    return f'{left}"{"<br/>".join(parts)}"{right}'


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Text that Mermaid shows as it stands, whatever signs are in it."""
    return re.sub(r"[^\w\s.,:;!?%+\-–—…€$/()=]", lambda found: f"#{ord(found[0])};", visible(text))

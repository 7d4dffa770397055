"""All kinds of block. A kind is registered by standing here."""

from typing import Annotated

from pydantic import Discriminator

from engine.blocks.ab_test import ABTestBlock
from engine.blocks.base import Block
from engine.blocks.condition import ConditionBlock
from engine.blocks.launch import LaunchBlock
from engine.blocks.limit import LimitBlock
from engine.blocks.split import SplitBlock
from engine.blocks.steps import StepsBlock
from engine.blocks.wait import WaitBlock

AnyBlock = Annotated[
    LaunchBlock | ConditionBlock | StepsBlock | SplitBlock | WaitBlock | ABTestBlock | LimitBlock,
    Discriminator("kind"),
]

BLOCK_KINDS: dict[str, type[Block]] = {
    "launch": LaunchBlock,
    "condition": ConditionBlock,
    "steps": StepsBlock,
    "split": SplitBlock,
    "wait": WaitBlock,
    "ab_test": ABTestBlock,
    "limit": LimitBlock,
}

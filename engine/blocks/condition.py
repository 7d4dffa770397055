"""Condition (F-5): yes or no, or one field's value choosing among branches."""

from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from engine.blocks.base import STOP_CODES, Act, Block, Explainer, Fault, Known, Output, Passage, Why
from engine.blocks.play import Play
from engine.conditions.spoken import spoken
from engine.conditions.tree import (
    Branching,
    Tree,
    check,
    check_branching,
    compile_branching,
    compile_tree,
    explain,
    explain_branching,
)
from engine.world.settings import Settings


class ConditionBlock(Block):
    label: ClassVar[str] = "Condition"

    kind: Literal["condition"] = "condition"
    condition: Tree | None = Field(
        default=None, title="Condition", description="Leaves by yes where it holds, else by no."
    )
    branching: Branching | None = Field(
        default=None,
        title="Branches",
        description="Instead of yes and no: one field, up to 50 branches, tried from the top.",
    )

    def outputs(self) -> tuple[Output, ...]:
        if self.branching is None:
            return (Output("yes", "yes"), Output("no", "no"))
        branches = tuple(Output(branch.id, branch.title or branch.id) for branch in self.branching.branches)
        return (*branches, Output("other", "other")) if self.branching.other else branches

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.condition is None and self.branching is None:
            yield Fault(("condition",), "say what to check")
        if self.condition is not None and self.branching is not None:
            yield Fault(
                ("branching",), "a condition has either yes and no or branches: remove one of the two"
            )
        if self.condition is not None:
            for place, text in check(self.condition, known.settings, known.entities):
                yield Fault(("condition", *place), text)
        if self.branching is not None:
            for place, text in check_branching(self.branching, known.settings, known.entities):
                yield Fault(("branching", *place), text)

    def loose_ends(self, connected: frozenset[str]) -> Iterator[Fault]:
        if not connected:
            yield Fault(
                ("outputs",), "none of its outputs leads anywhere: connect one or delete the block", "warning"
            )

    def words(self, settings: Settings) -> str:
        if self.condition is not None:
            return spoken(self.condition, settings)
        return "not set yet" if self.branching is None else self.branching.words(settings)

    def compile(self, play: Play) -> Act:
        if self.branching is not None:
            choose = compile_branching(self.branching, play.world)
            otherwise = (
                len(self.branching.branches) if self.branching.other else STOP_CODES["no_branch_matched"]
            )

            def act(passage: Passage) -> int:
                n = choose(passage)
                return otherwise if n < 0 else n

            return act
        assert self.condition is not None
        holds = compile_tree(self.condition, play.world)

        def act_yes_no(passage: Passage) -> int:
            return 0 if holds(passage) else 1

        return act_yes_no

    def explainer(self, play: Play) -> Explainer:
        world = play.world
        condition, branching = self.condition, self.branching
        outputs = self.outputs()

        def explain_it(passage: Passage) -> Callable[[int], Why]:
            if branching is not None:
                branches = explain_branching(branching, world, passage)
                return lambda answer: Why(
                    f"{branches.text}: {outputs[answer].label}"
                    if answer >= 0
                    else f"{branches.text}: no branch matched",
                    branches,
                )
            assert condition is not None
            values = explain(condition, world, passage)
            return lambda answer: Why(
                "the condition holds" if answer == 0 else "the condition does not hold", values
            )

        return explain_it

"""Split (F-7): branches by chance, without a report."""

from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from engine.blocks.base import Act, Block, Explainer, Fault, Known, Output, Passage, Why
from engine.blocks.draws import draws
from engine.blocks.play import Play
from engine.blocks.shares import Branch, chooser, share_faults
from engine.sentences import LooseEnd
from engine.world.settings import Settings


class SplitBlock(Block):
    label: ClassVar[str] = "Split"

    kind: Literal["split"] = "split"
    branches: tuple[Branch, ...] = Field(
        default=(), title="Branches", description="2 to 5 branches that add up to 100 %."
    )

    def outputs(self) -> tuple[Output, ...]:
        return tuple(
            Output(branch.id, f"{branch.title or branch.id} {branch.share:g} %") for branch in self.branches
        )

    def faults(self, known: Known) -> Iterator[Fault]:
        yield from share_faults("branches", self.branches, "branches")

    def loose_ends(self, connected: frozenset[str]) -> Iterator[Fault]:
        for branch in self.branches:
            if branch.id not in connected:
                yield Fault(
                    ("outputs",),
                    LooseEnd(f"branch {branch.id!r} leads nowhere: connect it", branch.id),
                    "warning",
                )

    def words(self, settings: Settings) -> str:
        return (
            " / ".join(f"{branch.title or branch.id} {branch.share:g}" for branch in self.branches)
            or "not set yet"
        )

    def compile(self, play: Play) -> Act:
        draw = draws(play.seed, play.flow, self.id)
        choose = chooser(self.branches)

        def act(passage: Passage) -> int:
            return choose(draw(passage.customer.id, passage.entry))

        return act

    def explainer(self, play: Play) -> Explainer:
        draw = draws(play.seed, play.flow, self.id)
        outputs = self.outputs()

        def explain_it(passage: Passage) -> Callable[[int], Why]:
            drawn = draw(passage.customer.id, passage.entry)
            return lambda answer: Why(
                f"drew {drawn * 100:.2f} of 100: {outputs[answer].label}", facts={"drawn": drawn}
            )

        return explain_it

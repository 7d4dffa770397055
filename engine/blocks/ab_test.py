"""A/B test (F-8): variants by chance, kept by each customer on every later entry."""

from collections.abc import Callable, Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine.blocks.base import Act, Block, BlockId, Explainer, Fault, Known, Output, Passage, Why
from engine.blocks.draws import draws
from engine.blocks.play import Play
from engine.blocks.shares import Branch, chooser, share_faults
from engine.sentences import LooseEnd
from engine.world.settings import Settings

Metric = Literal["order_conversion", "average_order_value", "revenue_per_customer"]


class ABTestBlock(Block):
    label: ClassVar[str] = "A/B test"

    kind: Literal["ab_test"] = "ab_test"
    variants: tuple[Branch, ...] = Field(
        default=(), title="Variants", description="2 to 5 variants that add up to 100 %."
    )
    control: BlockId | None = Field(
        default=None,
        title="Control",
        description="The variant that gets nothing: its output stays unconnected.",
    )
    primary_metric: Metric = Field(
        default="order_conversion", title="Primary metric", description="It decides the winner."
    )
    secondary_metric: Metric | None = Field(
        default=None, title="Secondary metric", description="Only watched."
    )
    confidence: Annotated[float, Field(ge=50, lt=100)] = Field(default=95, title="Confidence in %")
    power: Annotated[float, Field(ge=50, lt=100)] = Field(default=80, title="Power in %")
    expected_lift: Annotated[float, Field(gt=0, le=1000)] = Field(
        default=10, title="Expected lift in %", description="The smallest relative difference worth finding."
    )

    def outputs(self) -> tuple[Output, ...]:
        return tuple(
            Output(variant.id, f"{variant.title or variant.id} {variant.share:g} %")
            for variant in self.variants
        )

    def faults(self, known: Known) -> Iterator[Fault]:
        yield from share_faults("variants", self.variants, "variants")
        if self.control is not None and all(variant.id != self.control for variant in self.variants):
            yield Fault(("control",), f"no variant is called {self.control!r}: choose one of the variants")
        if self.secondary_metric is not None and self.secondary_metric == self.primary_metric:
            yield Fault(("secondary_metric",), "it is the primary metric already: choose another one or none")

    def loose_ends(self, connected: frozenset[str]) -> Iterator[Fault]:
        for variant in self.variants:
            if variant.id == self.control:
                if variant.id in connected:
                    yield Fault(
                        ("outputs",), f"the control {variant.id!r} gets nothing: remove its connection"
                    )
            elif variant.id not in connected:
                yield Fault(
                    ("outputs",),
                    LooseEnd(f"variant {variant.id!r} leads nowhere: connect it", variant.id),
                    "warning",
                )

    def words(self, settings: Settings) -> str:
        return (
            " / ".join(
                f"{variant.title or variant.id} {variant.share:g}"
                + (" (control)" if variant.id == self.control else "")
                for variant in self.variants
            )
            or "not set yet"
        )

    def compile(self, play: Play) -> Act:
        draw = draws(play.seed, play.flow, self.id)
        choose = chooser(self.variants)
        ids = [variant.id for variant in self.variants]
        index = {variant: n for n, variant in enumerate(ids)}
        assigned = play.assignments(self.id)

        def act(passage: Passage) -> int:
            customer = passage.customer.id
            variant = assigned.get(customer)
            if variant in index:
                return index[variant]
            # A removed variant is drawn again.
            n = choose(draw(customer, 0))
            assigned[customer] = ids[n]
            return n

        return act

    def explainer(self, play: Play) -> Explainer:
        draw = draws(play.seed, play.flow, self.id)
        assigned = play.assignments(self.id)
        outputs = self.outputs()

        def explain_it(passage: Passage) -> Callable[[int], Why]:
            customer = passage.customer.id
            kept = any(output.id == assigned.get(customer) for output in outputs)
            drawn = draw(customer, 0)
            how = "keeps its variant" if kept else f"drew {drawn * 100:.2f} of 100"
            facts = {"kept": assigned.get(customer)} if kept else {"drawn": drawn}
            return lambda answer: Why(f"{how}: {outputs[answer].label}", facts=facts)

        return explain_it

"""Steps (F-6): a titled group of actions done together, in order."""

from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

from pydantic import Field

from engine.blocks.actions.catalogue import AnyAction
from engine.blocks.base import STOP_CODES, Act, Block, Explainer, Fault, Known, Passage, Why
from engine.blocks.play import Play
from engine.time.durations import Duration
from engine.world.settings import Settings


class StepsBlock(Block):
    label: ClassVar[str] = "Steps"

    kind: Literal["steps"] = "steps"
    relevance: Duration | Literal["unlimited"] = Field(
        default=Duration(1, "days"),
        title="Relevance",
        description="How late the group may still be carried out after its planned time; or unlimited.",
    )
    actions: tuple[AnyAction, ...] = Field(
        default=(), title="Actions", description="Done together, in this order."
    )

    def faults(self, known: Known) -> Iterator[Fault]:
        if not self.actions:
            yield Fault(("actions",), "add at least one action")
        for n, action in enumerate(self.actions):
            for fault in action.faults(known):
                yield fault._replace(field=("actions", n, *fault.field))

    def words(self, settings: Settings) -> str:
        return "\n".join(action.words(settings) for action in self.actions) or "no actions yet"

    def compile(self, play: Play) -> Act:
        world = play.world
        relevance = None if self.relevance == "unlimited" else self.relevance.compile(world.zone)
        launches, caused = play.launches, play.caused
        carried = [(n, action.compile(play, self.id, n)) for n, action in enumerate(self.actions)]
        expired, barred = STOP_CODES["relevance_expired"], STOP_CODES["launch_limit"]
        block = self.id

        def act(passage: Passage) -> int:
            now = world.now
            planned = passage.planned
            if now != planned and relevance is not None and now > relevance(planned):
                play.failed(passage, block, None, "relevance_expired")
                return expired
            count = passage.count
            first = not passage.launched
            # Two passages waiting side by side cannot both launch (L-6).
            if first and launches.limited and count.launches and not launches.allows(count, now):
                return barred
            done = False
            for n, carry_out in carried:
                problem = carry_out(passage)
                if problem is None:
                    done = True
                else:
                    play.failed(passage, block, n, problem)
            if done:
                launches.carried_out(count, now, first)
                passage.launched = True
            else:
                play.failed(passage, block, None, "every action of the group failed")
            if caused:
                play.after_group()
            return 0

        return act

    def explainer(self, play: Play) -> Explainer:
        world = play.world
        show, iso = world.zone.words, world.zone.format
        relevance = self.relevance
        launches = play.launches

        def explain_it(passage: Passage) -> Callable[[int], Why]:
            planned, now = passage.planned, world.now
            latest = None if relevance == "unlimited" else relevance.after(planned, world.zone)
            timing = f"planned {show(planned)}" + (
                "" if latest is None else f", relevant until {show(latest)}"
            )
            seen = launches.seen(passage.customer.id)

            facts = {
                "planned": iso(planned),
                "relevant_until": None if latest is None else iso(latest),
                "launch_limit": launches.limit.words(),
                "launches": seen,
            }

            def told(answer: int) -> Why:
                if answer == STOP_CODES["relevance_expired"]:
                    return Why(f"{timing}: too late at {show(now)}", facts=facts)
                if answer == STOP_CODES["launch_limit"]:
                    return Why(f"{timing}; launch limit ({launches.limit.words()}): {seen}", facts=facts)
                return Why(f"{timing}: carried out at {show(now)}", facts=facts)

            return told

        return explain_it

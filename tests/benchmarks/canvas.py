"""What the canvas costs: `python -m tests.benchmarks.canvas`. Medians, at 200×60 cells."""

import asyncio
import random
import statistics
import time
from collections.abc import Callable

from textual.app import App, ComposeResult

from app.canvas.layout import place
from app.canvas.picture import Level, Token
from app.canvas.route import route
from app.canvas.sizes import measure
from app.canvas.widget import Canvas
from tests.app.canvas.graphs import random_flow

CARDS, LINKS, TOKENS, FRAMES_A_SECOND, SECONDS = 150, 207, 200, 15, 4
GRAPH = random_flow(CARDS, LINKS)


def median_ms(work: Callable[[], object], times: int = 15) -> float:
    """The median of so many runs, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


class Bench(App[None]):
    """A canvas and nothing else."""

    def compose(self) -> ComposeResult:
        yield Canvas(GRAPH)


def tokens(chance: random.Random) -> list[Token]:
    """Tokens anywhere on the links."""
    keys = [link.key for link in GRAPH.links]
    return [Token(chance.choice(keys), chance.random(), chance.randint(1, 30)) for _ in range(TOKENS)]


def layout() -> None:
    """One layout and routing from nothing."""
    sizes = measure(GRAPH, Level.FULL)
    route(GRAPH, sizes, place(GRAPH, sizes), Level.FULL)


async def main() -> None:
    """Measure and print."""
    print(f"{len(GRAPH.cards)} cards, {len(GRAPH.links)} links")
    print(f"layout and routing  {median_ms(layout):6.1f} ms")
    app = Bench()
    async with app.run_test(size=(200, 60)) as pilot:
        canvas = app.query_one(Canvas)
        canvas.centre("b75")
        await pilot.pause()

        def frame() -> None:
            canvas.repaint_all()
            for y in range(60):
                canvas.render_line(y)

        print(f"a whole frame       {median_ms(frame):6.1f} ms")
        chance = random.Random(1)
        moving = [tokens(chance) for _ in range(FRAMES_A_SECOND)]
        print(
            f"setting {TOKENS} tokens  {median_ms(lambda: canvas.set_tokens(chance.choice(moving))):6.1f} ms"
        )
        badges = [{card.id: f"▸ {number}" for card in GRAPH.cards} for number in range(15)]
        print(
            f"setting {CARDS} counts  {median_ms(lambda: canvas.set_badges(chance.choice(badges))):6.1f} ms"
        )
        await pilot.pause()
        start, used = time.perf_counter(), time.process_time()
        for frame_number in range(FRAMES_A_SECOND * SECONDS):
            canvas.set_tokens(moving[frame_number % len(moving)])
            await asyncio.sleep(max(0.0, start + (frame_number + 1) / FRAMES_A_SECOND - time.perf_counter()))
        share = (time.process_time() - used) / (time.perf_counter() - start)
        print(f"{TOKENS} tokens at {FRAMES_A_SECOND} frames a second: {share:.0%} of a core")


if __name__ == "__main__":
    asyncio.run(main())

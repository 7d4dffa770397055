"""What designing costs: `python -m tests.benchmarks.designer`. Medians and p95, beside a bare Textual app.

A flow of 152 blocks and 200 connections in a workspace of its own, at 200×60 cells. A key counts from when it
is handed to the app until the first frame after it has been handed to the terminal; opening until the last
one. Beside it stands the processor time that the app's own thread took: where it is much less, the machine
had other work. The bare app does the least that Textual can do for the same key: a list whose cursor moves, a
text that is scrolled, a line that is typed into, a screen with one line.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import RenderableType
from textual import events
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Label, ListItem, ListView, Static

from app.app import FlowrigApp
from app.canvas.widget import Canvas
from app.editing.drawing import AddBlock
from app.flow.screen import FlowScreen
from app.home.screen import HomeScreen
from app.session.session import Session
from app.start import opening
from engine.flow.model import Flow
from tests.app.small_shop import make_small_shop

BLOCKS, CONNECTIONS = 152, 200
SIZE = (200, 60)
ROUNDS = 60
PATIENCE = 2.0
"""Seconds after which a frame is no longer waited for."""

AIMS_P95 = {"selecting": 25.0, "scrolling": 25.0, "typing in a form": 25.0, "adding with layout": 100.0}
"""Milliseconds."""
LEAST_FRAMES = 20.0
LONGEST_OPENING = 500.0


class Taken(NamedTuple):
    """Milliseconds: by the clock on the wall, and of processor time of the app's own thread."""

    wall: float
    work: float


Found = dict[str, list[Taken]]


class Frames:
    """Notes when frames have been handed to the terminal."""

    def __init__(self, app: App[Any]) -> None:
        self.count = 0
        self.last = 0.0
        display: Callable[[Screen[Any], RenderableType | None], None] = app._display

        def noted(screen: Screen[Any], renderable: RenderableType | None) -> None:
            display(screen, renderable)
            if renderable is not None:
                self.count += 1
                self.last = time.perf_counter()

        app._display = noted  # type: ignore[method-assign]

    async def first(self, work: Callable[[], object]) -> Taken:
        """From the beginning of the work until the first frame after it."""
        await asyncio.sleep(0.15)
        before, start, used = self.count, time.perf_counter(), time.thread_time()
        work()
        while self.count == before:
            await asyncio.sleep(0)
            if time.perf_counter() - start > PATIENCE:
                raise AssertionError("no frame came")
        return Taken((self.last - start) * 1000, (time.thread_time() - used) * 1000)

    async def after(self, work: Callable[[], object], quiet: float = 0.08) -> Taken:
        """From the beginning of the work until the last frame that it brought about."""
        await asyncio.sleep(0.05)
        before, start, used = self.count, time.perf_counter(), time.thread_time()
        work()
        while self.count == before:
            await asyncio.sleep(0)
            if time.perf_counter() - start > PATIENCE:
                raise AssertionError("no frame came")
        while time.perf_counter() - self.last < quiet:
            await asyncio.sleep(0.002)
        return Taken((self.last - start) * 1000, (time.thread_time() - used) * 1000)


def key(app: App[Any], name: str, character: str | None = None) -> Callable[[], object]:
    """The work of handing a key to the app, as the terminal does."""
    return lambda: app.post_message(events.Key(name, character))


def large_flow() -> Flow:
    """Conditions and waits in a lattice, so that ways part and meet."""
    blocks: list[dict[str, object]] = [
        {"id": "b0", "kind": "launch", "trigger": {"event": "customer_created"}}
    ]
    wires: list[dict[str, str]] = [{"from": "b0", "output": "next", "to": "b1"}]
    asked = {"field": "customer.orders.count", "op": "at_least", "value": 1}
    for at in range(1, BLOCKS):
        if at % 3 == 1:
            blocks.append(
                {"id": f"b{at}", "kind": "condition", "title": f"Question {at}", "condition": asked}
            )
            wires += [
                {"from": f"b{at}", "output": output, "to": f"b{at + by}"}
                for output, by in (("yes", 1), ("no", 2))
                if at + by < BLOCKS
            ]
        else:
            blocks.append({"id": f"b{at}", "kind": "wait", "title": f"Wait {at}", "duration": f"{at} hours"})
            onward = at + 2 if at % 3 == 2 else at + 1
            if onward < BLOCKS:
                wires.append({"from": f"b{at}", "output": "next", "to": f"b{onward}"})
    return Flow.model_validate(
        {"id": "large", "name": "Large", "blocks": blocks, "connections": wires[:CONNECTIONS]}
    )


class BareScreen(Screen[None]):
    """A screen with one line."""

    def compose(self) -> ComposeResult:
        yield Static("ready")


class Bare(App[None]):
    """A line of text, a list and a text, and nothing else."""

    CSS = "ListView, VerticalScroll { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Input()
        yield ListView(*(ListItem(Label(f"line {at}")) for at in range(200)))
        with VerticalScroll():
            yield Static("\n".join(f"line {at} " * 15 for at in range(200)))


async def bare() -> Found:
    """The same keys in the bare app."""
    app = Bare()
    app.animation_level = "none"
    found: Found = {"bare: opening": [], "bare: selecting": [], "bare: scrolling": [], "bare: typing": []}
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        frames = Frames(app)
        for _ in range(5):
            found["bare: opening"].append(await frames.after(lambda: app.push_screen(BareScreen()), 0.6))
            app.pop_screen()
            await pilot.pause(0.2)
        app.query_one(ListView).focus()
        await pilot.pause(0.2)
        for _ in range(ROUNDS):
            found["bare: selecting"].append(await frames.first(key(app, "down")))
        app.query_one(VerticalScroll).focus()
        await pilot.pause(0.2)
        for at in range(ROUNDS):
            found["bare: scrolling"].append(await frames.first(key(app, "down" if at % 20 < 10 else "up")))
        app.query_one(Input).focus()
        app.query_one(Input).cursor_blink = False
        await pilot.pause(0.2)
        for _ in range(ROUNDS):
            found["bare: typing"].append(await frames.first(key(app, "x", "x")))
    return found


async def ready(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    while not holds():
        await asyncio.sleep(0.002)


async def designer(path: Path) -> Found:
    """The keys of the designer on the large flow."""
    session = Session(lambda say: opening(path, say))
    app = FlowrigApp(session, animate=False)
    found: Found = {}
    try:
        async with app.run_test(size=SIZE) as pilot:
            await ready(lambda: isinstance(app.screen, HomeScreen) and app.screen.shelf is not None)
            await pilot.pause(1.0)
            frames = Frames(app)
            found["opening the flow"] = [await frames.after(lambda: app.open_flow("large"), quiet=0.6)]
            await ready(lambda: isinstance(app.screen, FlowScreen) and app.screen.editor is not None)
            screen = app.screen
            assert isinstance(screen, FlowScreen)
            await pilot.pause(0.5)
            for name, work in (
                ("selecting", selecting),
                ("selecting, and panel", with_panel),
                ("scrolling", scrolling),
                ("adding with layout", adding),
                ("typing in a form", typing_in_a_form),
            ):
                found[name] = await work(app, screen, frames, pilot)
            found["a frame of a drag"] = await dragging(app, screen, pilot)
    finally:
        session.close()
    return found


async def selecting(app: FlowrigApp, screen: FlowScreen, frames: Frames, pilot: Pilot[str]) -> list[Taken]:
    return [await frames.first(key(app, "down" if at % 50 < 25 else "up")) for at in range(ROUNDS)]


async def with_panel(app: FlowrigApp, screen: FlowScreen, frames: Frames, pilot: Pilot[str]) -> list[Taken]:
    return [await frames.after(key(app, "down" if at % 50 < 25 else "up")) for at in range(ROUNDS)]


async def scrolling(app: FlowrigApp, screen: FlowScreen, frames: Frames, pilot: Pilot[str]) -> list[Taken]:
    screen.canvas.centre("b75")
    await pilot.pause(0.3)
    return [await frames.first(key(app, "ctrl+down" if at % 20 < 10 else "ctrl+up")) for at in range(ROUNDS)]


async def adding(app: FlowrigApp, screen: FlowScreen, frames: Frames, pilot: Pilot[str]) -> list[Taken]:
    editor = screen.editor
    assert editor is not None
    taken = []
    for at in range(20):
        add = AddBlock("wait", f"b{3 * at + 2}")
        taken.append(await frames.first(lambda add=add: screen.edit(add)))  # type: ignore[misc]
        editor.undo()
        await pilot.pause(0.1)
    return taken


async def typing_in_a_form(
    app: FlowrigApp, screen: FlowScreen, frames: Frames, pilot: Pilot[str]
) -> list[Taken]:
    screen.canvas.focus()
    screen.canvas.select("b2")
    await pilot.pause(0.3)
    app.post_message(events.Key("enter", "\r"))
    await ready(lambda: isinstance(app.focused, Input))
    await pilot.pause(1.0)
    app.focused.cursor_blink = False  # type: ignore[union-attr]
    await pilot.pause(0.6)
    return [await frames.first(key(app, "x", "x")) for _ in range(ROUNDS)]


async def dragging(app: FlowrigApp, screen: FlowScreen, pilot: Pilot[str]) -> list[Taken]:
    """Milliseconds a frame while a card with its connections is dragged as fast as frames come."""
    screen.show_canvas()
    canvas = screen.canvas
    canvas.select("b75")
    canvas.centre("b75")
    await pilot.pause(0.5)
    box = canvas._scene.routes.boxes["b75"]
    x, y = box.x - canvas.scroll_offset.x + canvas._pad.x + 3, box.y - canvas.scroll_offset.y + 1
    await pilot.mouse_down(Canvas, offset=(x, y))
    frames, taken = Frames(app), []
    for at in range(ROUNDS):
        offset = canvas.region.offset
        move = events.MouseMove(
            canvas, x + at % 30, y + at % 7, 1, 0, 1, False, False, False,
            offset.x + x + at % 30 + 1, offset.y + y + at % 7,
        )  # fmt: skip
        before, start, used = frames.count, time.perf_counter(), time.thread_time()
        app.post_message(move)
        while frames.count == before and time.perf_counter() - start < PATIENCE:
            await asyncio.sleep(0)
        taken.append(Taken((time.perf_counter() - start) * 1000, (time.thread_time() - used) * 1000))
    await pilot.mouse_up(Canvas, offset=(x, y))
    return taken


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def tell(found: Found) -> bool:
    """Print the figures; whether all aims are met."""
    met = True
    print(f"{'milliseconds':22} {'median':>9} {'p95':>9}   processor: {'median':>9} {'p95':>9}")
    for name, values in found.items():
        wall, work = [taken.wall for taken in values], [taken.work for taken in values]
        middle, aim, words = statistics.median(wall), AIMS_P95.get(name), ""
        if aim is not None:
            met &= p95(wall) <= aim
            words = f"   aim: p95 ≤ {aim:g}"
        elif name == "opening the flow":
            met &= middle <= LONGEST_OPENING
            words = f"   aim: ≤ {LONGEST_OPENING:g}"
        elif name == "a frame of a drag":
            met &= 1000 / middle >= LEAST_FRAMES
            words = f"   {1000 / middle:.0f} frames a second, aim: ≥ {LEAST_FRAMES:g}"
        print(
            f"{name:22} {middle:9.1f} {p95(wall):9.1f}   {'':10} "
            f"{statistics.median(work):9.1f} {p95(work):9.1f}{words}"
        )
    return met


async def main() -> bool:
    flow = large_flow()
    print(f"{len(flow.blocks)} blocks, {len(flow.connections)} connections, {SIZE[0]}×{SIZE[1]} cells")
    with tempfile.TemporaryDirectory() as folder:
        path = make_small_shop(Path(folder) / "large.flowrig", flow)
        return tell({**await bare(), **await designer(path)})


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    sys.exit(0 if asyncio.run(main()) else 1)

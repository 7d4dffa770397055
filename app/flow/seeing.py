"""The commands for seeing a flow: finding, following, jumping, choosing, zooming and tidying."""

from typing import Final

from app.canvas.reach import Way, reach
from app.editing.command import EditRefused
from app.editing.drawing import Tidy
from app.flow.base import LOADING, FlowScreenBase
from app.flow.find_line import FindLine
from app.flow.finding import found_blocks
from app.words import count_of

SEEING: Final = frozenset(
    {
        "find", "jump", "downstream", "upstream", "show_all", "choose", "choose_all", "tidy", "fit", "zoom",
        "centre",
    }
)  # fmt: skip


class Seeing(FlowScreenBase):
    """What stands out on the canvas is one of: what was found, the ways that are followed, a story's way."""

    _followed: tuple[str, Way] | None = None
    _found: tuple[str, ...] = ()

    def why_not_see(self, command: str) -> str | None:
        """Why a command of this kind is not possible now."""
        if self.editor is None or self.loaded is None:
            return LOADING
        if command == "tidy" and self.loaded.read_only is not None:
            return self.loaded.read_only
        if self.seen is None or not self.seen.flow.blocks:
            return "the flow has no blocks yet"
        if command == "show_all" and self._followed is None and not self._found:
            return "nothing is dim"
        return None

    def light_again(self) -> None:
        """Let what was found or is followed stand out, after something else did or the flow has changed."""
        if self._found:
            self.canvas.set_trail((), self._found)
        elif self._followed is not None and self._followed[0] in self.canvas.ids:
            cards, links = reach(self.canvas.graph, *self._followed)
            self.canvas.set_trail(links, cards)
        else:
            self._followed = None
            self.canvas.set_trail(())

    def stop_seeing(self) -> bool:
        """Let nothing stand out any more; whether anything did."""
        seen = bool(self._found) or self._followed is not None
        self._found, self._followed = (), None
        if seen:
            self.light_again()
        return seen

    # Finding.

    def do_find(self) -> None:
        self.show_canvas()
        self.query_one(FindLine).open()

    def on_find_line_asked(self, event: FindLine.Asked) -> None:
        if self.seen is None:
            return
        flow, settings = self.seen.flow, self.seen.settings
        self._found = tuple(found_blocks(flow, settings, event.text))
        if self._found and self.canvas.selected not in self._found:
            self.canvas.select(self._found[0])
        self.light_again()
        self._count(event.text)

    def on_find_line_step(self, event: FindLine.Step) -> None:
        if not self._found:
            return
        selected = self.canvas.selected
        at = self._found.index(selected) if selected in self._found else -1
        self.canvas.select(self._found[(at + event.by) % len(self._found)])
        self._count("found")

    def on_find_line_closed(self, event: FindLine.Closed) -> None:
        self.query_one(FindLine).close()
        self._found = ()
        self.light_again()
        self.show_canvas()

    def _count(self, text: str) -> None:
        selected = self.canvas.selected
        at = self._found.index(selected) if selected in self._found else 0
        self.query_one(FindLine).count(text, len(self._found), at)

    # Following.

    def do_downstream(self) -> None:
        self._follow("downstream", "on from")

    def do_upstream(self) -> None:
        self._follow("upstream", "to")

    def _follow(self, way: Way, words: str) -> None:
        block = self.canvas.selected
        assert block is not None
        assert self.seen is not None
        self._followed = (block, way)
        self.light_again()
        others = len(reach(self.canvas.graph, block, way)[0]) - 1
        found = self.seen.flow.block(block)
        name = block if found is None else found.name
        self.say(f"{count_of(others, 'block')} on the ways {words} {name}. \\ shows all again.")

    def do_show_all(self) -> None:
        self.stop_seeing()

    # Going, choosing, zooming.

    def do_jump(self) -> None:
        def landed(block: str) -> None:
            if self.canvas.connecting is not None:
                self.canvas.aim(block)
                self.canvas.action_open()
            else:
                self.canvas.select(block)

        if self.canvas.begin_jump(landed):
            self.say("Type the letters of a block; esc leaves it.")

    def do_choose(self) -> None:
        block = self.canvas.selected
        assert block is not None
        self.canvas.toggle_choice(block)
        self._say_chosen()

    def do_choose_all(self) -> None:
        self.canvas.choose(self.canvas.ids)
        self._say_chosen()

    def _say_chosen(self) -> None:
        chosen = len(self.canvas.marked)
        if chosen:
            self.say(f"{count_of(chosen, 'block')} chosen: shift+arrows move, x deletes; esc ends it.")

    def do_fit(self) -> None:
        self.canvas.fit()

    def do_zoom(self) -> None:
        self.canvas.cycle_zoom()

    def do_centre(self) -> None:
        self.canvas.centre()

    def do_tidy(self) -> None:
        assert self.editor is not None
        self.canvas.forget_places()
        try:
            self.editor.do(Tidy())
        except EditRefused:
            # No block was placed by hand: there is nothing to edit, only to lay out afresh.
            self.canvas.tidy()
            self.say("Laid out afresh.")
            return
        self.say("Laid out afresh; ctrl+z puts back what was placed by hand.")

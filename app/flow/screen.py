"""The flow screen: canvas, transport bar and panels; pulls the newest snapshot of the run and passes it
on."""

import asyncio
from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import ContentSwitcher, Static

from app.canvas.widget import Canvas
from app.command_bar import CommandBar
from app.commands import Command, Place, bindings
from app.editing.editor import FlowEditor
from app.flow.base import LOADING
from app.flow.building import NO_BLOCKS
from app.flow.caption import CaptionBar
from app.flow.comparing import version_words
from app.flow.designing import DESIGNING, Designing
from app.flow.elsewhere import ELSEWHERE, Elsewhere
from app.flow.find_line import FindLine
from app.flow.guided import GUIDED, Guided
from app.flow.happened import move_words
from app.flow.heading import CREATING, differs, heading, looked_at
from app.flow.living import LIVING, Living
from app.flow.panels.base import Panel
from app.flow.panels.block import BlockPanel
from app.flow.panels.customers import CustomersPanel
from app.flow.panels.outbox import OutboxPanel
from app.flow.panels.problems import ProblemsPanel
from app.flow.panels.refused import RefusedPanel
from app.flow.panels.story import StoryPanel
from app.flow.panels.versions import VersionsPanel
from app.flow.picture import badges
from app.flow.playing import PLAYING, Playing
from app.flow.reviewing import REVIEWING, Reviewing
from app.flow.seeing import SEEING, Seeing
from app.flow.tabs import PanelTabs
from app.flow.transport import TransportBar
from app.flow.version_band import VersionBand
from app.flow.widening import WIDENING, Widening
from app.screens import CommandScreen, NoteLine
from app.session.moves import Move
from app.session.requests import LoadedFlow, LoadFlow, Shown
from app.session.session import Trouble
from app.standings import ways
from app.words import count_of, moment_words
from engine.time.civil import Zone

FRAMES = 15
"""Looks at the run in a second of wall time."""

FOLLOWS_AFTER = 0.03
"""Seconds until panel and footer follow the selection."""

PANELS: tuple[tuple[str, str, type[Panel]], ...] = (
    ("block", "1", BlockPanel),
    ("customers", "2", CustomersPanel),
    ("story", "3", StoryPanel),
    ("outbox", "4", OutboxPanel),
    ("refused", "5", RefusedPanel),
    ("problems", "6", ProblemsPanel),
    ("versions", "7", VersionsPanel),
)


class Stage(Container):
    """Where the canvas stands; its keys work while the canvas has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("canvas")

    def action_command(self, command: str) -> None:
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.carry_out(command)


class FlowScreen(Designing, Playing, Seeing, Elsewhere, Living, Guided, Reviewing, Widening):
    """One flow: designed, played, looked into."""

    PLACES = ("flow", "canvas")
    BINDINGS: ClassVar[list[BindingType]] = bindings("flow", "anywhere")
    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (100, "-wide"),
        (160, "-very-wide"),
    ]
    CSS_PATH = "flow.tcss"

    _header = Content("")
    _following: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="header", markup=False)
        yield TransportBar(self.flowrig.signs)
        yield CaptionBar(self.flowrig.signs)
        yield VersionBand()
        with Horizontal(id="stage"):
            with Stage(id="canvas-place"):
                yield Canvas(ascii=self.flowrig.ascii)
                yield FindLine()
            with Vertical(id="side"):
                yield PanelTabs([(name, key, kind.title) for name, key, kind in PANELS])
                with ContentSwitcher(initial="block"):
                    for name, _, kind in PANELS:
                        panel = kind()
                        panel.id = name
                        yield panel
        yield NoteLine()
        yield CommandBar()

    def on_mount(self) -> None:
        self.canvas.focus()
        self.run_worker(self._load(), group="loading")

    async def _load(self) -> None:
        try:
            loaded: LoadedFlow = await asyncio.wrap_future(self.flowrig.session.ask(LoadFlow(self.flow_id)))
        except Trouble as trouble:
            self.say(f"{trouble}", warning=True)
            return
        self.loaded = loaded
        self.standing = loaded.standing
        self.zone = Zone(loaded.settings.time_zone)
        self.canvas.invitation = f"{NO_BLOCKS[0].upper()}{NO_BLOCKS[1:]}"
        self.begin_editing(FlowEditor(loaded.flow, loaded.settings, loaded.kept))
        latest = self.flowrig.session.latest
        self.traffic.forget(latest.travels[-1].serial if latest.travels else 0)
        self.shown = Shown(moves=latest.moves)
        self._take(latest)
        self.refresh_commands()
        self.set_interval(1 / FRAMES, self._pull)
        if loaded.read_only is not None:
            self.say(loaded.read_only, warning=True)
        elif not latest.loaded and self.why_not("play") is None:
            self.say("space plays simulated time; ? shows all keys.")

    # Following the run.

    def _pull(self) -> None:
        latest = self.flowrig.session.latest
        if latest.serial != self.shown.serial:
            self._take(latest)
        if self.traffic.moving and self.opened is None:
            self.canvas.set_tokens(self.traffic.tokens(monotonic()))

    def take_newest(self) -> None:
        self._take(self.flowrig.session.latest)

    def _take(self, shown: Shown) -> None:
        """A newer moment of the run."""
        before, self.shown = self.shown, shown
        if shown.loaded:
            self.zone = Zone(shown.zone) if shown.zone != self.zone.name else self.zone
        counts = shown.flows.get(self.flow_id)
        if before.loaded and (not shown.loaded or shown.started != before.started or shown.now < before.now):
            self._forget_run()
        if counts is not None and self.opened is None:
            self.canvas.set_badges(badges(counts, self.canvas.ids))
        if self.flowrig.animate_tokens and self.opened is None:
            self.traffic.add(shown.travels, monotonic())
        if shown.moves != before.moves and shown.move is not None:
            self._say_move(shown, shown.move)
        if shown.trouble is not None and shown.trouble != before.trouble:
            self.say(shown.trouble, warning=True)
        elif before.state in ("playing", "hurrying") and not self.playing:
            self._say_why_it_stopped(shown)
        self.query_one(TransportBar).show(shown)
        self.query_one(CaptionBar).show(shown)
        self.look()
        if (before.state, before.loaded, before.speed) != (shown.state, shown.loaded, shown.speed):
            self.refresh_commands()

    def _forget_run(self) -> None:
        self.traffic.forget(self.shown.travels[-1].serial if self.shown.travels else 0)
        self.canvas.set_tokens(())
        self.query_one(StoryPanel).forget()
        if not self.shown.loaded and self.opened is None:
            self.canvas.clear_badges()
            self.draw_flow()

    def _say_why_it_stopped(self, shown: Shown) -> None:
        counts = shown.flows.get(self.flow_id)
        inside = 0 if counts is None else counts.inside
        if shown.state == "finished":
            self.say("All is played: nothing is due any more.")
        elif shown.now == shown.ends:
            self.say(f"The timeline is over; {count_of(inside, 'customer')} still inside. space plays on.")

    def _say_move(self, shown: Shown, move: Move) -> None:
        moment = self.moment()
        if moment is not None:
            words = move_words(move, shown.further, moment.block_title, self.flowrig.signs.arrow)
            self.say(f"{moment_words(self.zone, move.at)}  {shown.who}: {words}")

    # Header and panels.

    def draw_flow(self) -> None:
        super().draw_flow()
        self.light_again()

    def look(self) -> None:
        moment = self.moment()
        if moment is None:
            return
        self._draw_header()
        self.query_one(VersionBand).tell(moment)
        errors = sum(problem.severity == "error" for problem in moment.editor.problems)
        warnings = len(moment.editor.problems) - errors
        signs = (f" {self.flowrig.signs.no}{errors}" if errors else "") + (
            f" !{warnings}" if warnings else ""
        )
        self.query_one(PanelTabs).label("problems", f"Problems{signs}")
        panel = self._panel()
        if self.query_one("#side").display and panel.is_mounted:
            panel.look(moment)

    def _draw_header(self) -> None:
        moment = self.moment()
        assert moment is not None
        how = (self.standing, self.running, self.zone, self.shown.now)
        told = ways(*how)
        loaded = self.loaded
        read_only = loaded is not None and loaded.read_only is not None
        as_draft = loaded is not None and loaded.begins_as_draft
        notes = differs(self.standing, self.running, begins_as_draft=as_draft)
        content = heading(
            self.flowrig.signs,
            moment.editor.flow,
            self.size.width - 2,
            version=looked_at(self.standing, told[0])
            if self.fixed is None
            else version_words(moment.version),
            ways=[CREATING] if self.creates_draft else told,
            notes=notes if self.edited_since and self.fixed is None else (),
            saved="" if read_only else self.kept,
        )
        # It has one line whatever stands in it: no new layout of the whole screen.
        if content != self._header:
            self._header = content
            self.query_one("#header", Static).update(content, layout=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self.fit_form)
        if self.editor is not None:
            self._draw_header()

    def _panel(self) -> Panel:
        switcher = self.query_one(ContentSwitcher)
        return switcher.query_one(f"#{switcher.current}", Panel)

    @property
    def narrow(self) -> bool:
        return self.has_class("-narrow")

    def show_panel(self, panel: str, focus: bool = True) -> None:
        self.query_one(ContentSwitcher).current = panel
        self.query_one(PanelTabs).activate(panel)
        self.remove_class("-alone")
        self.add_class("-page")
        self.fit_form()
        if panel != "story":
            self.light_again()
        self.call_after_refresh(self.look)
        if focus:
            self.call_after_refresh(self._panel().take_focus)

    def show_canvas(self) -> None:
        self.remove_class("-page")
        self.canvas.focus()

    def on_click(self, event: events.Click) -> None:
        if event.widget is not None and event.widget.id == "header":
            self.carry_out("back")

    def on_descendant_focus(self) -> None:
        self.refresh_commands()

    def on_canvas_selected(self, event: Canvas.Selected) -> None:
        # The canvas is painted first; while a key is held, the panel follows now and then.
        if self._following is None:
            self._following = self.set_timer(FOLLOWS_AFTER, self._follow_selection)

    def _follow_selection(self) -> None:
        self._following = None
        self.look()
        self.refresh_commands()

    def on_canvas_opened(self, event: Canvas.Opened) -> None:
        self.carry_out("edit")

    def on_panel_tabs_wanted(self, event: PanelTabs.Wanted) -> None:
        self.show_panel(event.panel)

    def on_customers_panel_story_wanted(self, event: CustomersPanel.StoryWanted) -> None:
        self.query_one(StoryPanel).tell(event.customer)
        self.show_panel("story")

    def on_story_panel_visited(self, event: StoryPanel.Visited) -> None:
        if event.flow == self.flow_id:
            self.canvas.set_trail(event.trail)
            self.canvas.select(event.block)
        else:
            self.light_again()

    def on_problems_panel_jump(self, event: ProblemsPanel.Jump) -> None:
        problem = event.problem
        if self.editor is None:
            return
        if problem.block is not None:
            self.canvas.select(problem.block)
        found = problem.block is None or self.editor.flow.block(problem.block) is not None
        # What is wrong with outputs is mended on the canvas, all else in a form.
        on_canvas = not problem.field or problem.field[0] in ("outputs", "blocks", "id")
        if problem.field == ("blocks",) and self.editor.flow.launch is None and self.why_not("add") is None:
            self.show_canvas()
            self.add_by_itself()
            return
        command = "settings" if problem.block is None else "edit"
        if on_canvas or not found or self.why_not(command) is not None:
            self.show_canvas()
            return
        self.carry_out(command)
        self.query_one(BlockPanel).await_form(problem.field, problem.sentence)

    def open_form(self, field: tuple[str | int, ...] = ()) -> None:
        self.carry_out("edit")
        self.query_one(BlockPanel).await_form(field)

    # Commands.

    def places(self) -> tuple[Place, ...]:
        if self.canvas.has_focus:
            return ("canvas", "flow")
        above = self.focused.ancestors if self.focused is not None else ()
        if any(isinstance(widget, ProblemsPanel) for widget in above):
            return ("problems", "panel", "flow")
        if any(isinstance(widget, VersionsPanel) for widget in above):
            return ("versions", "panel", "flow")
        if self.query_one(BlockPanel).editing:
            return ("form", "flow")
        return ("panel", "flow") if any(isinstance(widget, Panel) for widget in above) else ("flow",)

    def command_label(self, command: Command) -> str:
        if command.id == "play" and self.playing:
            return "pause"
        if command.id == "widen" and self.broad:
            return "narrow"
        if command.id == "on_off":
            return "pause the flow" if self.is_on else "resume the flow"
        return command.label

    def why_not(self, command: str) -> str | None:
        if (fixed := self.why_fixed(command)) is not None:
            return fixed
        if command in REVIEWING:
            return self.why_not_review(command)
        if command in PLAYING:
            return self.why_not_play(command)
        if command in DESIGNING:
            return self.why_not_design(command)
        if command in ELSEWHERE:
            return self.why_not_elsewhere(command)
        if command in SEEING:
            return self.why_not_see(command)
        if command in GUIDED:
            return self.why_not_guided(command)
        if command in LIVING:
            return self.why_not_live(command)
        if command in WIDENING:
            return self.why_not_widen(command)
        if self.editor is None and command != "back":
            return LOADING
        if command == "hide_panel" and self.narrow:
            return "panels have the whole screen here, as it is narrow"
        return None

    def do_block_panel(self) -> None:
        self.show_panel("block", focus=self.narrow or self.query_one(BlockPanel).editing)

    def do_customers_panel(self) -> None:
        self.show_panel("customers")

    def do_story_panel(self) -> None:
        self.show_panel("story")

    def do_outbox_panel(self) -> None:
        self.show_panel("outbox")

    def do_refused_panel(self) -> None:
        self.show_panel("refused")

    def do_problems_panel(self) -> None:
        self.show_panel("problems")

    def do_versions_panel(self) -> None:
        self.show_panel("versions")

    def do_hide_panel(self) -> None:
        self.toggle_class("-alone")
        self.fit_form()
        self.show_canvas()

    def do_edit(self) -> None:
        panel = self.query_one(BlockPanel)
        panel.editing = True
        self.show_panel("block")
        panel.await_form()

    def do_settings(self) -> None:
        moment = self.moment()
        assert moment is not None
        self.show_panel("block", focus=False)
        panel = self.query_one(BlockPanel)
        panel.show_flow_form(moment)
        panel.await_form()
        self.call_after_refresh(panel.take_focus)

    def do_back(self) -> None:
        panel = self.query_one(BlockPanel)
        if panel.editing:
            panel.stop_editing()
            self.fit_form()
            if self.editor is not None:
                self.editor.end_step()
            self.show_canvas()
        elif self.compared is not None:
            self.stop_comparing()
        elif not self.canvas.has_focus or (self.narrow and self.has_class("-page")):
            self.show_canvas()
        elif not self.stop_seeing() and not self.leave_review():
            self.before_leaving()
            self.dismiss()

"""The flow screen's first line: which flow it is, which version is looked at, how the flow stands."""

from collections.abc import Sequence

from textual.content import Content

from app.session.requests import RunStanding, Standing
from app.signs import Signs
from app.standings import COLOURS, DRAFT, Said
from app.text import cell_width, cut, visible
from engine.flow.model import Flow
from engine.life.statuses import WORDS

GAP = "   "
LEAST_TITLE = 8
"""Cells that a flow's title has in any case."""
EDITED = (
    "edited since this run: l launches it, r starts again",
    "edited: l launches, r starts again",
    "edits not played",
)
"""That the run plays something else than what is designed, and what can be done about it where there is room
for that."""

OTHER_DRAFT = ("the run has another draft of it", "another draft in the run")

CREATING = Said(f"{WORDS['creating_draft']} …", "accent")


def differs(
    standing: Standing, running: RunStanding | None, *, begins_as_draft: bool = False
) -> Sequence[str]:
    """The same of a flow of which the run plays something else: nobody need have edited it where a version
    was launched in the run that is not the one on the canvas, or where the scenario makes drafts of it."""
    if begins_as_draft and running is None:
        return OTHER_DRAFT
    edited = standing.draft is not None or running is None or running.version in (0, standing.version)
    if edited:
        return EDITED
    assert running is not None
    return (f"version {running.version} plays: 7 shows it", f"version {running.version} plays")


def looked_at(standing: Standing, said: Said) -> str:
    """Which version the canvas shows, where how it stands does not tell that already."""
    here = DRAFT if standing.is_draft else standing.version
    if said.version == here:
        return ""
    return f"version {here}" if here else "draft"


def heading(
    signs: Signs,
    flow: Flow,
    width: int,
    *,
    version: str,
    ways: Sequence[Said],
    notes: Sequence[str],
    saved: str,
) -> Content:
    """`ways` are how it stands, from in full to in a word; so are `notes`, where there are any.

    Where room is scarce, the folder gives way first, then long words, then the title; what is said last is
    never cut.
    """
    back = f"{signs.back} "
    label = f" {version}" if version else ""
    notes = [f"{GAP}{signs.warning} {words}" for words in notes] or [""]
    fixed = sum(map(cell_width, (back, label, saved))) + 2 * len(GAP)
    wanted = cell_width(visible(flow.title))
    ways_and_notes = [(said, note) for said in ways for note in notes]
    said, note = next(
        (
            (said, note)
            for said, note in ways_and_notes
            if fixed + wanted + cell_width(said.words) + cell_width(note) <= width
        ),
        ways_and_notes[-1],
    )
    room = width - fixed - cell_width(note)
    title = cut(visible(flow.title), max(room - cell_width(said.words), LEAST_TITLE))
    room = max(room - cell_width(title), 0)
    words = cut(said.words, room)
    room -= cell_width(words)
    folder = f"{visible(flow.folder)} · " if flow.folder else ""
    folder = folder if cell_width(folder) <= room else ""
    return Content.assemble(
        Content.styled(back, "$text-accent"),
        Content.styled(title, "bold"),
        Content.styled(label, "$text-accent"),
        Content.styled(note, "$text-warning"),
        Content.styled(f"{GAP}{folder}" if words else "", "$foreground-muted"),
        Content.styled(words, COLOURS[said.tone]),
        Content.styled(f"{GAP}{saved}", "$foreground-muted"),
    )

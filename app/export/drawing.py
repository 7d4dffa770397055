"""The whole canvas of a flow, not only what would be in sight: as plain text, and as SVG."""

from collections.abc import Iterator
from html import escape

from app.canvas.picture import Level
from app.canvas.raster import Run
from app.canvas.scene import compose
from app.flow.picture import graph_of
from app.text import cell_width, visible
from engine.flow.model import Flow
from engine.world.settings import Settings

CELL = (8.4, 19)
"""Width and height of a cell, in pixels."""

MARGIN = 16

COLOURS = {
    "title": "#1d2430",
    "text": "#4b5565",
    "label": "#4b5565",
    "line": "#8a94a6",
    "open-end": "#a8b0bf",
    "far-0": "#3567a8",
    "far-1": "#9a6b14",
    "far-2": "#14787a",
    "far-label": "#6b7385",
    "launch": "#1f7a4d",
    "condition": "#14787a",
    "steps": "#1f5fae",
    "split": "#6a56c9",
    "wait": "#5b6472",
    "ab_test": "#9a3fa6",
    "limit": "#b3402f",
}
BOLD = ("title", "kind-", "head-")


def as_text(flow: Flow, settings: Settings, *, ascii: bool = False) -> str:
    """The flow as a drawing of characters."""
    rows = ["".join(text for text, _ in runs).rstrip() for runs in _rows(flow, settings, ascii)]
    while rows and not rows[0]:
        del rows[0]
    while rows and not rows[-1]:
        del rows[-1]
    margin = min((len(row) - len(row.lstrip()) for row in rows if row), default=0)
    return "\n".join(row[margin:] for row in rows)


def as_svg(flow: Flow, settings: Settings) -> str:
    """The flow as a picture for documents: text that can be selected, on white ground."""
    rows = list(_rows(flow, settings, False))
    width = max((sum(cell_width(text) for text, _ in runs) for runs in rows), default=0)
    across, down = CELL
    lines = []
    for y, runs in enumerate(rows):
        x = 0
        for text, style in runs:
            size = cell_width(text)
            bare = text.strip()
            if bare:
                # Blanks at the ends are left out: viewers drop them, and would stretch the rest.
                left = MARGIN + (x + cell_width(text) - cell_width(text.lstrip())) * across
                base = MARGIN + (y + 0.75) * down
                lines.append(_piece(bare, style, left, base, cell_width(bare) * across))
            x += size
    full = (round(width * across + 2 * MARGIN), round(len(rows) * down + 2 * MARGIN))
    title = escape(visible(flow.title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{full[0]}" height="{full[1]}" '
        f'viewBox="0 0 {full[0]} {full[1]}" role="img" aria-label="{title}">\n'
        f"<title>{title}</title>\n"
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n'
        f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" '
        'style="white-space: pre">\n' + "\n".join(lines) + "\n</g>\n</svg>\n"
    )


def _piece(text: str, style: str, x: float, y: float, length: float) -> str:
    name = style.partition("-")[2] if style.startswith(("kind-", "head-", "border-")) else style
    weight = ' font-weight="bold"' if style.startswith(BOLD) else ""
    # The length holds the columns together whatever font there is.
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs" '
        f'fill="{COLOURS.get(name, COLOURS["text"])}"{weight}>{escape(text)}</text>'
    )


def _rows(flow: Flow, settings: Settings, ascii: bool) -> Iterator[list[Run]]:
    scene = compose(graph_of(flow, settings), Level.FULL, ascii)
    routes = scene.routes
    for y in range(routes.height):
        yield scene.raster.row(y, 0, routes.width)

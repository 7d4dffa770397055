"""Tables of plain text: columns aligned, numbers to the right, names made visible."""

from collections.abc import Sequence

from app.text import cell_width, visible


def counted(number: int, what: str) -> str:
    """`1 order`, `2 orders`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def version(number: int) -> str:
    """A flow's version in words; 0 is that of a flow from a file, or of a draft."""
    return f"version {number}" if number else "unsaved"


def table(header: Sequence[str], rows: Sequence[Sequence[str | int]]) -> list[str]:
    """Lines of a table; columns that hold only numbers are right-aligned."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else visible(cell) for cell in row] for row in rows]
    right = [
        bool(rows) and all(isinstance(row[n], int) or row[n] == "" for row in rows)
        for n in range(len(header))
    ]
    widths = [
        max([cell_width(row[n]) for row in cells] + [cell_width(header[n])]) for n in range(len(header))
    ]
    lines = []
    for line in (list(header), ["─" * width for width in widths], *cells):
        padded = []
        for n, cell in enumerate(line):
            space = " " * (widths[n] - cell_width(cell))
            padded.append(space + cell if right[n] else cell + space)
        lines.append("  ".join(padded).rstrip())
    return lines

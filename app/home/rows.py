"""The list of flows as rows, and the search in it."""

from collections.abc import Mapping, Sequence

from app.session.requests import FlowRow, Shelf
from app.standings import Said, stands_briefly
from app.table import Column, Table
from app.words import ago_words, number


def said_of(shelf: Shelf) -> dict[str, Said]:
    """How each flow stands, by id."""
    from engine.time.civil import Zone

    zone = Zone(shelf.zone)
    return {row.id: stands_briefly(row.standing, row.running, zone, shelf.now) for row in shelf.flows}


def matching(flows: Sequence[FlowRow], said: Mapping[str, Said], query: str) -> list[FlowRow]:
    """The flows in whose name, id, folder, brand or status every word of the query occurs.

    The one that is called so comes first, then those whose names begin so, then those with all the words in
    their names, and last those that have them elsewhere; in each of these as they were.
    """
    words = query.casefold().split()
    found = [
        flow
        for flow in flows
        if all(
            word in " ".join((flow.name, flow.id, flow.folder, flow.brand, said[flow.id].words)).casefold()
            for word in words
        )
    ]
    return sorted(found, key=lambda flow: _distance(flow.name.casefold(), words))


def _distance(name: str, words: Sequence[str]) -> int:
    """How far a name is from what was typed; 0 is the same."""
    typed, plain = " ".join(words), " ".join(name.split())
    if not words or plain == typed:
        return 0
    if plain.startswith(typed):
        return 1
    return 2 if all(word in plain for word in words) else 3


def ordered(flows: Sequence[FlowRow], said: Mapping[str, Said], sort: str) -> list[FlowRow]:
    """The flows in an order: as kept, by name, folder, status, those inside, or the last change."""
    match sort:
        case "name":
            return sorted(flows, key=lambda flow: flow.name.casefold())
        case "folder":
            return sorted(flows, key=lambda flow: (flow.folder.casefold(), flow.name.casefold()))
        case "status":
            return sorted(flows, key=lambda flow: said[flow.id].words)
        case "inside":
            return sorted(flows, key=lambda flow: -(flow.inside or 0))
        case "last change":
            return sorted(flows, key=lambda flow: -flow.changed_at)
        case _:
            return list(flows)


def table(flows: Sequence[FlowRow], said: Mapping[str, Said], *, brands: bool, now: int, empty: str) -> Table:
    """The flows as a table; the column of brands only where there are several (F-22)."""
    columns = [
        Column("Flow", 36, 60, style="strong"),
        Column("Folder", 8, 24, drop=3),
        *([Column("Brand", 6, 20, drop=5)] if brands else []),
        Column("Status", 27, 36, whole=True),
        Column("Inside", 6, 9, right=True, style="accent"),
        Column("Entered", 7, 9, right=True, drop=2),
        Column("Last change", 11, 16, style="dim", drop=4),
    ]
    rows = [
        (
            flow.name,
            flow.folder or "–",
            *((flow.brand or "–",) if brands else ()),
            said[flow.id].words,
            "–" if flow.inside is None else number(flow.inside),
            "–" if flow.entered is None else number(flow.entered),
            ago_words(now - flow.changed_at),
        )
        for flow in flows
    ]
    status = next(n for n, column in enumerate(columns) if column.title == "Status")
    tones = {status: [said[flow.id].tone for flow in flows]}
    return Table(columns, rows, [flow.id for flow in flows], empty, cell_styles=tones)

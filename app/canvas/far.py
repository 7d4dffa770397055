"""Long connections: which ones they are, and what is written at their far end."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from app.canvas.picture import Graph, Link
from app.canvas.route import MARGIN, Box, Label, Point, Routes, path_masks
from app.text import cell_width, cut, visible

FAR_DOWN, FAR_ACROSS = 20, 70
"""Cells from end to end beyond which a connection is long: hardly in sight at once on a small screen."""
LEAST, MOST = 5, 24
"""Cells of a text at the far end; where there is less room there is none."""
BEYOND = 6
"""Cells by which it may stand out beyond the card that it belongs to."""


def with_far(graph: Graph, routes: Routes) -> Routes:
    """The routes with their long connections known and named at both ends."""
    far = far_links(routes.paths)
    if not far:
        return routes
    links = [link for link in routes.paths if link in far]
    named = far_labels(graph, links, routes.boxes, routes.masks, routes.labels)
    labels = (*routes.labels, *named)
    width = max(routes.width, *(label.x + cell_width(label.text) + MARGIN for label in labels))
    return replace(routes, far=far, labels=labels, width=width)


def far_links(paths: Mapping[Link, tuple[Point, ...]]) -> frozenset[Link]:
    """The connections that are so long that their ends are hardly seen together."""
    found = set()
    for link, path in paths.items():
        xs, ys = [x for x, _ in path], [y for _, y in path]
        if max(ys) - min(ys) > FAR_DOWN or max(xs) - min(xs) > FAR_ACROSS:
            found.add(link)
    return frozenset(found)


def far_labels(
    graph: Graph,
    links: Iterable[Link],
    boxes: Mapping[str, Box],
    masks: Mapping[int, Mapping[int, int]],
    labels: Iterable[Label],
) -> Iterator[Label]:
    """Beside the arrow of every long connection: where it comes from. Of several to one card the first is
    named and the others are counted.
    """
    titles = {card.id: card.heading for card in graph.cards}
    outputs = {(card.id, output): label for card in graph.cards for output, label in card.outputs}
    written: dict[int, list[tuple[int, int]]] = {}
    for label in labels:
        written.setdefault(label.y, []).append((label.x, label.x + cell_width(label.text)))
    by_target: dict[str, list[Link]] = {}
    for link in links:
        by_target.setdefault(link.target, []).append(link)
    for target, coming in by_target.items():
        box = boxes[target]
        y = box.y - 1
        first = coming[0]
        name = " · ".join(filter(None, (visible(titles[first.source]), visible(outputs[first.key]))))
        more = f" +{len(coming) - 1}" if len(coming) > 1 else ""
        arrow = box.x + box.width // 2
        row, taken = masks.get(y, {}), written.setdefault(y, [])
        for x, room in _rooms(arrow, box, row, taken):
            if room >= LEAST + len(more):
                text = cut(name, min(room, MOST) - len(more)) + more
                at = x if x > arrow else x + room - cell_width(text)
                taken.append((at, at + cell_width(text)))
                yield Label(at, y, text, (arrow, y), first.key, open_end=False, far=True)
                break


def _rooms(
    arrow: int, box: Box, row: Mapping[int, int], taken: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The room to the right of the arrow, and that to the left: its first cell and how many there are."""

    def free(x: int) -> bool:
        return x > 0 and x not in row and all(x < low or x >= high for low, high in taken)

    right = arrow + 2
    while right < box.right + BEYOND and free(right):
        right += 1
    # A blank cell is left before whatever comes next.
    yield (arrow + 2, right - arrow - 3)
    left = arrow - 2
    while left >= box.x - BEYOND and free(left):
        left -= 1
    yield (left + 2, arrow - left - 3)


def far_cells(paths: Mapping[Link, tuple[Point, ...]], far: frozenset[Link]) -> dict[int, dict[int, str]]:
    """y → x → the target, for the cells that belong to long connections alone."""
    found: dict[int, dict[int, str]] = {}
    targets = {link.target for link in far}
    shared: dict[str, dict[int, dict[int, int]]] = {target: {} for target in targets}
    for link, path in paths.items():
        if link.target in targets and link not in far:
            path_masks(path, shared[link.target])
    for link, path in paths.items():
        if link in far:
            own: dict[int, dict[int, int]] = {}
            path_masks(path, own)
            for y, row in own.items():
                others = shared[link.target].get(y, {})
                into = found.setdefault(y, {})
                into.update((x, link.target) for x in row if x not in others)
    return found

"""Who is inside, in the room that the panel has: names and times in full, or no column of them."""

import pytest

from app.flow.panels.customers import columns_of
from app.session.requests import RunStanding
from app.table import Table
from app.words import span_words

NAMES = ("Folake Balogun", "Ornella Ferraro", "Mateusz Wójcik")
AT = ("Wed 4 Mar 10:00", "Wed 4 Mar 22:40", "Thu 5 Mar 00:00")


@pytest.mark.rule("R-1")
@pytest.mark.parametrize(("width", "left"), [(37, False), (60, True), (78, True)])
@pytest.mark.parametrize(
    "running",
    [None, RunStanding("active", 1), RunStanding("paused", 1, paused=True), RunStanding("paused", 1, end=0)],
)
def test_names_and_times_are_not_cut(width: int, left: bool, running: RunStanding | None) -> None:
    columns, _ = columns_of(running, 0, several=False)
    spans = [span_words(seconds) for seconds in (45_600, 864_000 - 60, 59)]
    table = Table(columns, list(zip(NAMES, AT, spans, strict=True)), NAMES)
    table.lay_out(width)
    for n, name in enumerate(NAMES):
        line = "".join(text for text, _ in table.line(n))
        assert name in line
        assert AT[n] in line
        assert "…" not in line
        assert (spans[n] in line) is left

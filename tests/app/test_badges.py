"""The counts on a card."""

from app.flow.picture import badge
from engine.reports.counts import BlockCounts


def counted(kind: str, stopped: int) -> BlockCounts:
    found = BlockCounts(kind)
    found.entered, found.inside = 44, 2
    if stopped:
        found.stopped["flow_stopped"] = stopped
    return found


def test_the_total_stays_once_somebody_stopped() -> None:
    assert badge(counted("wait", 0)) == badge(counted("wait", 9)) == "2 inside · 44 in"
    assert badge(counted("steps", 0)) == "44 in"
    assert badge(counted("steps", 9)) == "44 in · 9 stopped"

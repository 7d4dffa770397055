"""How often a customer may go through a flow (L-1 to L-6), and what has been counted."""

from collections import defaultdict
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.time.civil import Zone
from engine.time.durations import Duration


class LaunchLimit(BaseModel):
    """Once, every time, or at most once in a period; the latter two with an optional total."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Literal["once", "every_time", "periodically"] = Field(default="every_time", title="How often")
    period: Duration | None = Field(
        default=None,
        title="Period",
        description="At most once in this period, counted from the last step group.",
    )
    total: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None, title="Total", description="At most this many times altogether; empty for no limit."
    )

    def words(self) -> str:
        if self.mode == "once":
            return "once"
        often = "every time" if self.mode == "every_time" else f"at most once in {self.period}"
        return often if self.total is None else f"{often}, {self.total} times at most"


class Count:
    """What is counted of one customer in one flow; kept when the flow is edited (L-5)."""

    __slots__ = ("entries", "last", "launches", "once")

    def __init__(self, entries: int = 0, launches: int = 0, last: int = 0, once: bool = False) -> None:
        self.entries = entries
        self.launches = launches
        self.last = last
        """When a step group was last carried out (L-4); means nothing without launches."""
        self.once = once
        """Whether *Once* was the limit when a launch was counted, or later: barred for ever (L-5)."""


class Launches:
    """The counts of all customers in one flow, and the limit of its newest version."""

    __slots__ = ("by_customer", "launched", "limit", "limited", "once", "zone")

    def __init__(self, limit: LaunchLimit, zone: Zone) -> None:
        self.by_customer: defaultdict[str, Count] = defaultdict(Count)
        self.zone = zone
        self.launched = 0
        """Passages in which a step group has been carried out (L-2, L-3)."""
        self.set_limit(limit)

    def set_limit(self, limit: LaunchLimit) -> None:
        """Take over the limit of a new version; counts stay (L-5)."""
        self.limit = limit
        self.once = limit.mode == "once"
        counts = self.by_customer.values()
        if self.once:
            for count in counts:
                count.once = count.launches > 0
        # Whom *Once* has barred stays barred whatever the limit is now (L-5).
        self.limited = (
            limit.mode != "every_time" or limit.total is not None or any(count.once for count in counts)
        )

    def allows(self, count: Count, now: int) -> bool:
        """Whether the customer may be launched now (L-1, L-4, L-5)."""
        if not count.launches:
            return True
        limit = self.limit
        if count.once or self.once:
            return False
        if limit.total is not None and count.launches >= limit.total:
            return False
        if limit.period is not None and limit.mode == "periodically":
            return now >= limit.period.after(count.last, self.zone)
        return True

    def carried_out(self, count: Count, now: int, first: bool) -> None:
        """Count a step group that was carried out; `first` when it is the passage's first (L-3)."""
        count.last = now
        if first:
            count.launches += 1
            self.launched += 1
            if self.once:
                count.once = True

    def join(self, gone: str, customer: str) -> int | None:
        """Add what is counted of a profile to the one into which it was merged (L-7): how many entries that
        one had before; None where nothing was counted of the profile that is gone."""
        theirs = self.by_customer.pop(gone, None)
        if theirs is None:
            return None
        mine = self.by_customer[customer]
        before = mine.entries
        mine.entries += theirs.entries
        if theirs.launches:
            mine.last = max(mine.last, theirs.last) if mine.launches else theirs.last
        mine.launches += theirs.launches
        mine.once = mine.once or theirs.once
        return before

    def seen(self, customer: str) -> str:
        """What a decision about the limit looked at, in words, for stories."""
        count = self.by_customer.get(customer)
        if count is None or not count.launches:
            return "never launched before"
        times = "once" if count.launches == 1 else f"{count.launches} times"
        last = f"launched {times} before, the last step on {self.zone.words(count.last)}"
        return f"{last}; since the limit was once, never again" if count.once and not self.once else last

    def dump(self) -> dict[str, list[int]]:
        return {key: [c.entries, c.launches, c.last, int(c.once)] for key, c in self.by_customer.items()}

    def load(self, counts: dict[str, list[int]]) -> None:
        self.by_customer.clear()
        for key, (entries, launches, last, once) in counts.items():
            self.by_customer[key] = Count(entries, launches, last, bool(once))
        self.launched = sum(count.launches for count in self.by_customer.values())
        self.set_limit(self.limit)

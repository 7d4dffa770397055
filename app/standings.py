"""How a flow stands, in words and with a colour (F-15, F-17, F-20): never by colour alone."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from app.session.requests import RunStanding, Standing
from app.words import short_moment
from engine.life.statuses import WORDS

if TYPE_CHECKING:
    from engine.time.civil import Zone

Tone = Literal["dim", "good", "warn", "accent"]
"""Names of the styles of lists."""

COLOURS: dict[Tone, str] = {
    "dim": "$foreground-muted",
    "good": "$text-success",
    "warn": "$text-warning",
    "accent": "$text-accent",
}
"""The same where text is styled in itself."""

DRAFT = 0
"""A draft's number among versions."""

BESIDE = {"draft": "unfinished", "ready": "Ready"}
"""A draft beside a launched version."""


class Said(NamedTuple):
    """How a flow stands."""

    words: str
    tone: Tone
    brief: str = ""
    """The same in a word or two; empty where the words are that short."""
    version: int | None = None
    """The version that the words name, 0 for a draft; None where they name none."""


def stands(standing: Standing, running: RunStanding | None, zone: "Zone", now: int) -> Said:
    """In the run that is loaded where that plays it, else in the workspace. A flow that was never launched is
    a draft, also where a run tries it out; not where it was launched in the run, by its scenario."""
    if not standing.launched and (running is None or not running.version):
        return Said(WORDS[standing.status], "accent" if standing.status == "ready" else "dim", version=DRAFT)
    version = standing.version if running is None else running.version
    number, named = f" (version {version})" if version else " (draft tried out)", version or None
    if not standing.launched:
        number, named = f" (version {version} of the run)", None
    beside = "" if standing.draft is None else f", draft beside: {BESIDE[standing.draft]}"
    if running is None:
        if standing.status == "paused":
            return Said(f"{WORDS['paused']}{beside}", "warn", WORDS["paused"])
        status = WORDS[standing.status]
        return Said(f"{status}{number}{beside}", "good", status, named)
    if running.paused:
        since = "" if running.since is None else f" since {_moment(zone, running.since, now)}"
        return Said(f"{WORDS['paused']}{since}{beside}", "warn", WORDS["paused"])
    if running.end is not None and now >= running.end:
        return Said(f"{WORDS['paused']}: its end has passed{beside}", "warn", WORDS["paused"])
    if running.start is not None and now < running.start:
        return Said(f"Starts {_moment(zone, running.start, now)}{beside}", "accent", "Not started")
    return Said(f"{WORDS['active']}{number}{beside}", "good", WORDS["active"], named)


def stands_briefly(standing: Standing, running: RunStanding | None, zone: "Zone", now: int) -> Said:
    """The same for lists: where there is a draft, what is said of the version gives way to it."""
    said = stands(standing, running, zone, now)
    if standing.draft is None:
        return said
    return said._replace(words=f"{said.brief}, draft beside: {BESIDE[standing.draft]}", version=None)


def ways(standing: Standing, running: RunStanding | None, zone: "Zone", now: int) -> list[Said]:
    """How a flow stands, from in full to in a word or two, for where the room decides."""
    said = stands(standing, running, zone, now)
    return [said, stands_briefly(standing, running, zone, now), said._replace(words=said.brief or said.words)]


def _moment(zone: "Zone", at: int, now: int) -> str:
    """A moment within a sentence."""
    return " ".join(short_moment(zone, at, now).split())

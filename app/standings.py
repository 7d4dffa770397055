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

BESIDE = {"draft": "unfinished", "ready": "Ready"}
"""A draft beside a launched version."""


class Said(NamedTuple):
    """How a flow stands."""

    words: str
    tone: Tone


def stands(standing: Standing, running: RunStanding | None, zone: "Zone", now: int) -> Said:
    """In the run that is loaded where that plays it, else in the workspace. A flow that was never launched is
    a draft, also where a run tries it out; not where it was launched in the run, by its scenario."""
    if not standing.launched and (running is None or not running.version):
        return Said(WORDS[standing.status], "accent" if standing.status == "ready" else "dim")
    version = standing.version if running is None else running.version
    number = f" (version {version})" if version else " (draft tried out)"
    if not standing.launched:
        number = f" (version {version} of the run)"
    beside = "" if standing.draft is None else f", draft beside: {BESIDE[standing.draft]}"
    if running is None:
        if standing.status == "paused":
            return Said(f"{WORDS['paused']}{beside}", "warn")
        return Said(f"{WORDS[standing.status]}{number}{beside}", "good")
    if running.paused:
        since = "" if running.since is None else f" since {_moment(zone, running.since, now)}"
        return Said(f"{WORDS['paused']}{since}{beside}", "warn")
    if running.end is not None and now >= running.end:
        return Said(f"{WORDS['paused']}: its end has passed{beside}", "warn")
    if running.start is not None and now < running.start:
        return Said(f"Starts {_moment(zone, running.start, now)}{beside}", "accent")
    return Said(f"{WORDS['active']}{number}{beside}", "good")


def stands_briefly(standing: Standing, running: RunStanding | None, zone: "Zone", now: int) -> Said:
    """The same for lists: where there is a draft, what is said of the version gives way to it."""
    said = stands(standing, running, zone, now)
    if standing.draft is None:
        return said
    first = said.words.split(maxsplit=1)[0].rstrip(":,")
    return Said(f"{first}, draft beside: {BESIDE[standing.draft]}", said.tone)


def _moment(zone: "Zone", at: int, now: int) -> str:
    """A moment within a sentence."""
    return " ".join(short_moment(zone, at, now).split())

"""What a scenario says to those who watch it: captions, stops, and what it expects."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.life.deeds import DuplicateFlow, FlowDeed, LaunchFlow, SetEnd, SetStart, plain
from engine.life.wording import DONE, MOVED
from engine.scenario import Scenario, TimedEntry
from engine.time.civil import Zone

_CUSTOMER = re.compile(r"\ba customer\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caption:
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """A scenario's words for the screen; instants."""

    title: str
    captions: tuple[Caption, ...]
    """In the order of time."""
    stops: tuple[int, ...]
    """Where playing pauses by itself, once all that is due at that second is done."""
    expects: int
    """How many expectations it has."""
    silent: tuple[Caption, ...] = ()
    """Changes without a word of their own, in the order of time, with what they do: who steps through a
    scenario sees them come, also where no flow is started (R-3)."""

    def said(self, now: int) -> str:
        """The caption that stands at a moment: all that was said at the latest moment with one; where the
        clock stands at silent changes, what they do."""
        here = [caption.text for caption in (*self.captions, *self.silent) if caption.at == now]
        if here:
            return " ".join(here)
        latest = max((caption.at for caption in self.captions if caption.at <= now), default=None)
        return " ".join(caption.text for caption in self.captions if caption.at == latest)

    def next_stop(self, after: int) -> int | None:
        return next((stop for stop in self.stops if stop > after), None)

    def next_mark(self, after: int) -> int | None:
        """The next moment of an entry, or with a stop."""
        ahead = (
            next((at for at in moments if at > after), None)
            for moments in (
                (caption.at for caption in self.captions),
                (caption.at for caption in self.silent),
                self.stops,
            )
        )
        return min((at for at in ahead if at is not None), default=None)


def script_of(
    scenario: Scenario,
    entries: Sequence[TimedEntry],
    zone: Zone,
    names: Mapping[str, str],
    called: Callable[[str], str],
) -> Script | None:
    """The script of a scenario; None for one that is mere traffic. `names`: of flows, by id; `called`: what a
    customer is called."""
    captions = tuple(Caption(entry.at, text) for entry in entries if (text := _said(entry, zone, names)))
    stops = tuple(sorted({entry.at for entry in entries if entry.frame.pause}))
    if not (captions or stops or scenario.then or scenario.title):
        return None
    title = scenario.title or scenario.scenario
    return Script(
        title, captions, stops, len(scenario.then), _silent(entries, called) if scenario.when else ()
    )


def _silent(entries: Sequence[TimedEntry], called: Callable[[str], str]) -> tuple[Caption, ...]:
    """What changes without words do, of whom they are about: "Award points to Ada."."""
    found = []
    for entry in entries:
        change = entry.played
        if change is not None and not entry.frame.say:
            words, who = change.summary, getattr(change, "customer", "")
            if who:
                name = called(who)
                told = _CUSTOMER.sub(name.replace("\\", r"\\"), words, count=1)
                words = told if told != words else f"{name}: {words}"
            found.append(Caption(entry.at, f"{words}."))
    return tuple(found)


def _said(entry: TimedEntry, zone: Zone, names: Mapping[str, str]) -> str:
    """What an entry says; of what is done to a flow, where it has no words of its own, what that is."""
    deed = entry.done
    if entry.frame.say or deed is None:
        return entry.frame.say
    return f"'{names.get(deed.flow) or deed.flow}': {_done(deed, zone)}."


def _done(deed: FlowDeed, zone: Zone) -> str:
    match deed:
        case SetStart(do=do, to=to) | SetEnd(do=do, to=to):
            return f"{MOVED[do]} " + ("was removed" if to is None else f"was moved to {zone.words(to)}")
        case DuplicateFlow(new=new):
            return f"duplicated as {new}"
        case LaunchFlow(do=do, version=int(version)):
            return f"{DONE[do]} as version {version}"
    return DONE[plain(deed)["do"]]

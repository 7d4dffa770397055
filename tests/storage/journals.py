"""Made-up runs: what a simulation might hand to its journal, and every visit of it worked out plainly."""

import random
from dataclasses import dataclass, field

from engine.simulation.record import Batch, End, Failure, Letter, Message, Path, Wake
from storage.record import NoEntry, Visit

FLOWS = ("welcome", "cart")
OUTPUTS = ("next", "yes", "no", "A", "beyond")


@dataclass
class MadeUpRun:
    """Batches, and what must be read of them."""

    batches: list[Batch] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    turned_away: list[NoEntry] = field(default_factory=list)
    messages: list[tuple[int, str, str, str | None]] = field(default_factory=list)
    """(at, customer, channel, not sent)"""


def customer_of(number: int) -> str:
    """Half of the customers have ids that look like a passage's number."""
    return str(number) if number % 2 else f"c{number} é"


def made_up(seed: int, wakes: int, batch: int, customers: int = 40) -> MadeUpRun:
    """A run of `wakes` wake-ups in batches of about `batch`, with some rows of a batch out of order."""
    chance = random.Random(seed)
    run = MadeUpRun()
    paths: dict[Path, int] = {}
    stories: dict[int, list[Visit]] = {}
    waiting: list[Visit] = []
    letters = [
        Letter(n + 1, flow, 1, "mail", n % 2, channel)
        for n, (flow, channel) in enumerate((f, c) for f in FLOWS for c in ("email", "sms"))
    ]
    current = Batch(letters=letters)
    at = 1_000_000
    for seq in range(1, wakes + 1):
        at += chance.choice((0, 0, 1, 60, 3600))
        old = waiting.pop(chance.randrange(len(waiting))) if waiting and chance.random() < 0.5 else None
        if old is None:
            passage, customer, flow = seq, customer_of(chance.randrange(customers)), chance.choice(FLOWS)
        else:
            passage, customer, flow = old.passage, old.customer, old.flow
        version = chance.choice((1, 1, 1, 2))
        blocks = [f"b{n}" for n in range(chance.randrange(4))]
        outputs = [chance.choice(OUTPUTS) for _ in blocks]
        end: End = chance.choice(("inside", "inside", "finished", "stopped", "did_not_enter"))
        if end == "did_not_enter" and old is not None:
            end = "finished"
        if old is not None:
            blocks, outputs = [old.block, *blocks], ["next", *outputs]
        story = stories.setdefault(passage, [])
        if end == "did_not_enter":
            path = Path(0, flow, version, True, (), None, "did_not_enter", "too_old")
            run.turned_away.append(NoEntry(seq, at, customer, flow, version, "too_old"))
        else:
            last = None if end == "finished" and blocks else f"w{chance.randrange(3)}"
            if end == "finished" and last is not None:
                end = "stopped"
            if old is not None and end == "stopped" and chance.random() < 0.5:
                # Removed from its wait.
                blocks, outputs, last = [], [], old.block
            reason = "no_date" if end == "stopped" else None
            moves = tuple(zip(blocks, outputs, strict=True))
            path = Path(0, flow, version, old is None, moves, last, end, reason)
            left_from = 0
            if old is not None and moves:
                story[-1] = old._replace(left=at, output="next")
                left_from = 1
            elif old is not None:
                story[-1] = old._replace(stop=reason)
            for block, output in moves[left_from:]:
                story.append(Visit(flow, version, passage, customer, block, at, at, output, None))
            if last is not None and (moves or old is None):
                story.append(Visit(flow, version, passage, customer, last, at, None, None, reason))
            if end == "inside":
                waiting.append(story[-1])
        if path not in paths:
            paths[path] = len(paths) + 1
            current.paths.append(path._replace(number=paths[path]))
        wake: Wake = (seq, at, customer if old is None else passage, paths[path])
        # A wake-up that a step of this one causes is written first.
        current.wakes.insert(len(current.wakes) - (1 if current.wakes and chance.random() < 0.1 else 0), wake)
        if end != "did_not_enter" and chance.random() < 0.4:
            letter = chance.choice([found for found in letters if found.flow == flow])
            not_sent = chance.choice((None, None, "no_email"))
            values = None if chance.random() < 0.5 else '{"Customer.FirstName":"[red]x[/"}'
            current.messages.append(Message(seq, at, customer, letter.number, not_sent, values))
            run.messages.append((at, customer, letter.channel, not_sent))
        if chance.random() < 0.05:
            current.failures.append(Failure(seq, at, customer, flow, version, "mail", 0, "pool empty"))
        if len(current.wakes) >= batch:
            run.batches.append(current)
            current = Batch()
    run.batches.append(current)
    run.visits = [visit for passage in sorted(stories) for visit in stories[passage]]
    return run

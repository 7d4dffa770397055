"""Reading what a run wrote down: every visit exactly as it was, counts, the outbox, failures."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.flow.model import Flow
from engine.reports.counts import FlowCounts, fold
from engine.simulation.record import Failure, Letter, Path
from storage.workspace import Workspace


class Visit(NamedTuple):
    """A passage at a block. `left` is None where it is still inside or has stopped; instants."""

    flow: str
    version: int
    passage: int
    customer: str
    block: str
    arrived: int
    left: int | None
    output: str | None
    stop: str | None
    """Why it stopped there."""


class OutboxLine(NamedTuple):
    """A message, with where its template stands and what that is to print."""

    seq: int
    at: int
    customer: str
    passage: int
    flow: str
    version: int
    block: str
    action: int
    channel: str
    not_sent: str | None
    """Why it was not sent; None when it was."""
    values: str | None


class NoEntry(NamedTuple):
    """An event that was recognised and let the customer in nowhere (R-1: did not enter)."""

    seq: int
    at: int
    customer: str
    flow: str
    version: int
    reason: str


# A plain `seq` to compare with would turn the id of customer "17" into passage 17; `+seq` compares as it is.
_PASSAGE = "CASE WHEN typeof(w.who) = 'integer' THEN w.who ELSE w.seq END"


class RunRecord:
    """What is written down of one run; readable at any time, fast for one customer once it is finished."""

    def __init__(self, workspace: Workspace, run: int) -> None:
        self._connection = workspace.connection
        self._run = run

    def visits(self, customer: str | None = None, passage: int | None = None) -> Iterator[Visit]:
        """Every visit, passage by passage (by number, which is the order of entering), each in its order.

        Events that did not enter are no passages: see `turned_away`.
        """
        paths = self.paths()
        number, who = 0, ""
        waiting: Visit | None = None
        for passage_number, at, named, path_number in self._wakes(customer, passage):
            path = paths.get(path_number)
            if path is None:
                raise self._connection.damaged("a path of a run is missing")
            if path.end == "did_not_enter":
                continue
            if passage_number != number:
                if waiting is not None:
                    yield waiting
                number, who, waiting = passage_number, named, None
            flow, version = path.flow, path.version
            for block, output in path.moves:
                if waiting is not None:
                    yield waiting._replace(left=at, output=output)
                    waiting = None
                else:
                    yield Visit(flow, version, number, who, block, at, at, output, None)
            if path.last is not None:
                if waiting is None:
                    waiting = Visit(flow, version, number, who, path.last, at, None, None, None)
                if path.end == "stopped":
                    yield waiting._replace(stop=path.reason)
                    waiting = None
        if waiting is not None:
            yield waiting

    def inside(self, flow: str | None = None, block: str | None = None) -> Iterator[Visit]:
        """Who is inside, with where and since when; of one flow or block, where it is given."""
        for visit in self.visits():
            here = flow in (None, visit.flow) and block in (None, visit.block)
            if here and visit.left is None and visit.stop is None:
                yield visit

    def turned_away(self, customer: str | None = None) -> Iterator[NoEntry]:
        """The events that did not enter, in the order in which they came."""
        # Whose they are is found by the index, which an "or" would not use.
        whose = "?2 IS NULL" if customer is None else "who = ?2"
        return self._no_entries(f"{whose} ORDER BY seq", customer)

    def newest_turned_away(self, most: int) -> Iterator[NoEntry]:
        """The newest of them, at most so many, in the same order."""
        newest = list(self._no_entries("true ORDER BY seq DESC LIMIT ?2", most))
        return reversed(newest)

    def _no_entries(self, which: str, parameter: str | int | None) -> Iterator[NoEntry]:
        paths = {number: path for number, path in self.paths().items() if path.end == "did_not_enter"}
        rows = self._connection.rows(
            f"SELECT seq, at, who, path FROM wake_{self._run} "
            f"WHERE path IN (SELECT value FROM json_each(?1)) AND {which}",
            json.dumps(list(paths)),
            parameter,
        )
        for seq, at, who, number in rows:
            path = paths[number]
            yield NoEntry(seq, at, who, path.flow, path.version, path.reason or "")

    def stopped_on(self, paths: Sequence[int], most: int) -> list[tuple[str, int]]:
        """The customers who stopped on these paths after a Wait, and when, in that order."""
        wakes = f"wake_{self._run}"
        rows = self._connection.rows(
            f"SELECT e.who, w.at FROM {wakes} AS w JOIN {wakes} AS e ON e.seq = w.who "
            "WHERE w.path IN (SELECT value FROM json_each(?)) ORDER BY w.seq LIMIT ?",
            json.dumps(list(paths)),
            most,
        )
        return [(who, at) for who, at in rows]

    def taken(self) -> list[tuple[Path, int]]:
        """How often each path was taken."""
        paths = self.paths()
        rows = self._connection.rows(
            f"SELECT path, count(*) FROM wake_{self._run} GROUP BY path ORDER BY path"
        )
        return [(paths[number], times) for number, times in rows]

    def counts(self, flows: Iterable[tuple[Flow, int]]) -> dict[str, FlowCounts]:
        """R-1 for the run's flows, each given with its version; of versions of one flow the newest last."""
        taken = self.taken()
        steps: dict[str, set[str]] = {}
        counts = {}
        for flow, version in flows:
            groups = steps.setdefault(flow.id, set())
            groups.update(block.id for block in flow.blocks if block.kind == "steps")
            counts[flow.id] = fold(flow, version, taken, self._launched(flow.id, groups, taken))
        return counts

    def _launched(self, flow: str, steps: set[str], taken: list[tuple[Path, int]]) -> int:
        """In how many passages a step group was carried out (L-2): left, and not failed as a whole."""
        groups = [
            [path.number, left, path.last]
            for path, _ in taken
            if path.flow == flow and (left := sum(block in steps for block, _ in path.moves))
        ]
        row = self._connection.row(
            "WITH steps (path, groups, last) AS "
            "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') "
            "FROM json_each(?)) "
            f"SELECT count(DISTINCT {_PASSAGE}) FROM wake_{self._run} AS w JOIN steps USING (path) "
            "WHERE groups > (SELECT count(*) FROM run_failure AS f "
            "WHERE f.run = ? AND f.seq = w.seq AND f.action IS NULL AND f.block IS NOT last)",
            json.dumps(groups),
            self._run,
        )
        assert row is not None
        launched: int = row[0]
        return launched

    def outbox(self, customer: str | None = None) -> Iterator[OutboxLine]:
        """The messages in the order in which they went out."""
        run = self._run
        chosen = (
            f"m.seq IN (SELECT seq FROM wake_{run} WHERE who = ?1 UNION ALL "
            f"SELECT seq FROM wake_{run} WHERE who IN (SELECT +seq FROM wake_{run} WHERE who = ?1))"
        )
        return self._lines(f"SELECT * FROM message_{run} AS m WHERE ?1 IS NULL OR {chosen}", customer)

    def newest_messages(self, most: int) -> Iterator[OutboxLine]:
        """The newest of them, at most so many, in the same order."""
        return self._lines(f"SELECT * FROM message_{self._run} ORDER BY id DESC LIMIT ?1", most)

    def _lines(self, messages: str, parameter: str | int | None) -> Iterator[OutboxLine]:
        run = self._run
        rows = self._connection.rows(
            f"SELECT m.seq, w.at, entry.who, entry.seq, l.flow, l.version, l.block, l.action, l.channel, "
            f'm.not_sent, m."values" FROM ({messages}) AS m JOIN wake_{run} AS w ON w.seq = m.seq '
            f"JOIN wake_{run} AS entry ON entry.seq = {_PASSAGE} "
            "JOIN run_letter AS l ON l.run = ?2 AND l.number = m.letter ORDER BY m.id",
            parameter,
            run,
        )
        return (OutboxLine(*row) for row in rows)

    def sent(self) -> dict[str, Mapping[str | None, int]]:
        """How many messages there are by channel and by the reason for not being sent (None: sent)."""
        counts: dict[str, dict[str | None, int]] = {}
        rows = self._connection.rows(
            f"SELECT l.channel, m.not_sent, sum(m.n) FROM "
            f"(SELECT letter, not_sent, count(*) AS n FROM message_{self._run} GROUP BY 1, 2) AS m "
            "JOIN run_letter AS l ON l.run = ? AND l.number = m.letter GROUP BY 1, 2 ORDER BY 1, 2",
            self._run,
        )
        for channel, not_sent, n in rows:
            counts.setdefault(channel, {})[not_sent] = n
        return dict(counts)

    def failures(self, customer: str | None = None) -> Iterator[Failure]:
        """Actions and groups that failed or expired, in the order in which they did (R-6)."""
        rows = self._connection.rows(
            "SELECT seq, at, customer, flow, version, block, action, reason FROM run_failure "
            "WHERE run = ? AND (customer = ?2 OR ?2 IS NULL) ORDER BY id",
            self._run,
            customer,
        )
        return (Failure(*row) for row in rows)

    def paths(self) -> dict[int, Path]:
        """The run's paths by number."""
        rows = self._connection.rows(
            'SELECT number, flow, version, entry, moves, last, "end", reason, since_version '
            "FROM run_path WHERE run = ? ORDER BY number",
            self._run,
        )
        found = {}
        for number, flow, version, entry, moves, *rest in rows:
            with self._connection.sound("a path"):
                pairs = tuple((block, output) for block, output in self._connection.from_json(moves))
            found[number] = Path(number, flow, version, bool(entry), pairs, *rest)
        return found

    def letters(self) -> list[Letter]:
        """The kinds of message that the run sends, by number."""
        rows = self._connection.rows(
            "SELECT number, flow, version, block, action, channel FROM run_letter "
            "WHERE run = ? ORDER BY number",
            self._run,
        )
        return [Letter(*row) for row in rows]

    def _wakes(self, customer: str | None, passage: int | None) -> Iterator[tuple[int, int, str, int]]:
        """(passage, at, who, path), passage by passage."""
        wakes = f"wake_{self._run}"
        columns = f"SELECT {_PASSAGE} AS passage, w.at, w.who, w.path FROM {wakes} AS w "
        order = "ORDER BY passage, w.seq"
        if customer is not None:
            mine = f"SELECT +seq FROM {wakes} WHERE who = ?1"
            where = f"WHERE (w.who = ?1 OR w.who IN ({mine})) AND (?2 IS NULL OR {_PASSAGE} = ?2) "
            return self._connection.rows(columns + where + order, customer, passage)
        if passage is not None:
            return self._connection.rows(columns + "WHERE w.seq = ?1 OR w.who = ?1 " + order, passage)
        return self._connection.rows(columns + order)

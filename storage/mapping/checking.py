"""What is wrong with a mapping that its shape does not show: (path, a sentence that says how to mend it)."""

import dataclasses
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from storage.mapping.model import CHANGE_KINDS, NEW_CUSTOMER, ChangeTemplate, Mapping, Records
from storage.mapping.templates import EACH_LINE, FIRST_OF, BadTemplate, parse
from storage.problems import shown

Path = tuple[str | int, ...]
Fault = tuple[Path, str]

_NOT_OF_NEW_CUSTOMERS = ("do", "at", "happened_at")


def faults(mapping: Mapping) -> Iterator[Fault]:
    """All that can be said before the files are opened."""
    for path, name in ((("world", "name"), mapping.world.name), (("scenario",), mapping.scenario)):
        if not name.strip() or shown(name) != name:
            yield path, f"{shown(name)!r} is no name: give one without control characters"
    for n, records in enumerate(mapping.world.start):
        yield from _records_faults(mapping, records, ("world", "start", n))
    for n, records in enumerate(mapping.records):
        place = ("records", n)
        yield from _records_faults(mapping, records, place)
        for m, change in enumerate(records.changes):
            if change.at is None:
                yield (*place, "changes", m), f"{change.do} has no `at`: name the column with its time"


def _records_faults(mapping: Mapping, records: Records, place: Path) -> Iterator[Fault]:
    named = [
        (("from",), records.source),
        *((("join", n, "table"), j.table) for n, j in enumerate(records.join)),
    ]
    if records.lines is not None:
        named.append((("lines", "table"), records.lines.table))
        named += [(("lines", "join", n, "table"), j.table) for n, j in enumerate(records.lines.join)]
        if records.group_by is not None:
            yield (*place, "lines"), "a group's lines are its rows: remove `lines` or `group_by`"
    for path, table in named:
        if table not in mapping.tables:
            known = ", ".join(mapping.tables)
            yield (*place, *path), f"there is no table {table!r}: choose one of {known}, or describe it"
    for path, tables in _used_twice(records):
        yield (*place, *path), f"the table {tables!r} is here already: join it once"
    if records.same and records.group_by is None:
        yield (*place, "same"), "`same` is about groups: give `group_by`, or remove it"
    has_lines = records.lines is not None or records.group_by is not None
    if records.new_customer is not None:
        new = (*place, "new_customer")
        if "customer" not in records.new_customer:
            yield new, "new_customer needs `customer`, the id"
        for name in _NOT_OF_NEW_CUSTOMERS:
            if name in records.new_customer:
                yield (*new, name), f"new_customer has no `{name}`: it comes just before the first change"
        who = records.new_customer.get("customer", "")
        if not isinstance(who, str | dict):
            yield (*new, "customer"), "name the column that identifies the customer"
        yield from _value_faults(NEW_CUSTOMER, records.new_customer, new, False)
    for n, change in enumerate(records.changes):
        yield from _change_faults(change, (*place, "changes", n), has_lines, records.new_customer is not None)


def _change_faults(
    change: ChangeTemplate, place: Path, has_lines: bool, has_customer: bool
) -> Iterator[Fault]:
    if change.do not in CHANGE_KINDS:
        known = ", ".join(CHANGE_KINDS)
        yield (*place, "do"), f"there is no change {change.do!r}: choose one of {known}"
        return
    if change.not_before is not None and "happened_at" in change.fields:
        yield (*place, "not_before"), "give either `not_before` or `happened_at`"
    times: dict[str, JsonValue] = {"at": change.at, "not_before": change.not_before}
    for name, value in times.items():
        yield from _text_faults(value, (*place, name), False)
    for field in dataclasses.fields(CHANGE_KINDS[change.do]):
        needed = field.default is field.default_factory is dataclasses.MISSING
        given = (
            field.name in change.fields or field.name == "at" or (field.name == "customer" and has_customer)
        )
        if needed and not given:
            yield place, f"{change.do} needs `{field.name}`"
    yield from _value_faults(change.do, change.fields, place, has_lines)


def _value_faults(do: str, given: dict[str, JsonValue], place: Path, has_lines: bool) -> Iterator[Fault]:
    known = [field.name for field in dataclasses.fields(CHANGE_KINDS[do]) if field.name not in ("do", "at")]
    for name, value in given.items():
        if name not in known:
            yield (*place, name), f"{do} has no `{name}`: its fields are {', '.join(sorted(known))}"
        else:
            yield from _text_faults(value, (*place, name), has_lines)


def _text_faults(value: JsonValue, place: Path, has_lines: bool) -> Iterator[Fault]:
    if isinstance(value, str):
        try:
            parse(value)
        except BadTemplate as problem:
            yield place, str(problem)
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _text_faults(one, (*place, n), has_lines)
    elif isinstance(value, dict):
        if EACH_LINE in value and not has_lines:
            yield (*place, EACH_LINE), "there are no lines here: give `lines` or `group_by`"
        for special in (EACH_LINE, FIRST_OF):
            if special in value and len(value) > 1:
                yield place, f"`{special}` stands alone: remove what is beside it"
        if FIRST_OF in value and not isinstance(value[FIRST_OF], list):
            yield (*place, FIRST_OF), "give a list: the first that is not empty counts"
        for name, one in value.items():
            yield from _text_faults(one, (*place, name), has_lines and EACH_LINE not in value)


def _used_twice(records: Records) -> Iterator[tuple[Path, str]]:
    """Tables that stand in one place twice, so that `table.column` would be two."""
    yield from _twice(
        [(("from",), records.source), *((("join", n), j.table) for n, j in enumerate(records.join))]
    )
    lines = records.lines
    if lines is not None:
        joined: Sequence[tuple[Path, str]] = [
            (("lines", "join", n), j.table) for n, j in enumerate(lines.join)
        ]
        yield from _twice([(("lines", "table"), lines.table), *joined])


def _twice(places: Sequence[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    seen = set()
    for path, table in places:
        if table in seen:
            yield path, table
        seen.add(table)

"""A mapping made ready for its files: for each part of it, how its records become changes."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic_core import to_json

from engine.time.civil import Zone
from storage.mapping.conditions import all_of
from storage.mapping.datafile import DataFile
from storage.mapping.filling import Fillers
from storage.mapping.model import CHANGE_KINDS, NEW_CUSTOMER, ChangeTemplate, Mapping, Records
from storage.mapping.pseudonyms import Pseudonyms
from storage.mapping.records import RecordReader
from storage.mapping.scope import MappingFault
from storage.mapping.templates import CellFault, Constant, Entries, Filler, Frame, Ref, locate

Path = tuple[str | int, ...]

NO_TEMPLATE: Final = -1
"""In the place of a template: the customer who is added before their first change."""

_WITH_CUSTOMER = {
    do
    for do, kind in CHANGE_KINDS.items()
    if any(field.name == "customer" for field in dataclasses.fields(kind))
}


class Template:
    """One change of a record."""

    def __init__(
        self,
        change: ChangeTemplate,
        path: Path,
        fillers: Fillers,
        reader: RecordReader,
        zone: Zone,
        decimals: int,
    ) -> None:
        self.do = change.do
        self.path = path
        self.entries = fillers.entries(change.do, change.fields, path)
        self._at = fillers.value(change.at, (*path, "at"))
        self._not_before = fillers.value(change.not_before, (*path, "not_before"))
        self._happened = self.entries.fields.pop("happened_at", None)
        self._when = all_of(change.when, reader.scope, zone, decimals, (*path, "when"))
        self._zone = zone

    def make(self, frame: Frame, lines: Sequence[Frame]) -> tuple[int | None, bytes] | None:
        """The change's instant, None for the start of the world, and its JSON; None where there is no change.

        Raises CellFault.
        """
        if self._when is not None and not self._when(frame):
            return None
        at = self._instant("at", self._at, frame)
        if at is None and not isinstance(self._at, Constant):
            return None
        data: dict[str, Any] = {"do": self.do, "at": at}
        if self._happened is not None:
            happened = self._instant("happened_at", self._happened, frame)
            if happened is not None:
                data["happened_at"] = happened
        elif at is not None:
            earliest = self._instant("not_before", self._not_before, frame)
            if earliest is not None and earliest > at:
                data["happened_at"], data["at"] = at, earliest
        data |= self.entries.fill_all(frame, lines)
        return data["at"], to_json(data)

    def time(self, place: Sequence[str | int]) -> Filler | None:
        """What fills one of the change's times; None for another place."""
        return (
            {"at": self._at, "happened_at": self._happened or self._at}.get(str(place[0])) if place else None
        )

    def _instant(self, name: str, filler: Filler, frame: Frame) -> int | None:
        """A time column's instant, or one written as ISO 8601. Raises CellFault or MappingFault."""
        value = filler.fill(frame, ())
        if value is None or type(value) is int:
            return value
        try:
            return self._zone.parse(str(value))
        except ValueError as problem:
            cells = filler.cells()
            if not cells:
                raise MappingFault((*self.path, name), str(problem)) from None
            sentence = (
                f"{problem} If it is written in another form, give the column the type `time` and a format."
            )
            raise CellFault(cells[0], frame[cells[0].source][0], sentence) from None


class Plan:
    """One part of a mapping: its reader and its templates."""

    def __init__(
        self,
        number: int,
        records: Records,
        path: Path,
        reader: RecordReader,
        fillers: Fillers,
        zone: Zone,
        decimals: int,
    ) -> None:
        self.number = number
        self.path = path
        self.reader = reader
        self.templates = [
            Template(change, (*path, "changes", n), fillers, reader, zone, decimals)
            for n, change in enumerate(records.changes)
        ]
        self.new_customer: Entries | None = None
        if records.new_customer is not None:
            self.new_customer = fillers.entries(NEW_CUSTOMER, records.new_customer, (*path, "new_customer"))
            who = self.new_customer.fields["customer"]
            for template in self.templates:
                if template.do in _WITH_CUSTOMER:
                    template.entries.fields.setdefault("customer", who)

    def customer(self, frame: Frame) -> tuple[str, bytes] | None:
        """The id of the customer whom a record concerns, and the JSON of their creation; None where nobody is
        named. Raises CellFault."""
        if self.new_customer is None:
            return None
        data = self.new_customer.fill_all(frame, ())
        who = data.get("customer")
        if who is None:
            ref = first_cell(self.new_customer.fields["customer"])
            if ref is None:
                raise MappingFault((*self.path, "new_customer", "customer"), "name the column of the id")
            raise CellFault(ref, frame[ref.source][0], "it is empty: a customer needs an id")
        return str(who), to_json({"do": NEW_CUSTOMER, "at": None, **data})

    def fault(self, template: int, place: Sequence[str | int]) -> tuple[Filler, int | None, Path]:
        """What fills a place of a change at which something is wrong, in which line of the record it is, and
        where it stands in the mapping."""
        if template == NO_TEMPLATE:
            assert self.new_customer is not None
            return (*locate(self.new_customer, place), (*self.path, "new_customer", *place))
        made = self.templates[template]
        path = (*made.path, *place)
        if (time := made.time(place)) is not None:
            return time, None, path
        return (*locate(made.entries, place), path)


def make_plans(
    mapping: Mapping, files: dict[str, DataFile], pseudonyms: Pseudonyms | None
) -> tuple[list[Plan], list[Plan]]:
    """The plans of the world's start and of the timeline. Raises MappingFault or BadFile."""
    settings = mapping.world.settings
    zone = Zone(mapping.time_zone or settings.time_zone)
    of_people: set[tuple[str, str]] = set()

    def made(masks: Pseudonyms | None) -> tuple[list[Plan], list[Plan]]:
        plans: tuple[list[Plan], list[Plan]] = ([], [])
        for number, (records, path) in enumerate(_parts(mapping)):
            reader = RecordReader(records, files, zone, settings.decimals, path)
            fillers = Fillers(reader.scope, reader.line_scope, zone, settings.decimals, masks, of_people)
            plan = Plan(number, records, path, reader, fillers, zone, settings.decimals)
            plans[path[0] == "records"].append(plan)
        return plans

    plans = made(None)
    # Only when all parts are known, it is known which columns name people.
    return plans if pseudonyms is None else made(pseudonyms)


def _parts(mapping: Mapping) -> Iterator[tuple[Records, Path]]:
    for n, records in enumerate(mapping.world.start):
        yield records, ("world", "start", n)
    for n, records in enumerate(mapping.records):
        yield records, ("records", n)


def first_cell(filler: Filler) -> Ref | None:
    """The column to point at where a value is wrong."""
    return next(iter(filler.cells()), None)

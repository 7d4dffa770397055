"""From the values in a mapping to what fills them."""

from collections.abc import Callable
from typing import Any, Final

from pydantic import JsonValue

from engine.time.civil import Zone
from storage.mapping.columns import converter
from storage.mapping.pseudonyms import Pseudonyms, personal
from storage.mapping.scope import Scope
from storage.mapping.templates import (
    EACH_LINE,
    FIRST_OF,
    Cell,
    Constant,
    EachLine,
    Entries,
    Filler,
    FirstOf,
    Listed,
    Masked,
    Text,
    parse,
)

Path = tuple[str | int, ...]

ROW_NUMBER: Final = "#"
"""In braces: the row's number, for files whose rows have no id."""

_CUSTOM_FIELDS = {"fields", "action_fields"}


class Fillers:
    """Makes fillers within one scope. With pseudonyms, texts that name a person are replaced: fields that are
    about one, and in all other fields the columns that fill those, or are marked as personal."""

    def __init__(
        self,
        scope: Scope,
        line: Scope,
        zone: Zone,
        decimals: int,
        pseudonyms: Pseudonyms | None,
        columns_of_people: set[tuple[str, str]],
    ) -> None:
        self._scope = scope
        self._line = line
        self._zone = zone
        self._decimals = decimals
        self._pseudonyms = pseudonyms
        self._of_people = columns_of_people
        """(table, column), gathered here while fillers are made without pseudonyms, minded with them."""

    def entries(self, do: str, fields: dict[str, JsonValue], path: Path) -> Entries:
        """The fields of a change."""
        made = {
            name: self.filler(do, value, (name,), (*path, name), self._scope)
            for name, value in fields.items()
        }
        return Entries(made)

    def value(self, value: JsonValue, path: Path) -> Filler:
        """A value that is no field of a change: a time."""
        return self.filler("", value, ("at",), path, self._scope)

    def filler(self, do: str, value: JsonValue, place: Path, path: Path, scope: Scope) -> Filler:
        """`place` is within the change, `path` within the mapping. Raises MappingFault or BadFile."""
        if (kind := personal(do, place)) is not None:
            made = self._made(do, value, (), path, scope)
            if self._pseudonyms is not None:
                return made if made.constant else Masked(made, self._pseudonyms.mask(kind))
            self._of_people.update((ref.table, ref.column) for ref in made.cells())
            return made
        return self._made(do, value, place, path, scope)

    def _made(self, do: str, value: JsonValue, place: Path, path: Path, scope: Scope) -> Filler:
        if isinstance(value, str):
            return self._text(value, place, path, scope)
        if isinstance(value, list):
            items = [self.filler(do, one, (*place, n), (*path, n), scope) for n, one in enumerate(value)]
            return Constant([item.fill((), ()) for item in items]) if _fixed(items) else Listed(items)
        if not isinstance(value, dict):
            return Constant(value)
        if EACH_LINE in value:
            inner = (*path, EACH_LINE)
            return EachLine(self.filler(do, value[EACH_LINE], (*place, 0), inner, self._line))
        if FIRST_OF in value:
            choices = value[FIRST_OF]
            assert isinstance(choices, list)
            return FirstOf(
                [self._made(do, one, place, (*path, FIRST_OF, n), scope) for n, one in enumerate(choices)]
            )
        made = {
            name: self.filler(do, one, (*place, name), (*path, name), scope) for name, one in value.items()
        }
        fixed = _fixed(list(made.values()))
        return Constant({name: one.fill((), ()) for name, one in made.items()}) if fixed else Entries(made)

    def _text(self, text: str, place: Path, path: Path, scope: Scope) -> Filler:
        parts = parse(text)
        if all(column is None for _, column in parts):
            return Constant("".join(plain for plain, _ in parts))
        if len(parts) == 1:
            return self._cell(str(parts[0][1]), place, path, scope, alone=True)
        return Text(
            [
                plain if column is None else self._cell(column, place, path, scope, alone=False)
                for plain, column in parts
            ]
        )

    def _cell(self, name: str, place: Path, path: Path, scope: Scope, *, alone: bool) -> Cell:
        if name == ROW_NUMBER:
            return Cell(scope.row_number(), str)
        ref, column = scope.find(name, path)
        if not alone:
            # Within a text a cell stands as it is written.
            column = column.model_copy(update={"type": "text"})
        as_text = any(key in _CUSTOM_FIELDS for key in place)
        read = converter(column, self._zone, self._decimals, as_text=as_text)
        return Cell(ref, read, self._mask(ref.table, ref.column, column.type, column.personal, place))

    def _mask(
        self, table: str, column: str, type_: str, marked: bool, place: Path
    ) -> Callable[[Any], Any] | None:
        # A field about a person has no place here: what fills it is replaced as a whole.
        if self._pseudonyms is None or not place or not (marked or (table, column) in self._of_people):
            return None
        return self._pseudonyms.id if type_ == "text" else _leave_out


def _leave_out(value: Any) -> None:
    """A number or a date cannot be a pseudonym."""
    return


def _fixed(fillers: list[Filler]) -> bool:
    return all(filler.constant for filler in fillers)

"""Pseudonyms in place of names and addresses, so that a workspace can travel.

The key is random, made for one import and kept nowhere: within the import the same person has the same
pseudonym, and nobody can work back from it or compare two imports.
"""

import secrets
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Final, Literal

Kind = Literal["id", "name", "email", "phone"]

_CONSONANTS: Final = "bdfgklmnprstvz"
_VOWELS: Final = "aeiou"
_SYLLABLES: Final = 4

_BY_PLACE: Final[dict[tuple[str, ...], Kind]] = {
    ("customer",): "id",
    ("first_name",): "name",
    ("last_name",): "name",
    ("email", "value"): "email",
    ("phone", "value"): "phone",
}
_BY_CHANGE: Final[dict[str, Kind]] = {
    "customer.set_email": "email",
    "customer.confirm_email": "email",
    "customer.set_phone": "phone",
    "customer.confirm_phone": "phone",
}


def personal(do: str, path: Iterable[str | int]) -> Kind | None:
    """What a place of a change says about a person; None where it says nothing."""
    place = tuple(str(key) for key in path)
    if place == ("value",):
        return _BY_CHANGE.get(do)
    return _BY_PLACE.get(place)


class Pseudonyms:
    """The pseudonyms of one import."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def mask(self, kind: Kind) -> Callable[[str], str]:
        """What replaces texts of this kind."""
        return {"id": self.id, "name": self.name, "email": self.email, "phone": self.phone}[kind]

    def id(self, text: str) -> str:
        return f"p-{self._hash(text).hex()}"

    def name(self, text: str) -> str:
        """Something that can be read out; two people may share it, as names are shared."""
        number = int.from_bytes(self._hash(text), "big")
        letters = []
        for _ in range(_SYLLABLES):
            number, consonant = divmod(number, len(_CONSONANTS))
            number, vowel = divmod(number, len(_VOWELS))
            letters += [_CONSONANTS[consonant], _VOWELS[vowel]]
        return "".join(letters).capitalize()

    def email(self, text: str) -> str:
        # Upper and lower case make no difference to who gets the message.
        return f"{self._hash(text.casefold()).hex()}@example.invalid"

    def phone(self, text: str) -> str:
        number = int.from_bytes(self._hash("".join(filter(str.isdigit, text))), "big")
        # No country has the code 999.
        return f"+999{number % 10**11:011d}"

    def _hash(self, text: str) -> bytes:
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key).digest()

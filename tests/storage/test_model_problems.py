"""What pydantic finds, told in plain sentences at the place in the file."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from storage.model_problems import problems_from_pydantic
from storage.yaml import read


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Wait(Strict):
    kind: Literal["wait"]
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
    days: Annotated[int, Field(ge=0, le=365)] = 1


class Split(Strict):
    kind: Literal["split"]
    id: str
    split: list[float] = []
    shares: dict[str, Annotated[float, Field(gt=0)]] = {}


class Event(Strict):
    event: str
    settings: dict[str, int] = {}


class Schedule(Strict):
    schedule: Literal["daily", "weekly"]
    segment: str | None = None


class File(Strict):
    name: Annotated[str, Field(min_length=1, max_length=10)]
    on: bool = True
    blocks: list[Annotated[Wait | Split, Field(discriminator="kind")]] = []
    trigger: Event | Schedule | None = None
    either: int | Literal["unlimited"] = 1
    odd: int = 1

    @field_validator("odd")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("give an odd number")
        return value


CASES: list[tuple[str, list[str]]] = [
    ("nme: x\n", ["f:1:1: 'name' is missing: add it", "f:1:1: unknown key 'nme': did you mean 'name'?"]),
    ("name: 7\n", ["f:1:7: text is asked for here: put 7 in quotes"]),
    ("name: ''\n", ["f:1:7: this may not be empty"]),
    ("name: 12345 67890 1\n", ["f:1:7: this is too long: 10 characters are the most"]),
    ("name: [a]\n", ["f:1:1: text is asked for here, not a list"]),
    ("name: a\non: maybe\n", ["f:2:5: true or false is asked for here, not 'maybe'"]),
    ("name: a\nblocks: {}\n", ["f:2:1: a list is asked for here, not keys with values"]),
    (
        "name: a\nblocks:\n  - {kind: wait, id: b, dayz: 3}\n  - {kind: wait, id: c, days: 400}\n",
        ["f:3:25: unknown key 'dayz': did you mean 'days'?", "f:4:31: 400 is too much: 365 is the most"],
    ),
    ("name: a\nblocks:\n  - {kind: wayt, id: b}\n", ["f:3:12: unknown kind 'wayt': did you mean 'wait'?"]),
    ("name: a\nblocks:\n  - {id: b}\n", ["f:3:5: 'kind' is missing: it says what this is"]),
    (
        "name: a\nblocks:\n  - {kind: wait, id: a b}\n",
        [
            "f:3:22: 'a b' cannot stand here: "
            "an id has 1 to 64 letters, digits, '_', '.' and '-', a letter or digit first"
        ],
    ),
    (
        "name: a\nblocks:\n  - {kind: split, id: b, split: [x]}\n",
        ["f:3:34: a number is asked for here, not 'x'"],
    ),
    (
        "name: a\nblocks:\n  - kind: split\n    id: b\n    split: 3\n    shares: {A: 0}\n",
        ["f:5:12: a list is asked for here, not 3", "f:6:17: 0 is too little: it must be more than 0.0"],
    ),
    ("name: a\ntrigger: {event: 1}\n", ["f:2:18: text is asked for here: put 1 in quotes"]),
    (
        "name: a\ntrigger: {schedule: yearly}\n",
        ["f:2:21: 'yearly' cannot stand here: choose 'daily' or 'weekly'"],
    ),
    (
        "name: a\ntrigger: {evnt: x, settings: {a: 1}}\n",
        ["f:2:1: 'event' is missing: add it", "f:2:11: unknown key 'evnt': did you mean 'event'?"],
    ),
    (
        "name: a\neither: long\n",
        [
            "f:2:9: a whole number is asked for here, not 'long', "
            "or 'long' cannot stand here: choose 'unlimited'"
        ],
    ),
    ("name: a\nodd: 2\n", ["f:2:6: give an odd number"]),
    (
        "name: a\n'\\e[2J': 2\n",
        ["f:2:1: unknown key '\\e[2J': choose one of name, on, blocks, trigger, either, odd"],
    ),
    (
        'name: a\n"\\e[2J": 2\n',
        ["f:2:1: unknown key '␛[2J': choose one of name, on, blocks, trigger, either, odd"],
    ),
    ("- name\n", ["f:1:1: keys with values are asked for here, not a list"]),
]


@pytest.mark.parametrize(("text", "lines"), CASES, ids=range(len(CASES)))
def test_sentences_at_their_places(text: str, lines: list[str]) -> None:
    document = read(text, "f")
    with pytest.raises(ValidationError) as caught:
        File.model_validate(document.data)
    assert [str(p) for p in problems_from_pydantic(caught.value, document, File.model_json_schema)] == lines


def test_without_a_schema_unknown_keys_are_told_all_the_same() -> None:
    document = read("name: a\nextra: 1\n", "f")
    with pytest.raises(ValidationError) as caught:
        File.model_validate(document.data)
    assert [str(p) for p in problems_from_pydantic(caught.value, document)] == [
        "f:2:1: unknown key 'extra': remove it"
    ]


def test_every_pydantic_error_has_a_sentence_of_one_line() -> None:
    """Whatever a file holds, no error goes untold and none breaks the line."""
    things: list[Any] = [1, "x", None, True, 1.5, "[]", "{}", "[[1]]", "{a: {b: 1}}", "'\\n'"]
    for key in File.model_fields:
        for thing in things:
            document = read(f"{key}: {thing}\n", "f")
            try:
                File.model_validate(document.data)
            except ValidationError as error:
                problems = problems_from_pydantic(error, document, File.model_json_schema)
            else:
                continue
            assert problems
            assert all("\n" not in str(problem) for problem in problems)

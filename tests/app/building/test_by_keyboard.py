"""Sample flows are built from nothing by the keyboard alone."""

from pathlib import Path

import pytest

from tests.app.building import birthday, friday_letter, refill, wish_price
from tests.app.building.keyboard import Keyboard
from tests.app.building.person import Build, building
from tests.app.building.same import meaning, sample


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("birthday", birthday.build),
        ("wish-price", wish_price.build),
        ("friday-letter", friday_letter.build),
        ("refill", refill.build),
    ],
)
async def test_a_flow_by_the_keyboard_alone(tmp_path: Path, name: str, build: Build) -> None:
    async with building(tmp_path / "w.flowrig", Keyboard) as person:
        await build(person)
        assert person.hand.clicks == person.hand.drags == person.hand.notches == 0
        assert [problem for problem in person.editor.problems if problem.severity == "error"] == []
        assert meaning(person.editor.flow) == meaning(sample(name))
        await person.kept(name)
        print(person.hand)

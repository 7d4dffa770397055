"""Sample flows are built from nothing by the mouse alone; only words and numbers are typed."""

from pathlib import Path

import pytest

from app.forms.form import Form
from app.forms.search import SearchInput, Suggestions
from tests.app.building import abandoned_cart, birthday, friday_letter, refill, wish_price
from tests.app.building.mouse import Mouse
from tests.app.building.person import Build, building
from tests.app.building.same import meaning, sample
from tests.app.test_keystrokes import drawn


async def test_the_abandoned_cart_by_the_mouse_alone(tmp_path: Path) -> None:
    async with building(tmp_path / "w.flowrig", Mouse) as person:
        await abandoned_cart.build(person)
        assert person.hand.keys == 0
        assert person.editor.problems == []
        assert drawn(person.editor.flow) == drawn(sample("abandoned-cart"))
        assert person.editor.flow.limit == sample("abandoned-cart").limit
        print(person.hand)


async def test_a_list_of_choices_is_in_sight_and_beside_its_field(tmp_path: Path) -> None:
    async with building(tmp_path / "w.flowrig", Mouse) as person:
        await person.new_flow("Choices")
        await person.add("list price dropped")
        await person.open("start")
        await person.press("Comparison")
        field = person.stop("Field")
        assert isinstance(field, SearchInput)
        form = person.driver.app.screen.query_one(Form)
        # What was just added is in sight, at the bottom.
        assert form.region.contains_region(field.region)
        hand = person.hand
        assert isinstance(hand, Mouse)
        await hand.turn(form, False)
        await hand.click(field.region.offset)
        shown = field.owner.query_one(Suggestions).region
        assert shown.height == 8
        assert not shown.overlaps(field.region)
        assert form.screen.region.contains_region(shown)


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
async def test_a_flow_by_the_mouse_alone(tmp_path: Path, name: str, build: Build) -> None:
    async with building(tmp_path / "w.flowrig", Mouse) as person:
        await build(person)
        assert person.hand.keys == 0
        assert [problem for problem in person.editor.problems if problem.severity == "error"] == []
        assert meaning(person.editor.flow) == meaning(sample(name))
        await person.kept(name)
        print(person.hand)

"""How the sample flow "A birthday in the Leaf Circle" is built: a schedule starts it."""

from tests.app.building.person import Person
from tests.app.building.same import texts


async def build(person: Person) -> None:
    await person.new_flow("A birthday in the Leaf Circle")
    await person.open_settings()
    await person.more()
    await person.fill("Folder", "Letters")
    await person.done()
    await person.open("start")
    await person.choose("Starts on", "A schedule")
    await person.fill("At", "2:30")
    await person.choose("Segment", "Leaf Circle")
    await person.done()
    today = await person.add("Condition")
    await person.press("Comparison")
    await person.choose("Field", "Birth date")
    await person.choose("Operator", "has its anniversary today")
    await person.done()
    await person.rename("Today?")
    await person.add("until 8-11", after=today)
    await person.rename("At breakfast")
    await person.add("Award points")
    await person.choose("Points account", "leaves")
    await person.fill("Points", "60")
    await person.fill("Expire after", "30 days")
    await person.choose("Actions", "Email")
    await person.write(texts("birthday", "wish"), topic="news", consent="not unsubscribed")
    await person.done()
    await person.rename("Many happy returns")

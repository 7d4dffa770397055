"""How the sample flow "The Friday letter" is built: a schedule, a Limit, a Split."""

from tests.app.building.person import Person
from tests.app.building.same import texts

LETTERS = (("plain", "Plain", "40"), ("question", "A question", "40"), ("promise", "A promise", "20"))


async def build(person: Person) -> None:
    await person.new_flow("The Friday letter")
    await person.open_settings()
    await person.more()
    await person.fill("Folder", "Letters")
    await person.done()
    await person.open("start")
    await person.choose("Starts on", "A schedule")
    await person.choose("Every", "week")
    await person.fill("At", "17:00")
    await person.tick("Days", "Fri")
    await person.choose("Segment", "Regulars")
    await person.press("Comparison")
    await person.compare("Email is filled", "is", "yes")
    await person.press("Comparison")
    await person.choose("Field", "subscription")
    await person.choose("Channel", "email")
    await person.choose("Topic", "news")
    await person.choose("Operator", "is")
    await person.enter("Value", "subscribed")
    await person.done()
    first = await person.add("limit 25 a week")
    await person.rename("25 a week")
    split = await person.add("split 40/40/20")
    await person.rename("Which subject?")
    await person.open(split)
    for n, (_, title, _) in enumerate(LETTERS):
        await person.title_of(n, title)
    await person.done()
    monday = await person.add("wait mon-mon 8-11", after=first, way=1)
    await person.rename("On Monday morning")
    await person.connect(monday, "next", split)
    for n, (name, title, _) in enumerate(LETTERS):
        await person.add("Email", after=split, way=n)
        await person.write(texts("friday-letter", name), topic="news")
        await person.fill("Relevance", "3 days")
        await person.done()
        await person.rename(title)

"""How the sample flow "Before the tea runs out" is built: a dynamic wait, a condition with branches."""

from tests.app.building.person import Person
from tests.app.building.same import texts

BRANCHES = (
    ("Light", ("green", "white", "oolong")),
    ("Dark", ("black", "puerh")),
    ("Powder", ("matcha",)),
)
MAILS = (("light", "Something light"), ("dark", "Something dark"), ("powder", "Something green to whisk"))


async def build(person: Person) -> None:
    await person.new_flow("Before the tea runs out")
    await person.open_settings()
    await person.choose("How often", "periodically")
    await person.fill("Period", "20 days")
    await person.more()
    await person.fill("Folder", "After the order")
    await person.done()
    await person.add("custom field changed runs_out")
    wait = await person.add("Wait")
    await person.open(wait)
    await person.choose("Kind of wait", "dynamic")
    await person.tick("Until")
    await person.choose("Date", "Tea runs out")
    await person.choose("Before, on or after", "before")
    await person.fill("How long before or after", "3 days")
    await person.tick("Window")
    await person.fill("Start", "9:00")
    await person.fill("End", "20:00")
    await person.done()
    await person.rename("Three days before")
    quiet = await person.add("Condition", after=wait)
    await person.open(quiet)
    await person.press("Comparison")
    await person.compare("Orders", "=", "0", within="7 days")
    await person.done()
    await person.rename("Nothing ordered?")
    kind = await person.add("Condition", after=quiet)
    await person.open(kind)
    await person.tick("Branches")
    await person.choose("Field", "favourite")
    for n, (title, values) in enumerate(BRANCHES):
        await person.press("Add a branch" if n else "1  branch-1")
        for value in values:
            await person.enter("Values", value)
        await person.fill("Title", title)
    await person.tick("Other")
    await person.done()
    await person.rename("Which kind?")
    for n, (name, title) in enumerate(MAILS):
        await person.add("Email", after=kind, way=n)
        await person.write(texts("refill", name), topic="offers")
        await person.done()
        await person.rename(title)

"""How the sample flow about abandoned carts is built: of ready pieces, and one number."""

from tests.app.building.person import Person

PIECES = ("add cart", "reach", "once 7d", "4h 9-21", "left", "word", "mean")
"""What is typed into the palette, piece by piece."""


async def build(person: Person) -> None:
    await person.new_flow("A cart left behind")
    for piece in PIECES:
        await person.add(piece)
    codes = next(block.id for block in person.editor.flow.blocks if block.title == "Some codes")
    await person.open(codes)
    await person.fill("How many", "8")
    await person.done()

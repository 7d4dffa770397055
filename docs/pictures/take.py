"""Take the README's picture again: `python -m docs.pictures.take`, from the repository's folder.

It drives the app through the README's tour on a fresh sample shop and writes what the screen shows as SVG.
"""

import asyncio
import re
import tempfile
from pathlib import Path

from tests.app.running import Driver, driving, open_greeting

PICTURES = Path(__file__).resolve().parent
SIZE = (120, 40)


async def tour(driver: Driver) -> None:
    """The steps of the README: the flow of a welcome, on the morning after the clocks have changed."""
    await open_greeting(driver)
    await driver.sees("Not begun")
    await driver.press("g")
    await driver.sees("Go to a date")
    for key in "2026-03-29 07:00":
        await driver.press({"-": "minus", " ": "space", ":": "colon"}.get(key, key))
    await driver.sees("CEST")
    await driver.press("enter")
    await driver.sees("Sun 2026-03-29 07:00:00 CEST", "5 inside")
    await driver.press("down", "down", "2")
    await driver.sees("5 customers in")


def plain(svg: str) -> str:
    """Without fonts from elsewhere, and with ids that do not depend on the moment."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
    svg = re.sub(r"terminal-\d+", "screen", svg)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).strip() + "\n"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with driving(Path(folder) / "shop.flowrig", SIZE) as driver:
            await tour(driver)
            picture = driver.app.export_screenshot(title="flowrig", simplify=True)
    (PICTURES / "welcome.svg").write_text(plain(picture), "utf-8")


if __name__ == "__main__":
    asyncio.run(main())

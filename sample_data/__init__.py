"""What a newcomer opens first: a small shop, its flows and its scenarios, as text."""

from dataclasses import dataclass
from importlib.resources import files

FLOWS = (
    "welcome",
    "abandoned-cart",
    "wish-price",
    "leaves",
    "nps",
    "hello-leaves",
    "first-flush",
    "tasting",
    "first-order",
    "parcel",
    "nps-answer",
    "refill",
    "leaf-circle",
    "friday-letter",
    "birthday",
    "new-address",
)
"""The flows of the shop in the order in which they are worth opening."""


@dataclass(frozen=True, slots=True)
class Shop:
    """The texts of the sample shop's files, each as YAML."""

    world: str
    month: str
    """The scenario: a month of traffic."""
    flows: dict[str, str]
    """By id, in the order of FLOWS."""


def shop() -> Shop:
    """Read the sample shop, from wherever the package is installed."""
    folder = files("sample_data") / "shop"
    flows = {name: (folder / "flows" / f"{name}.yaml").read_text("utf-8") for name in FLOWS}
    return Shop((folder / "world.yaml").read_text("utf-8"), (folder / "month.yaml").read_text("utf-8"), flows)

"""Mappings for the layouts of public data sets. The data is not part of flowrig."""

from importlib.resources import files


def names() -> list[str]:
    """The mappings that come along."""
    found = files(__name__).iterdir()
    return sorted(entry.name.removesuffix(".yaml") for entry in found if entry.name.endswith(".yaml"))


def text(name: str) -> str:
    """The text of one of them, by its name. KeyError where there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")

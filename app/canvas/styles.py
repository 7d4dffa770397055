"""The names of everything the canvas colours, and their colours by theme."""

CARD_STYLES = (
    "fill",
    "title",
    "text",
    "badge",
    "card-dim",
    "card-warning",
    "card-problem",
    "card-added",
    "card-changed",
    "card-removed",
)
GROUND_STYLES = (
    "ground",
    "line",
    "line-dim",
    "trail",
    "far-0",
    "far-1",
    "far-2",
    "far-label",
    "label",
    "open-end",
    "token",
    "tokens",
    "ghost",
    "focused",
    "selected",
    "target",
    "chosen",
    "lit",
    "jump",
    "border-dim",
    "warning",
    "problem",
    "added",
    "changed",
    "removed",
)
KIND_COLOURS = {
    "launch": "$text-success",
    "condition": "#3cb8b8",
    "steps": "$text-primary",
    "split": "#a99bf2",
    "wait": "$foreground 80%",
    "ab_test": "#da88e3",
    "limit": "$text-error",
    "other": "$foreground 80%",
}
"""Calm, one for each kind, and none of them the accent: that is kept for counts, tokens and the focus."""

ON_LIGHT = {"#3cb8b8": "#0b6868", "#a99bf2": "#5b45c0", "#da88e3": "#8f2d9a"}
"""What plain colours become on light ground, so that they can be read there, too."""


def component_classes() -> set[str]:
    """Every component class of the canvas."""
    names = {*CARD_STYLES, *GROUND_STYLES}
    for kind in KIND_COLOURS:
        names |= {f"border-{kind}", f"head-{kind}", f"kind-{kind}"}
    return {f"canvas--{name}" for name in names}


def component_class(style: str) -> str:
    """The component class for a style name of the raster."""
    return f"canvas--{style or 'ground'}"


def _rule(names: list[str], declarations: str) -> str:
    return ", ".join(f"& > .canvas--{name}" for name in names) + f" {{ {declarations} }}\n"


def _light(names: list[str], colour: str, strength: str) -> str:
    """The rule that takes this one's place in a light theme."""
    return _rule(names, f"color: {ON_LIGHT[colour]}{strength};").replace("& >", "&:light >")


def default_css() -> str:
    """The colours: theme variables only, so that every theme fits."""
    kinds = list(KIND_COLOURS)
    rules = [
        "background: $background; color: $foreground; scrollbar-size: 1 1;\n",
        _rule([*CARD_STYLES, *(f"kind-{kind}" for kind in kinds)], "background: $surface;"),
        _rule(["title"], "color: $foreground; text-style: bold;"),
        _rule(["text"], "color: $foreground 75%;"),
        _rule(["badge"], "color: $text-accent; text-style: bold;"),
        _rule(["card-dim", "border-dim"], "color: $foreground-muted;"),
        _rule(["line"], "color: $foreground 55%;"),
        _rule(["line-dim"], "color: $foreground 25%;"),
        _rule(["trail"], "color: $text-accent; text-style: bold;"),
        _rule(["label"], "color: $foreground 80%; text-style: italic;"),
        _rule(["far-0"], "color: $text-secondary;"),
        _rule(["far-1"], "color: $text-warning;"),
        _rule(["far-2"], "color: #3cb8b8;"),
        _light(["far-2"], "#3cb8b8", ""),
        _rule(["far-label"], "color: $foreground-muted; text-style: italic;"),
        _rule(["open-end"], "color: $foreground-muted;"),
        _rule(["token"], "color: $text-accent; text-style: bold;"),
        _rule(["tokens"], "color: $background; background: $text-accent; text-style: bold;"),
        _rule(["ghost", "target"], "color: $text-accent; text-style: bold;"),
        _rule(["focused"], "color: $text-accent; text-style: bold;"),
        _rule(["chosen", "lit"], "color: $text-accent;"),
        _rule(["jump"], "color: $background; background: $accent; text-style: bold;"),
        _rule(["selected"], "color: $foreground; text-style: bold;"),
        _rule(["added", "card-added"], "color: $text-success; text-style: bold;"),
        _rule(["changed", "card-changed"], "color: $text-warning; text-style: bold;"),
        _rule(["removed", "card-removed"], "color: $text-error; text-style: bold;"),
        _rule(["warning", "card-warning"], "color: $text-warning; text-style: bold;"),
        _rule(["problem", "card-problem"], "color: $text-error; text-style: bold;"),
    ]
    for kind, colour in KIND_COLOURS.items():
        rules.append(_rule([f"border-{kind}"], f"color: {colour.split()[0]} 55%;"))
        rules.append(_rule([f"head-{kind}"], f"color: {colour};"))
        rules.append(_rule([f"kind-{kind}"], f"color: {colour}; text-style: bold;"))
        if colour in ON_LIGHT:
            rules.append(_light([f"border-{kind}"], colour, " 55%"))
            rules.append(_light([f"head-{kind}", f"kind-{kind}"], colour, ""))
    return "CanvasView {\n" + "".join(rules) + "}\n"

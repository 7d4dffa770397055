"""The names of everything the canvas colours, and their colours by theme."""

CARD_STYLES = ("fill", "title", "text", "badge", "card-dim", "card-warning", "card-problem")
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
)
KIND_COLOURS = {
    "launch": "$text-success",
    "condition": "#1f9e9e",
    "steps": "$text-primary",
    "split": "#8f7ee6",
    "wait": "$foreground 80%",
    "ab_test": "#c061cb",
    "limit": "$text-error",
    "other": "$foreground 80%",
}
"""Calm, one for each kind, and none of them the accent: that is kept for counts, tokens and the focus. Plain
ones lie in the middle of the scale, so that they can be read on dark and on light ground.
"""


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


def default_css() -> str:
    """The colours: theme variables only, so that every theme fits."""
    kinds = list(KIND_COLOURS)
    rules = [
        "background: $background; color: $foreground; scrollbar-size: 1 1;\n",
        _rule([*CARD_STYLES, *(f"kind-{kind}" for kind in kinds)], "background: $surface;"),
        _rule(["title"], "color: $foreground; text-style: bold;"),
        _rule(["text"], "color: $foreground 75%;"),
        _rule(["badge"], "color: $text-accent; text-style: bold;"),
        _rule(["card-dim", "border-dim"], "color: $foreground 40%;"),
        _rule(["line"], "color: $foreground 55%;"),
        _rule(["line-dim"], "color: $foreground 25%;"),
        _rule(["trail"], "color: $text-accent; text-style: bold;"),
        _rule(["label"], "color: $foreground 80%; text-style: italic;"),
        _rule(["far-0"], "color: $text-secondary;"),
        _rule(["far-1"], "color: $text-warning;"),
        _rule(["far-2"], "color: #1f9e9e;"),
        _rule(["far-label"], "color: $foreground 65%; text-style: italic;"),
        _rule(["open-end"], "color: $foreground 45%;"),
        _rule(["token"], "color: $text-accent; text-style: bold;"),
        _rule(["tokens"], "color: $background; background: $text-accent; text-style: bold;"),
        _rule(["ghost", "target"], "color: $text-accent; text-style: bold;"),
        _rule(["focused"], "color: $text-accent; text-style: bold;"),
        _rule(["chosen", "lit"], "color: $text-accent;"),
        _rule(["jump"], "color: $background; background: $accent; text-style: bold;"),
        _rule(["selected"], "color: $foreground; text-style: bold;"),
        _rule(["warning", "card-warning"], "color: $text-warning; text-style: bold;"),
        _rule(["problem", "card-problem"], "color: $text-error; text-style: bold;"),
    ]
    for kind, colour in KIND_COLOURS.items():
        rules.append(_rule([f"border-{kind}"], f"color: {colour.split()[0]} 55%;"))
        rules.append(_rule([f"head-{kind}"], f"color: {colour};"))
        rules.append(_rule([f"kind-{kind}"], f"color: {colour}; text-style: bold;"))
    return "CanvasView {\n" + "".join(rules) + "}\n"

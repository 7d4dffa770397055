"""The two themes: a calm dark one and a calm light one."""

from textual.theme import Theme

DARK = Theme(
    name="flowrig-dark",
    dark=True,
    primary="#7aa2d8",
    secondary="#b39ddb",
    accent="#5ec4b6",
    success="#8cc57c",
    warning="#e0b35a",
    error="#e57373",
    foreground="#dfe3ea",
    background="#14171c",
    surface="#1b1f26",
    panel="#232831",
    variables={
        "block-cursor-background": "#2d4a5a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#262c36",
        "block-cursor-blurred-foreground": "#dfe3ea",
        "input-selection-background": "#5ec4b6 35%",
        "footer-key-foreground": "#5ec4b6",
    },
)

LIGHT = Theme(
    name="flowrig-light",
    dark=False,
    primary="#2f5f9e",
    secondary="#6a4c9c",
    accent="#0f766e",
    success="#3d7a2d",
    warning="#8f5f00",
    error="#b3302f",
    foreground="#22272f",
    background="#f5f5f1",
    surface="#ffffff",
    panel="#e9e9e3",
    variables={
        "block-cursor-background": "#cfe5e2",
        "block-cursor-foreground": "#0b0f14",
        "block-cursor-blurred-background": "#e6e6e0",
        "block-cursor-blurred-foreground": "#22272f",
        "input-selection-background": "#0f766e 25%",
        "footer-key-foreground": "#0f766e",
    },
)

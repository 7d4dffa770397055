"""The themes: a calm dark one, a calm light one, and one of high contrast."""

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
        "scrollbar": "#39414d",
        "scrollbar-hover": "#4a5462",
        "scrollbar-active": "#5ec4b6",
        "scrollbar-background": "#191d23",
        "scrollbar-background-hover": "#191d23",
        "scrollbar-background-active": "#191d23",
        "scrollbar-corner-color": "#191d23",
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
        "scrollbar": "#c3c3ba",
        "scrollbar-hover": "#a9a9a0",
        "scrollbar-active": "#0f766e",
        "scrollbar-background": "#ecece6",
        "scrollbar-background-hover": "#ecece6",
        "scrollbar-background-active": "#ecece6",
        "scrollbar-corner-color": "#ecece6",
        "block-cursor-background": "#cfe5e2",
        "block-cursor-foreground": "#0b0f14",
        "block-cursor-blurred-background": "#e6e6e0",
        "block-cursor-blurred-foreground": "#22272f",
        "input-selection-background": "#0f766e 25%",
        "footer-key-foreground": "#0f766e",
    },
)

CONTRAST = Theme(
    name="flowrig-contrast",
    dark=True,
    primary="#9ecbff",
    secondary="#e0c2ff",
    accent="#ffe14d",
    success="#8dff8d",
    warning="#ffc34d",
    error="#ff9d9d",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    variables={
        "text-accent": "#ffe14d",
        "text-primary": "#9ecbff",
        "text-secondary": "#e0c2ff",
        "text-success": "#8dff8d",
        "text-warning": "#ffc34d",
        "text-error": "#ff9d9d",
        "scrollbar": "#b0b0b0",
        "scrollbar-hover": "#ffffff",
        "scrollbar-active": "#ffe14d",
        "scrollbar-background": "#1a1a1a",
        "scrollbar-background-hover": "#1a1a1a",
        "scrollbar-background-active": "#1a1a1a",
        "scrollbar-corner-color": "#1a1a1a",
        "block-cursor-background": "#003a70",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#2b2b2b",
        "block-cursor-blurred-foreground": "#ffffff",
        "input-selection-background": "#ffe14d 45%",
        "footer-key-foreground": "#ffe14d",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
"""In the order in which they take turns."""

WORDS = {DARK.name: "dark", LIGHT.name: "light", CONTRAST.name: "high contrast"}

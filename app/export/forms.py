"""All the forms in which a flow leaves: for the command line and for the app."""

from datetime import date

from app.text import visible
from engine.flow.model import Flow
from engine.world.settings import Settings


def written(flow: Flow, settings: Settings, form: str, *, version: int = 0, ascii: bool = False) -> str:
    """The text of a flow in a form: yaml, mermaid, svg, text, or markdown (in plain words).

    What is in plain words names its day and the version (0 is the draft): somebody is to sign it.
    """
    match form:
        case "yaml":
            from storage.files import dump_flow

            return dump_flow(flow)
        case "mermaid":
            from app.export.mermaid import as_mermaid

            return as_mermaid(flow, settings)
        case "svg":
            from app.export.drawing import as_svg

            return as_svg(flow, settings)
        case "markdown":
            from engine.flow.describing import describe

            day = date.today().isoformat()
            which = f"version {version}" if version else "draft, not launched"
            told = describe(flow, settings, f"{day}, {which}")
            # It is read at a terminal, and signed: nothing in it may turn the text that follows around.
            return "\n".join(map(visible, told.split("\n")))
        case _:
            from app.export.drawing import as_text

            return as_text(flow, settings, ascii=ascii) + "\n"

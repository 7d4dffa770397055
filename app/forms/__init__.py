"""Forms made from the models: for the settings of blocks and for the flow's own."""

from app.forms.form import BlockForm, FlowForm, Form

__all__ = ["BlockForm", "FlowForm", "Form"]

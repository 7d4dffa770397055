"""The view model of a flow that is being edited: commands, undo and redo, problems. It knows no widget."""

from app.editing.command import Command, EditRefused
from app.editing.drawing import AddBlock, Connect, DeleteBlock, Disconnect, DuplicateBlock, MoveBlock
from app.editing.editor import Edited, FlowEditor
from app.editing.settings import ReplaceSettings, SetField, SetFlow

__all__ = [
    "AddBlock",
    "Command",
    "Connect",
    "DeleteBlock",
    "Disconnect",
    "DuplicateBlock",
    "EditRefused",
    "Edited",
    "FlowEditor",
    "MoveBlock",
    "ReplaceSettings",
    "SetField",
    "SetFlow",
]

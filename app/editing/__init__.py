"""The view model of a flow that is being edited: commands, undo and redo, problems. It knows no widget."""

from app.editing.clips import Clip
from app.editing.command import Command, EditRefused
from app.editing.drawing import AddBlock, Connect, DeleteBlock, Disconnect, DuplicateBlock, MoveBlock
from app.editing.editor import Edited, FlowEditor
from app.editing.history import Kept, Unkept
from app.editing.settings import ReplaceSettings, SetField, SetFlow
from app.editing.several import AddBlocks, DeleteBlocks, MoveBlocks, Together

__all__ = [
    "AddBlock",
    "AddBlocks",
    "Clip",
    "Command",
    "Connect",
    "DeleteBlock",
    "DeleteBlocks",
    "Disconnect",
    "DuplicateBlock",
    "EditRefused",
    "Edited",
    "FlowEditor",
    "Kept",
    "MoveBlock",
    "MoveBlocks",
    "ReplaceSettings",
    "SetField",
    "SetFlow",
    "Together",
    "Unkept",
]

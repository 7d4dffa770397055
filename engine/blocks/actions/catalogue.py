"""All actions of step groups. An action is registered by standing in its module's `ACTIONS`."""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union

from pydantic import Discriminator

from engine.blocks.actions import data, messages, rewards
from engine.blocks.actions.base import Action

ACTIONS: dict[str, type[Action]] = {
    action.model_fields["do"].default: action
    for action in (*messages.ACTIONS, *rewards.ACTIONS, *data.ACTIONS)
}

if TYPE_CHECKING:
    AnyAction: TypeAlias = Action
else:
    AnyAction: Any = Annotated[Union[tuple(ACTIONS.values())], Discriminator("do")]  # noqa: UP007

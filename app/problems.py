"""A flow's problems as people read them in one line."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from engine.flow.model import Flow
from engine.flow.validation import Problem


def field_words(flow: Flow, problem: Problem) -> str:
    """The field at fault as its form calls it: "Actions · 1 · Text"; empty where no field is meant.

    Places in a list are counted from 1.
    """
    value: object = flow if problem.block is None else flow.block(problem.block)
    said = []
    for part in problem.field:
        if isinstance(part, int):
            said.append(str(part + 1))
            value = value[part] if isinstance(value, Sequence) and part < len(value) else None
        elif part != "outputs":
            field = type(value).model_fields.get(part) if isinstance(value, BaseModel) else None
            said.append((None if field is None else field.title) or part.replace("_", " "))
            value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
    return " · ".join(said)


def left_words(flow: Flow, problem: Problem) -> str:
    """That a field was left as it was, because what was entered did not fit."""
    block = None if problem.block is None else flow.block(problem.block)
    where = "The flow" if block is None else block.name
    return f"{where}, {field_words(flow, problem)}: left as it was: {problem.sentence}"


def problem_words(flow: Flow, problem: Problem) -> str:
    """A problem with its block as people know it: by its title."""
    block = None if problem.block is None else flow.block(problem.block)
    return str(problem) if block is None else f"{block.name}: {problem.sentence}"

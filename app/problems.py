"""A flow's problems as people read them in one line."""

from engine.flow.model import Flow
from engine.flow.validation import Problem


def left_words(flow: Flow, problem: Problem) -> str:
    """That a field was left as it was, because what was entered did not fit."""
    block = None if problem.block is None else flow.block(problem.block)
    where = "The flow" if block is None else block.name
    field = " ".join(str(part).replace("_", " ") for part in problem.field if isinstance(part, str))
    return f"{where}: {field} was left as it was: {problem.sentence}"


def problem_words(flow: Flow, problem: Problem) -> str:
    """A problem with its block as people know it: by its title."""
    block = None if problem.block is None else flow.block(problem.block)
    return str(problem) if block is None else f"{block.name}: {problem.sentence}"

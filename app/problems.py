"""A flow's problems as people read them in one line."""

from engine.flow.model import Flow
from engine.flow.validation import Problem


def problem_words(flow: Flow, problem: Problem) -> str:
    """A problem with its block as people know it: by its title."""
    block = None if problem.block is None else flow.block(problem.block)
    return str(problem) if block is None else f"{block.name}: {problem.sentence}"

"""The language of templates: a small, safe part of Jinja (F-6).

Templates print parameters, choose by `{% if %}`, and go through lists by `{% for %}`; filters change what is
printed. There are no calls, assignments, arithmetic or loops within loops, so that no template can run for
long, grow without bounds or fail when it is rendered. Jinja's sandbox stands behind that as a second wall.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import quote

from jinja2 import TemplateSyntaxError, nodes
from jinja2.runtime import ChainableUndefined, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.messages.tags import ONLY, Fault, unreadable

LONGEST_SOURCE: Final = 20_000
DEEPEST: Final = 40
LONGEST_PATH: Final = 8

ORDERINGS: Final = frozenset({"lt", "lteq", "gt", "gteq"})
LOOP_FACTS: Final = frozenset({"index", "index0", "revindex", "first", "last", "length"})


class Shown(str):
    """A value that a template prints. Comparisons never fail: numbers compare as such, the rest as text."""

    __slots__ = ("truth",)

    truth: bool

    def __new__(cls, text: str, truth: bool | None = None) -> "Shown":
        made = super().__new__(cls, text)
        made.truth = bool(text) if truth is None else truth
        return made

    def __bool__(self) -> bool:
        return self.truth

    def __eq__(self, other: object) -> bool:
        both = _numbers(self, other)
        return both[0] == both[1] if both is not None else str(self) == str(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: object) -> bool:
        return self._ordered(other, lambda mine, theirs: mine < theirs)

    def __le__(self, other: object) -> bool:
        return self._ordered(other, lambda mine, theirs: mine <= theirs)

    def __gt__(self, other: object) -> bool:
        return self._ordered(other, lambda mine, theirs: mine > theirs)

    def __ge__(self, other: object) -> bool:
        return self._ordered(other, lambda mine, theirs: mine >= theirs)

    def __contains__(self, other: object) -> bool:
        return str(other) in str(self)

    __hash__ = str.__hash__

    def _ordered(self, other: object, compare: Callable[[Any, Any], bool]) -> bool:
        """A value that is not set is neither more nor less than another."""
        both = _numbers(self, other)
        if both is not None:
            return compare(*both)
        texts = str(self), str(other)
        return bool(texts[0] and texts[1]) and isinstance(other, str) and compare(*texts)


def _numbers(mine: str, theirs: object) -> tuple[float, float] | None:
    try:
        return float(str(mine)), float(theirs if isinstance(theirs, int | float) else str(theirs))
    except (ValueError, OverflowError):
        return None


EMPTY: Final = Shown("")


def _truncate(value: object, most: int = 100) -> Shown:
    text = str(value)
    return Shown(text if len(text) <= most else text[: max(most - 1, 0)] + "…")


def _default(value: object, other: object = "") -> Shown:
    text = str(value)
    return Shown(text if text else str(other))


def _length(value: object) -> int:
    return len(value) if isinstance(value, str | list) else 0


class Filter(NamedTuple):
    apply: Callable[..., object]
    arguments: tuple[type, ...] = ()
    """The types of its constant arguments; all may be left out."""


FILTERS: Final[dict[str, Filter]] = {
    "upper": Filter(lambda value: Shown(str(value).upper())),
    "lower": Filter(lambda value: Shown(str(value).lower())),
    "capitalize": Filter(lambda value: Shown(str(value).capitalize())),
    "title": Filter(lambda value: Shown(str(value).title())),
    "trim": Filter(lambda value: Shown(str(value).strip())),
    "truncate": Filter(_truncate, (int,)),
    "default": Filter(_default, (str,)),
    "length": Filter(_length),
    "escape": Filter(lambda value: Shown(escape(str(value)))),
    "urlencode": Filter(lambda value: Shown(quote(str(value), safe="", errors="replace"))),
}


class Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox; it looks into captured values only, and what is missing prints as nothing."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in LOOP_FACTS:
            return super().getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: str | Any) -> Any:
        if isinstance(obj, dict):
            return obj.get(argument, EMPTY)
        if isinstance(obj, list) and isinstance(argument, int) and 0 <= argument < len(obj):
            return obj[argument]
        return EMPTY


def _environment() -> Environment:
    environment = Environment(
        autoescape=False,
        undefined=ChainableUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters = {name: each.apply for name, each in FILTERS.items()}
    environment.tests = {}
    environment.globals = {}
    return environment


ENVIRONMENT: Final = _environment()

Role = Literal["value", "test", "loop"]
"""How a parameter is used: printed or compared; asked whether it is filled; gone through."""


@dataclass(frozen=True, slots=True)
class Use:
    """A parameter at a place of a template."""

    path: tuple[str | int, ...]
    line: int
    role: Role
    loop: "Use | None" = None
    """The list whose lines it belongs to; the path then begins with the name of the loop's variable."""


@dataclass(slots=True)
class Source:
    """A template that has been read: what it uses, and what is wrong with it whatever the project."""

    uses: list[Use] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@lru_cache(maxsize=1024)
def read(text: str) -> Source:
    """Read a template. Never raises: what is wrong stands in `faults`."""
    source = Source()
    if len(text) > LONGEST_SOURCE:
        source.faults.append(Fault(1, "", f"a text has at most {LONGEST_SOURCE} characters: shorten it"))
        return source
    try:
        tree = ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        said = (error.message or "").split(". ")[0].rstrip(".")
        source.faults += unreadable(text, error.lineno, said, _reads)
        return source
    except (RecursionError, ValueError, OverflowError):
        source.faults.append(Fault(1, "{", "this is nested too deeply, or a number is too long: simplify it"))
        return source
    _Reader(source).statements(tree.body, {}, 0)
    return source


def _reads(text: str) -> bool:
    try:
        ENVIRONMENT.parse(text)
    except (TemplateSyntaxError, RecursionError, ValueError, OverflowError):
        return False
    return True


Scope = dict[str, Use]


class _Reader:
    """Walks a template's tree, admits what is known to be safe and notes the parameters."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def fault(self, node: nodes.Node, text: str, near: str = "{") -> None:
        self.source.faults.append(Fault(node.lineno, near, text))

    def too_deep(self, node: nodes.Node, depth: int) -> bool:
        if depth <= DEEPEST:
            return False
        if not any(fault.text.startswith("this is nested") for fault in self.source.faults):
            self.fault(node, "this is nested too deeply: simplify it")
        return True

    def statements(self, body: Sequence[nodes.Node], scope: Scope, depth: int) -> None:
        for node in body:
            if self.too_deep(node, depth):
                return
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    if not isinstance(part, nodes.TemplateData):
                        self.expression(part, scope, depth + 1)
            elif isinstance(node, nodes.If):
                self.condition(node.test, scope, depth + 1)
                for branch in (node.body, node.elif_, node.else_):
                    self.statements(branch, scope, depth + 1)
            elif isinstance(node, nodes.For):
                self.loop(node, scope, depth)
            else:
                self.fault(node, ONLY)

    def loop(self, node: nodes.For, scope: Scope, depth: int) -> None:
        if scope:
            self.fault(node, "a loop cannot stand inside another one")
            return
        if node.recursive or not isinstance(node.target, nodes.Name) or node.target.name == "loop":
            self.fault(node, "write loops as {% for item in Order.Items %}")
            return
        path = _path(node.iter)
        if path is None:
            self.fault(node, "a loop goes through a list, such as Order.Items")
            return
        use = self.use(path, node, "loop", scope)
        inner = {node.target.name: use}
        if node.test is not None:
            self.condition(node.test, inner, depth + 1)
        self.statements(node.body, inner, depth + 1)
        self.statements(node.else_, scope, depth + 1)

    def use(self, path: tuple[str | int, ...], node: nodes.Node, role: Role, scope: Scope) -> Use:
        if len(path) > LONGEST_PATH:
            self.fault(node, "no parameter has so many parts", str(path[0]))
        use = Use(path, node.lineno, role, scope.get(str(path[0])))
        self.source.uses.append(use)
        return use

    def condition(self, node: nodes.Node, scope: Scope, depth: int) -> None:
        self.expression(node, scope, depth, "test")

    def expression(self, node: nodes.Node, scope: Scope, depth: int, role: Role = "value") -> None:
        if self.too_deep(node, depth):
            return
        path = _path(node)
        if path is not None:
            if not (scope and path[0] == "loop"):
                self.use(path, node, role, scope)
            elif len(path) != 2 or path[1] not in LOOP_FACTS:
                self.fault(node, f"a loop tells {', '.join(sorted(LOOP_FACTS))} only", "loop")
        elif isinstance(node, nodes.Const):
            if not isinstance(node.value, str | int | float):
                self.fault(node, "this cannot be used in a template")
        elif isinstance(node, nodes.Filter):
            self.filter(node, scope, depth)
        elif isinstance(node, nodes.Compare):
            self.comparison(node, scope, depth)
        elif isinstance(node, nodes.Not):
            self.condition(node.node, scope, depth + 1)
        elif isinstance(node, nodes.And | nodes.Or):
            for part in (node.left, node.right):
                self.expression(part, scope, depth + 1, role)
        elif isinstance(node, nodes.CondExpr):
            self.condition(node.test, scope, depth + 1)
            for choice in (node.expr1, node.expr2):
                if choice is not None:
                    self.expression(choice, scope, depth + 1)
        elif isinstance(node, nodes.Concat):
            for part in node.nodes:
                self.expression(part, scope, depth + 1)
        else:
            self.fault(node, _refusal(node))

    def filter(self, node: nodes.Filter, scope: Scope, depth: int) -> None:
        known = FILTERS.get(node.name)
        if known is None:
            self.fault(node, f"there is no filter {node.name}: choose one of {', '.join(FILTERS)}", node.name)
            return
        fits = len(node.args) <= len(known.arguments) and all(
            isinstance(given, nodes.Const) and type(given.value) is wanted
            for given, wanted in zip(node.args, known.arguments, strict=False)
        )
        if not fits or node.kwargs or node.dyn_args or node.dyn_kwargs:
            takes = " and ".join({int: "a whole number", str: "a text in quotes"}[t] for t in known.arguments)
            self.fault(node, f"the filter {node.name} takes {takes or 'nothing'} in brackets", node.name)
        if node.node is None:
            self.fault(node, "a filter stands behind a parameter")
            return
        self.expression(node.node, scope, depth + 1, "test" if node.name == "length" else "value")

    def comparison(self, node: nodes.Compare, scope: Scope, depth: int) -> None:
        left = node.expr
        self.expression(left, scope, depth + 1)
        for operand in node.ops:
            right = operand.expr
            if operand.op in ("in", "notin"):
                if isinstance(right, nodes.List | nodes.Tuple):
                    for item in right.items:
                        self.expression(item, scope, depth + 1)
                elif (path := _path(right)) is None or (scope and path[0] == "loop"):
                    self.fault(node, "write `in` with a list of values, such as in ['a', 'b']", "in")
                else:
                    self.expression(right, scope, depth + 1)
            else:
                self.expression(right, scope, depth + 1)
                if operand.op in ORDERINGS and not (_ordered(left) and _ordered(right)):
                    self.fault(node, "more and less compare a parameter with a number or another parameter")
            left = right


def _path(node: nodes.Node) -> tuple[str | int, ...] | None:
    """The dotted name that an expression is; None where it is something else."""
    parts: list[str | int] = []
    while not isinstance(node, nodes.Name):
        if isinstance(node, nodes.Getattr):
            parts.append(node.attr)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            if type(node.arg.value) not in (str, int):
                return None
            parts.append(node.arg.value)
        else:
            return None
        node = node.node
    return (node.name, *reversed(parts))


def _ordered(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Const):
        return isinstance(node.value, int | float)
    return _path(node) is not None or isinstance(node, nodes.Filter)


def _refusal(node: nodes.Node) -> str:
    if isinstance(node, nodes.Call):
        return "templates cannot call anything: use a filter, such as Customer.FirstName|upper"
    if isinstance(node, nodes.BinExpr | nodes.UnaryExpr):
        return "templates do not calculate"
    if isinstance(node, nodes.Test):
        return "ask {% if Customer.FirstName %} for whether something is filled"
    return "this cannot be used in a template"

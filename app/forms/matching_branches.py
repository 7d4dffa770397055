"""How the branches of a condition share customers out, counted live; and more branches at once."""

from textual.app import ComposeResult
from textual.widgets import Static

from app.forms.base import FormField
from app.forms.branch_values import branch_for_each
from app.forms.live import Live, Whom
from app.forms.matching import customers_words, newest_words, say
from app.forms.messages import Chosen
from app.forms.rows import Press, RowText
from app.forms.views import FieldView, Look
from app.session.requests import Request
from app.session.trying_requests import Branched, CountBranches
from app.text import cut
from app.words import number

MOST_SHOWN = 12
MOST_NAMED = 4
LONGEST_NAME = 24


class Spread(Live):
    """The counts, branch by branch."""

    DEFAULT_CSS = """
    Spread { margin-top: 1; }
    """

    def __init__(self, field: FormField, look: Look) -> None:
        super().__init__()
        self._field = field
        self._look = look

    def compose(self) -> ComposeResult:
        yield Static(classes="count", markup=False)
        yield Static(classes="aside", markup=False)
        yield Whom(self.choose_customer)

    def renew(self, field: FormField, look: Look) -> None:
        before, self._field = (self._field.value, self._look.around.entities), field
        self._look = look
        if before != (field.value, look.around.entities):
            self.ask_soon()

    def request(self) -> Request[Branched]:
        return CountBranches(self._field.value, self._look.around.entities, self.customer)

    def show_answer(self, answer: Branched | str | None) -> None:
        if not isinstance(answer, Branched) or answer.counts is None:
            say(self, ".count", answer if isinstance(answer, str) else "")
            say(self, ".aside", "")
            self.query_one(Whom).tell(None, "")
            return
        names = [*self._names(), "other" if self._field.value.get("other") else "none of them"]
        shares = [f"{name} {number(count)}" for name, count in zip(names, answer.counts, strict=False)]
        more = ["…"] if len(shares) > MOST_SHOWN + 1 else []
        shown = [*shares[:-1][:MOST_SHOWN], *more, shares[-1]]
        say(self, ".count", f"Of {customers_words(answer.tally)}: {' / '.join(shown)}")
        say(self, ".aside", f"({newest_words(answer.newest)})" if answer.newest else "")
        words = f": {answer.seen}, so {names[answer.chosen]}"
        self.query_one(Whom).tell(answer.customer, words)

    def _names(self) -> list[str]:
        branches = self._field.value.get("branches") or []
        return [cut(branch.get("title") or branch["id"], LONGEST_NAME) for branch in branches]


class ForEach(Press):
    """The row that makes a branch for each value that has none."""

    def tell(self, field: FormField, text: str) -> None:
        """What there is to make; nothing is shown where the text is empty."""
        self.show(field, RowText(text))
        self.display = bool(text)
        self.refresh(layout=True)

    def action_ask(self, what: str) -> None:
        branches = self.field.value.get("branches") or []
        path = (*self.field.path[:-1], "branches")
        field = FormField(path=path, kind="list", title="", value=branches)
        self.post_message(Chosen(field, branch_for_each(branches, self.field.choices)))


class BranchedView(FieldView):
    """The counts within a form."""

    def compose_within(self) -> ComposeResult:
        yield ForEach(self.field, "each", "")
        yield Spread(self.field, self.look)

    def on_mount(self) -> None:
        self._offer()

    async def renew(self, field: FormField, look: Look) -> None:
        await super().renew(field, look)
        self.query_one(Spread).renew(field, look)
        self._offer()

    def _offer(self) -> None:
        """Offer a branch for each value that has none; nothing where all have one."""
        row, left = self.query_one(ForEach), self.field.choices
        named = ", ".join(cut(choice.label, LONGEST_NAME) for choice in left[:MOST_NAMED])
        more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
        row.tell(self.field, f"{self.look.marks.add} A branch for each of {named}{more}" if left else "")

"""Ready pieces of flows, as data: what is often drawn, complete, with the project's own names put in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.editing.clips import Clip
from engine.flow.model import Flow
from engine.world.settings import Settings


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the project's settings: the one preferred where it is there, else the first of its kind."""

    of: str
    """The field of the settings that holds such names."""
    prefer: str = ""
    needed: bool = False
    """Whether the name preferred stands even where the project has none: the problem then says so."""

    def choose(self, settings: Settings) -> str | None:
        """None where the project has no name of the kind."""
        known: Mapping[str, Any] = getattr(settings, self.of)
        other = self.prefer if self.needed else None
        return self.prefer if self.prefer in known else next(iter(known), other)


@dataclass(frozen=True, slots=True)
class Piece:
    """A few blocks, joined."""

    title: str
    about: str
    blocks: tuple[Mapping[str, Any], ...]
    joined: str = ""
    """Connections as "wait.next check, check.no mail"."""
    on: str = ""
    """The block after which it goes on, where that is not the first one with an output that leads nowhere."""

    def clip(self, settings: Settings) -> Clip:
        """The blocks for a project."""
        connections = []
        for text in filter(None, self.joined.split(", ")):
            way, target = text.split(" ")
            source, output = way.split(".")
            connections.append({"from": source, "output": output, "to": target})
        blocks = [_named(block, settings) for block in self.blocks]
        flow = Flow.model_validate({"id": "piece", "blocks": blocks, "connections": connections})
        return Clip(flow.blocks, flow.connections, (self.on, "next") if self.on else None)


def _named(data: Any, settings: Settings) -> Any:
    if isinstance(data, Name):
        return data.choose(settings)
    if isinstance(data, Mapping):
        return {key: _named(part, settings) for key, part in data.items()}
    if isinstance(data, list | tuple):
        return [_named(part, settings) for part in data]
    return data


_OFFERS: Final = {"topic": Name("topics", "offers"), "consent": "not_unsubscribed"}
_HELLO: Final = 'Hello {{ Customer.FirstName|default("you") }},\n\n'
_CART: Final = Name("lists", "cart", needed=True)


def _mail(id: str, title: str, subject: str, body: str, **more: Any) -> dict[str, Any]:
    action = {"do": "send_email", "subject": subject, "body": _HELLO + body, **_OFFERS, **more}
    return {"id": id, "kind": "steps", "title": title, "actions": [action]}


def _ordered(within: str) -> dict[str, Any]:
    return {"field": "customer.orders.count", "of": {"within": within}, "op": "at_least", "value": 1}


_IN_CART: Final = {"field": "customer.list.lines", "of": {"list": _CART}, "op": "at_least", "value": 1}
_CODE: Final = {"do": "issue_promo_code", "pool": Name("promo_pools", "cart")}
_DAYTIME: Final = {"start": "09:00", "end": "21:00"}
_WORD: Final = _mail(
    "word", "A kind word", "Your cart is still here", "you put something aside. We keep it for you."
)
_CODE_MAIL: Final = {
    "id": "code",
    "kind": "steps",
    "title": "A code",
    "actions": [
        _CODE,
        {
            "do": "send_email",
            "subject": "A code for your cart",
            "body": _HELLO + "this code is yours: take it with your next order.",
            **_OFFERS,
        },
    ],
}

PIECES: Final[tuple[Piece, ...]] = (
    Piece(
        "Wait for confirmation, else remind",
        "2 days for the email address to be confirmed, then a reminder",
        (
            {
                "id": "wait",
                "kind": "wait",
                "title": "Time to confirm",
                "duration": "2 days",
                "window": _DAYTIME,
            },
            {
                "id": "confirmed",
                "kind": "condition",
                "title": "Confirmed?",
                "condition": {"field": "customer.email.confirmation", "op": "is", "value": "confirmed"},
            },
            _mail(
                "remind",
                "Reminder",
                "Please confirm your address",
                "one click is missing: please confirm your address.",
                topic=None,
                consent="not_needed",
            ),
        ),
        "wait.next confirmed, confirmed.no remind",
    ),
    Piece(
        "Wait, then only in the day",
        "1 day, then between 9:00 and 21:00",
        ({"id": "wait", "kind": "wait", "duration": "1 day", "window": _DAYTIME},),
    ),
    Piece(
        "Wait for office hours",
        "Monday to Friday, 9:00 to 17:00",
        (
            {
                "id": "wait",
                "kind": "wait",
                "title": "Office hours",
                "mode": "timed",
                "window": {"start": "09:00", "end": "17:00", "days": ["mon", "tue", "wed", "thu", "fri"]},
            },
        ),
    ),
    Piece(
        "Cart left behind?",
        "a condition: something is in the cart, and no order within a day",
        (
            {
                "id": "left",
                "kind": "condition",
                "title": "Left behind?",
                "condition": {"all": [_IN_CART, {**_ordered("1 day"), "op": "is", "value": 0}]},
            },
        ),
    ),
    Piece(
        "Abandoned cart",
        "wait 4 hours, ask whether an order came, else mail",
        (
            {
                "id": "think",
                "kind": "wait",
                "title": "Time to think",
                "duration": "4 hours",
                "window": _DAYTIME,
            },
            {
                "id": "left",
                "kind": "condition",
                "title": "Left behind?",
                "condition": {"all": [_IN_CART, {**_ordered("1 day"), "op": "is", "value": 0}]},
            },
            _WORD,
        ),
        "think.next left, left.yes word",
        "word",
    ),
    Piece(
        "Word, code or nothing",
        "an A/B test with a control: a mail, or a mail with a code as long as there are some",
        (
            {
                "id": "test",
                "kind": "ab_test",
                "title": "Word, code or nothing",
                "variants": [
                    {"id": "word", "title": "A kind word", "share": 40},
                    {"id": "code", "title": "A code", "share": 40},
                    {"id": "nothing", "title": "Nothing", "share": 20},
                ],
                "control": "nothing",
            },
            {"id": "codes", "kind": "limit", "title": "Some codes", "cap": 100},
            _WORD,
            _CODE_MAIL,
            {
                "id": "then",
                "kind": "wait",
                "title": "48 hours",
                "duration": "48 hours",
                "window": {**_DAYTIME, "end": "22:00"},
            },
        ),
        "test.word word, test.code codes, codes.within code, codes.beyond word, word.next then, "
        "code.next then",
        "then",
    ),
    Piece(
        "A/B test of two subjects",
        "half get the one mail, half the other",
        (
            {
                "id": "test",
                "kind": "ab_test",
                "title": "Which subject?",
                "variants": [{"id": "A", "share": 50}, {"id": "B", "share": 50}],
            },
            _mail("a", "Subject A", "Your cart is still here", "you put something aside."),
            _mail("b", "Subject B", "Did you forget something?", "you put something aside."),
        ),
        "test.A a, test.B b",
    ),
    Piece(
        "Ask once more, else say goodbye",
        "a mail; if no order came after a week, a last mail",
        (
            _mail("ask", "Once more", "Shall we keep it for you?", "we would be glad to hear from you."),
            {"id": "week", "kind": "wait", "title": "A week", "duration": "7 days", "window": _DAYTIME},
            {"id": "came", "kind": "condition", "title": "Ordered?", "condition": _ordered("7 days")},
            _mail("goodbye", "Goodbye", "Goodbye for now", "we will not write about this any more."),
        ),
        "ask.next week, week.next came, came.no goodbye",
    ),
    Piece(
        "Ordered meanwhile? Else a last word",
        "if no order came: app message and SMS, at most 2 a week",
        (
            {
                "id": "bought",
                "kind": "condition",
                "title": "Ordered meanwhile?",
                "condition": _ordered("3 days"),
            },
            {
                "id": "quota",
                "kind": "limit",
                "title": "2 a week",
                "cap": 2,
                "mode": "calendar",
                "calendar": "week",
            },
            {
                "id": "last",
                "kind": "steps",
                "title": "A last word",
                "actions": [
                    {
                        "do": "send_mobile_push",
                        "heading": "Your cart",
                        "text": "We keep it until tomorrow.",
                        **_OFFERS,
                    },
                    {"do": "send_sms", "text": "We keep your cart until tomorrow.", **_OFFERS},
                ],
            },
        ),
        "bought.no quota, quota.within last",
    ),
    Piece(
        "App message, else mail",
        "whoever takes messages in the app gets one there, all others a mail",
        (
            {
                "id": "app",
                "kind": "condition",
                "title": "Takes app messages?",
                "condition": {"field": "customer.mobile_push", "op": "is", "value": True},
            },
            {
                "id": "push",
                "kind": "steps",
                "title": "App message",
                "actions": [{"do": "send_mobile_push", "text": "There is news for you.", **_OFFERS}],
            },
            _mail("mail", "Mail", "There is news for you", "there is news for you."),
        ),
        "app.yes push, app.no mail",
    ),
    Piece(
        "Thank with points",
        "100 points, and a mail that says so",
        (
            {
                "id": "thank",
                "kind": "steps",
                "title": "Thank you",
                "actions": [
                    {"do": "award_points", "account": Name("points_accounts"), "amount": 100},
                    {
                        "do": "send_email",
                        "subject": "100 points for you",
                        "body": _HELLO + "thank you: 100 points are on your account.",
                        **_OFFERS,
                    },
                ],
            },
        ),
    ),
)

REACHED_BY_EMAIL: Final[Mapping[str, Any]] = {
    "all": [
        {"field": "customer.email.filled", "op": "is", "value": True},
        {"field": "customer.email.valid", "op": "is", "value": True},
        {
            "not": {
                "field": "customer.subscription",
                "of": {"channel": "email", "topic": Name("topics", "offers")},
                "op": "is",
                "value": "unsubscribed",
            }
        },
    ]
}
"""A filter: only customers whom an email reaches, and who have not refused it."""


def reached_by_email(settings: Settings) -> Any:
    """That filter for a project."""
    found = _named(REACHED_BY_EMAIL, settings)
    if not settings.topics:
        found["all"][2]["not"]["of"].pop("topic")
    return found

"""Sending messages (F-6). Nothing leaves the machine: they go into the outbox, or are noted as not sent."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from engine.blocks.actions.base import Action, CarryOut
from engine.blocks.base import Fault, Known, Passage
from engine.messages.templates import CannotRender, check_template, prepare
from engine.world.changes.actions import IssueAction
from engine.world.entities import Contact, Customer, Value, subscription_levels
from engine.world.settings import MESSAGE_NOT_SENT, Name, Settings
from engine.world.world import Misnamed, unknown

if TYPE_CHECKING:
    from engine.blocks.play import Play

Template = Annotated[str, Field(max_length=20_000)]

Reach = Callable[[Customer], str | None]
"""Why a customer cannot be reached; None when they can."""


class Message(Action):
    """A message in one channel; what differs is what it consists of and who can be reached."""

    channel: ClassVar[str]
    texts: ClassVar[tuple[str, ...]]
    """The fields that are templates, in the order in which they are shown."""
    required: ClassVar[tuple[str, ...]]
    wanted: ClassVar[tuple[str, ...]] = ()
    """The fields without which it can be sent, but is hardly meant to be."""

    topic: Name | None = Field(default=None, title="Topic", json_schema_extra={"names": "topics"})
    consent: Literal["subscribed", "not_unsubscribed", "not_needed"] = Field(
        default="subscribed",
        title="Consent",
        description="To the subscribed only, to all but the unsubscribed, or to all who can be reached.",
    )

    def reach(self) -> Reach:
        """Whether the customer has a valid address, a device and so on."""
        raise NotImplementedError

    def faults(self, known: Known) -> Iterator[Fault]:
        for field in self.required:
            if not getattr(self, field).strip():
                yield Fault((field,), f"write the {(type(self).model_fields[field].title or field).lower()}")
        for field in self.wanted:
            if not getattr(self, field).strip():
                sentence = f"the {self.label.lower()} has no text: whoever opens it sees nothing"
                yield Fault((field,), sentence, "warning")
        if self.topic is not None and self.topic not in known.settings.topics:
            yield Fault(("topic",), unknown("topic", self.topic, known.settings.topics))
        if self.channel not in known.settings.channels:
            yield Fault(("do",), unknown("channel", self.channel, known.settings.channels))
        for field in self.texts:
            for place, sentence in check_template(getattr(self, field), known.settings, known.prints):
                # It stays what it is: a name that is not known here may be known in another world.
                placed = sentence.after(place) if isinstance(sentence, Misnamed) else f"{place}{sentence}"
                yield Fault((field,), placed)

    def words(self, settings: Settings) -> str:
        return f"{self.label}: {getattr(self, self.texts[0]).strip()}" if self.texts else self.label

    def templates(self) -> dict[str, str]:
        """The templates by field, for rendering."""
        return {field: getattr(self, field) for field in self.texts}

    def compile(self, play: "Play", block: str, number: int) -> CarryOut:
        world = play.world
        letter = play.letter(block, number, self.channel)
        capture = prepare(tuple(self.templates().values()), world.settings, play.prints).bind(world)
        unreachable = self.reach()
        refuses = self.refusal(play.brand)
        channel = self.channel
        send = play.send

        def not_sent(passage: Passage, reason: str) -> None:
            send(passage, letter, reason, None)
            # Recorded as an action, so that other flows and conditions can see it (F-6).
            fields: dict[str, Value] = {"channel": channel, "reason": reason}
            customer = passage.customer.id
            play.apply(
                passage,
                IssueAction(
                    at=world.now,
                    source="flow_step",
                    customer=customer,
                    template=MESSAGE_NOT_SENT,
                    fields=fields,
                ),
            )

        def carry_out(passage: Passage) -> str | None:
            customer = passage.customer
            reason = unreachable(customer) or refuses(customer)
            if reason is not None:
                not_sent(passage, reason)
                return None
            printed = None
            if capture is not None:
                try:
                    printed = capture(passage)
                except CannotRender as problem:
                    return str(problem)
            send(passage, letter, None, printed)
            return None

        return carry_out

    def refusal(self, brand: str) -> Reach:
        """Whether the customer wants such messages."""
        if self.consent == "not_needed":
            return lambda customer: None
        levels = subscription_levels("/".join(part for part in (brand, self.channel, self.topic) if part))
        only_subscribed = self.consent == "subscribed"

        def refuses(customer: Customer) -> str | None:
            statuses = customer.subscriptions
            for level in levels:
                if level in statuses:
                    status = statuses[level]
                    break
            else:
                status = "none"
            if only_subscribed:
                return None if status == "subscribed" else "not_subscribed"
            return "unsubscribed" if status == "unsubscribed" else None

        return refuses


def _contact(get: Callable[[Customer], Contact | None], what: str) -> Reach:
    def reach(customer: Customer) -> str | None:
        contact = get(customer)
        if contact is None or not contact.value:
            return f"no_{what}"
        return None if contact.valid else f"invalid_{what}"

    return reach


def _device(kind: str) -> Reach:
    def reach(customer: Customer) -> str | None:
        return None if any(d.push and d.kind == kind for d in customer.devices) else f"no_{kind}_push"

    return reach


class SendEmail(Message):
    label: ClassVar[str] = "Email"
    channel: ClassVar[str] = "email"
    texts: ClassVar[tuple[str, ...]] = ("subject", "body")
    required: ClassVar[tuple[str, ...]] = ("subject",)
    wanted: ClassVar[tuple[str, ...]] = ("body",)

    do: Literal["send_email"] = "send_email"
    subject: Template = Field(default="", title="Subject")
    body: Template = Field(default="", title="Text")

    def reach(self) -> Reach:
        return _contact(attrgetter("email"), "email")


class SendSms(Message):
    label: ClassVar[str] = "SMS"
    channel: ClassVar[str] = "sms"
    texts: ClassVar[tuple[str, ...]] = ("text",)
    required: ClassVar[tuple[str, ...]] = ("text",)

    do: Literal["send_sms"] = "send_sms"
    text: Template = Field(default="", title="Text")

    def reach(self) -> Reach:
        return _contact(attrgetter("phone"), "phone")


class Push(Message):
    texts: ClassVar[tuple[str, ...]] = ("heading", "text")
    required: ClassVar[tuple[str, ...]] = ("text",)

    heading: Template = Field(default="", title="Heading")
    text: Template = Field(default="", title="Text")

    def words(self, settings: Settings) -> str:
        return f"{self.label}: {(self.heading or self.text).strip()}"


class SendMobilePush(Push):
    label: ClassVar[str] = "Mobile push"
    channel: ClassVar[str] = "mobile_push"

    do: Literal["send_mobile_push"] = "send_mobile_push"

    def reach(self) -> Reach:
        return _device("mobile")


class SendWebPush(Push):
    label: ClassVar[str] = "Web push"
    channel: ClassVar[str] = "web_push"

    do: Literal["send_web_push"] = "send_web_push"

    def reach(self) -> Reach:
        return _device("web")


class CallWebhook(Message):
    label: ClassVar[str] = "Webhook"
    channel: ClassVar[str] = "webhook"
    texts: ClassVar[tuple[str, ...]] = ("url", "payload")
    required: ClassVar[tuple[str, ...]] = ("url",)

    do: Literal["call_webhook"] = "call_webhook"
    url: Template = Field(default="", title="Address")
    payload: Template = Field(default="", title="Payload")
    consent: Literal["subscribed", "not_unsubscribed", "not_needed"] = Field(
        default="not_needed", title="Consent"
    )

    def reach(self) -> Reach:
        return lambda customer: None


ACTIONS = (SendEmail, SendSms, SendMobilePush, SendWebPush, CallWebhook)

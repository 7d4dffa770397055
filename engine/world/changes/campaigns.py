"""Campaigns that are sent outside of flows: what is generated for a customer, sent, and delivered or not
(E-46, E-47)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from engine.world.changes.base import CustomerChange
from engine.world.deltas import CampaignGenerated, CampaignSent
from engine.world.entities import Customer, Delivery, Sending
from engine.world.settings import Name
from engine.world.world import Refused

if TYPE_CHECKING:
    from engine.world.world import World


@dataclass(slots=True, kw_only=True)
class CampaignChange(CustomerChange):
    """Something about a campaign's message to a customer."""

    campaign: Name

    def apply_to(self, world: "World", customer: Customer) -> None:
        world.named(world.settings.campaigns, "campaign", self.campaign, "campaign")
        self.apply_to_sending(world, customer)

    def apply_to_sending(self, world: "World", customer: Customer) -> None:
        raise NotImplementedError

    def latest(self, customer: Customer) -> Sending:
        """The campaign's latest message for the customer. Raises Refused where there is none."""
        for sending in reversed(customer.sendings):
            if sending.campaign == self.campaign:
                return sending
        what = f"the campaign {self.campaign!r} has generated nothing for the customer {customer.id!r} yet"
        raise Refused("campaign", f"{what}: generate it first")


@dataclass(slots=True, kw_only=True)
class GenerateCampaign(CampaignChange):
    summary: ClassVar[str] = "A campaign generates its message for a customer"

    do: Literal["campaign.generate"] = "campaign.generate"

    def apply_to_sending(self, world: "World", customer: Customer) -> None:
        sending = Sending(len(customer.sendings), self.campaign, self.happened)
        world.push(customer, "sendings", sending)
        world.tell(CampaignGenerated(customer, sending))


@dataclass(slots=True, kw_only=True)
class SendCampaign(CampaignChange):
    """Send what was generated last; what became of it may be known at once, or be said later."""

    summary: ClassVar[str] = "A campaign's message is sent to a customer"

    do: Literal["campaign.send"] = "campaign.send"
    result: Delivery | None = None

    def apply_to_sending(self, world: "World", customer: Customer) -> None:
        sending = self.latest(customer)
        if sending.sent_at is not None:
            what = f"what the campaign {self.campaign!r} generated for {customer.id!r} is sent already"
            raise Refused("campaign", f"{what}: generate it again")
        if self.happened < sending.generated_at:
            raise Refused("happened_at", "it would be sent before it was generated")
        world.set(sending, "sent_at", self.happened)
        world.set(sending, "result", self.result)
        world.tell(CampaignSent(customer, sending))


@dataclass(slots=True, kw_only=True)
class ReportDelivery(CampaignChange):
    """What became of the message that was sent last. It starts nothing by itself; give it an `action` for
    flows that wait for it (E-1)."""

    summary: ClassVar[str] = "Say what became of a campaign's message"

    do: Literal["campaign.result"] = "campaign.result"
    result: Delivery

    def apply_to_sending(self, world: "World", customer: Customer) -> None:
        sending = self.latest(customer)
        if sending.sent_at is None:
            what = f"the campaign {self.campaign!r} has not been sent to {customer.id!r} yet"
            raise Refused("campaign", f"{what}: send it first")
        if sending.result != self.result:
            world.set(sending, "result", self.result)


CHANGES = (GenerateCampaign, SendCampaign, ReportDelivery)

"""Taking part in campaigns: E-46, E-47. Opens, clicks and requests to unsubscribe are actions (E-1)."""

from collections.abc import Iterable
from typing import ClassVar

from pydantic import Field

from engine.events.base import Event, EventKind, EventSettings, Matches, TriggerMemory, unknown_names
from engine.world.deltas import CampaignGenerated, CampaignSent, Delta
from engine.world.entities import Customer
from engine.world.settings import Name, Settings
from engine.world.world import Applied, World


class CampaignSettings(EventSettings):
    campaigns: list[Name] = Field(
        default=[],
        title="Campaigns",
        description="Only these; none chosen: all of them.",
        json_schema_extra={"names": "campaigns"},
    )

    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        return unknown_names("campaigns", "campaign", self.campaigns, settings.campaigns)


class EmailCampaignSettings(CampaignSettings):
    def unknown(self, settings: Settings) -> Iterable[tuple[str, str]]:
        emails = {name for name, one in settings.campaigns.items() if one.channel == "email"}
        known = {name: one for name, one in settings.campaigns.items() if name in emails}
        what = "campaign" if not set(self.campaigns) & set(settings.campaigns) else "campaign by email"
        return unknown_names("campaigns", what, self.campaigns, known)


class OfCampaignKind(EventKind):
    """A campaign reached a customer."""

    family = "Campaigns"
    Settings: ClassVar[type[EventSettings]] = CampaignSettings

    def matches(self, settings: EventSettings, world: World) -> Matches:
        assert isinstance(settings, CampaignSettings)
        campaigns = frozenset(settings.campaigns)

        def match(event: Event, memory: TriggerMemory) -> bool:
            return not campaigns or event.facts["campaign"] in campaigns

        return match

    def words(self, settings: EventSettings) -> str:
        assert isinstance(settings, CampaignSettings)
        return f"{self.name}: {', '.join(settings.campaigns) or 'any campaign'}"


class CampaignGeneratedKind(OfCampaignKind):
    id = "campaign_generated"
    rule = "E-46"
    name = "Email generated in a campaign"
    help = (
        "Starts when a campaign has generated its email for the customer, whether or not it is sent later. "
        "Messages of campaigns by other channels start nothing, nor do those that flows send."
    )
    hears = (CampaignGenerated,)
    Settings = EmailCampaignSettings

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        campaigns = world.settings.campaigns
        for delta in applied.deltas:
            if type(delta) is CampaignGenerated and campaigns[delta.sending.campaign].channel == "email":
                facts = {"campaign": delta.sending.campaign}
                yield Event(self, delta.customer, change.happened, change.at, {}, {**facts})

    def exclusion(
        self, delta: Delta, applied: Applied, world: World, customer: Customer, settings: EventSettings
    ) -> str:
        assert isinstance(delta, CampaignGenerated)
        return f"it goes out by {world.settings.campaigns[delta.sending.campaign].channel}, not by email"


class CampaignSentKind(OfCampaignKind):
    id = "campaign_sent"
    rule = "E-47"
    name = "Campaign sent"
    help = (
        "Starts when a campaign's message is sent to the customer, by whatever channel and whatever becomes "
        "of it: whether it is delivered or bounces starts nothing more. Opens, clicks and requests to "
        "unsubscribe are actions: use the event for issued actions."
    )
    hears = (CampaignSent,)

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is CampaignSent:
                facts = {"campaign": delta.sending.campaign}
                yield Event(self, delta.customer, change.happened, change.at, {}, {**facts})


KINDS: tuple[EventKind, ...] = (CampaignGeneratedKind(), CampaignSentKind())

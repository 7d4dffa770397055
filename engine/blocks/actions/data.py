"""Editing customer data, segments and actions (F-6)."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from engine.blocks.actions.base import ChangeAction
from engine.blocks.base import Fault, Known, Passage
from engine.world.changes.actions import IssueAction
from engine.world.changes.base import Change
from engine.world.changes.customers import SetCustomerField
from engine.world.changes.segments import AddToSegment, RemoveFromSegment
from engine.world.changes.subscriptions import SetSubscription
from engine.world.entities import SubscriptionStatus, Value
from engine.world.settings import Name, Settings
from engine.world.values import value_fault
from engine.world.world import World, unknown


class EditField(ChangeAction):
    label: ClassVar[str] = "Edit a field"

    do: Literal["edit_field"] = "edit_field"
    field: Name | None = Field(default=None, title="Field", json_schema_extra={"names": "customer_fields"})
    value: Value = Field(default=None, title="Value", description="Empty: the field is wiped.")

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.field is None:
            yield Fault(("field",), "choose the field to edit")
        elif self.field not in known.settings.customer_fields:
            yield Fault(("field",), unknown("customer field", self.field, known.settings.customer_fields))
        else:
            problem = value_fault(known.settings.customer_fields[self.field], self.value)
            if problem is not None:
                yield Fault(("value",), problem)

    def words(self, settings: Settings) -> str:
        if self.field is None:
            return "Edit a field: not set yet"
        return f"Wipe {self.field}" if self.value is None else f"Set {self.field} to {self.value}"

    def change(self, passage: Passage, world: World) -> Change:
        assert self.field is not None
        return SetCustomerField(
            at=world.now, source="flow_step", customer=passage.customer.id, fields={self.field: self.value}
        )


class EditSubscription(ChangeAction):
    label: ClassVar[str] = "Edit a subscription"

    do: Literal["set_subscription"] = "set_subscription"
    brand: Name | None = Field(default=None, title="Brand", json_schema_extra={"names": "brands"})
    channel: Name | None = Field(
        default=None,
        title="Channel",
        description="Empty: the whole brand.",
        json_schema_extra={"names": "channels"},
    )
    topic: Name | None = Field(
        default=None,
        title="Topic",
        description="Empty: the whole channel.",
        json_schema_extra={"names": "topics"},
    )
    status: SubscriptionStatus = Field(default="subscribed", title="Status")

    def faults(self, known: Known) -> Iterator[Fault]:
        for field, names in (("brand", "brands"), ("channel", "channels"), ("topic", "topics")):
            name = getattr(self, field)
            if name is not None and name not in getattr(known.settings, names):
                yield Fault((field,), unknown(field, name, getattr(known.settings, names)))
        if self.brand is None:
            yield Fault(("brand",), "choose the brand")
        if self.topic is not None and self.channel is None:
            yield Fault(("channel",), "a topic belongs to a channel: choose one")

    def words(self, settings: Settings) -> str:
        return f"Subscription {self._key()}: {self.status.replace('_', ' ')}"

    def change(self, passage: Passage, world: World) -> Change:
        return SetSubscription(
            at=world.now,
            source="flow_step",
            customer=passage.customer.id,
            key=self._key(),
            status=self.status,
        )

    def _key(self) -> str:
        return "/".join(part for part in (self.brand, self.channel, self.topic) if part)


class _SegmentAction(ChangeAction):
    segment: Name | None = Field(default=None, title="Segment", json_schema_extra={"names": "segments"})

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.segment is None:
            yield Fault(("segment",), "choose the segment")
        elif self.segment not in known.settings.segments:
            yield Fault(("segment",), unknown("segment", self.segment, known.settings.segments))
        elif known.settings.segments[self.segment].kind != "static":
            yield Fault(("segment",), "a recalculated segment fills itself: choose a static one")

    def words(self, settings: Settings) -> str:
        return f"{self.label}: {self.segment or 'not set yet'}"


class AddSegment(_SegmentAction):
    label: ClassVar[str] = "Add to segment"

    do: Literal["add_to_segment"] = "add_to_segment"

    def change(self, passage: Passage, world: World) -> Change:
        assert self.segment is not None
        return AddToSegment(
            at=world.now, source="flow_step", customer=passage.customer.id, segment=self.segment
        )


class RemoveSegment(_SegmentAction):
    label: ClassVar[str] = "Remove from segment"

    do: Literal["remove_from_segment"] = "remove_from_segment"

    def change(self, passage: Passage, world: World) -> Change:
        assert self.segment is not None
        return RemoveFromSegment(
            at=world.now, source="flow_step", customer=passage.customer.id, segment=self.segment
        )


class Issue(ChangeAction):
    label: ClassVar[str] = "Issue an action"

    do: Literal["issue_action"] = "issue_action"
    template: Name | None = Field(
        default=None, title="Action template", json_schema_extra={"names": "action_templates"}
    )
    fields: dict[Name, Value] = Field(default={}, title="Fields")

    def faults(self, known: Known) -> Iterator[Fault]:
        if self.template is None:
            yield Fault(("template",), "choose the action template")
            return
        template = known.settings.action_templates.get(self.template)
        if template is None:
            yield Fault(
                ("template",), unknown("action template", self.template, known.settings.action_templates)
            )
            return
        for name, value in self.fields.items():
            if name not in template.fields:
                yield Fault(("fields", name), unknown("field of the action template", name, template.fields))
            elif (problem := value_fault(template.fields[name], value)) is not None:
                yield Fault(("fields", name), problem)

    def words(self, settings: Settings) -> str:
        return f"{self.label}: {self.template or 'not set yet'}"

    def change(self, passage: Passage, world: World) -> Change:
        assert self.template is not None
        return IssueAction(
            at=world.now,
            source="flow_step",
            customer=passage.customer.id,
            template=self.template,
            fields=self.fields,
        )


ACTIONS = (EditField, EditSubscription, AddSegment, RemoveSegment, Issue)

"""Orders: E-10. Their statuses are in `order_statuses`, their items in `order_items`."""

from collections.abc import Iterable

from engine.events.base import Event, EventKind, action_context
from engine.world.deltas import OrderAdded
from engine.world.world import Applied, World


class NewOrderKind(EventKind):
    id = "order_created"
    rule = "E-10"
    name = "New order"
    family = "Orders"
    help = (
        "Starts when an order is created, whatever its status. A backdated order counts too, as long as "
        "the step that follows is still relevant when it arrives. Later changes of the order start nothing."
    )
    hears = (OrderAdded,)
    context = ("order", "action")
    waits = ("order", "action")
    parameters = ("Order", "CustomerAction")
    transactional = True

    def recognise(self, applied: Applied, world: World) -> Iterable[Event]:
        change = applied.change
        for delta in applied.deltas:
            if type(delta) is OrderAdded:
                customer = delta.customer
                context = {"order": delta.order.id, **action_context(applied, customer)}
                yield Event(self, customer, change.happened, change.at, context)


KINDS: tuple[EventKind, ...] = (NewOrderKind(),)

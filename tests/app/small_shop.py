"""A workspace with two small flows, a handful of customers with difficult names, and a few days of
changes."""

from pathlib import Path
from typing import Any

from engine.flow.model import Flow
from engine.world.changes.actions import IssueAction
from engine.world.changes.base import Change
from engine.world.entities import Contact, Customer
from engine.world.world import World
from storage.files import dump_flow
from storage.workspace import Workspace
from tests.kit import customer, flow, launch, mail, wait, world

NASTY = "[red]x[/"
ESCAPE = "\x1b[2J"

CHECK: dict[str, Any] = {
    "id": "check",
    "kind": "condition",
    "title": "A silver customer?",
    "condition": {"field": "customer.field.tier", "op": "is", "value": "silver"},
}


def greeting() -> Flow:
    """Launch, a mail, a day's wait, a condition, and a mail for some."""
    return flow(
        launch(filter={"field": "customer.email.valid", "op": "is", "value": True}),
        mail("hello", title="Hello"),
        wait("1 day", "pause", title="Sleep on it"),
        CHECK,
        mail("silver", title="For silver"),
        wires="start.next>hello hello.next>pause pause.next>check check.yes>silver",
        id="greeting",
        name="Greeting",
        folder="Letters",
    )


def broken() -> Flow:
    """A draft that cannot be played yet."""
    return flow({"id": "start", "kind": "launch"}, mail("late"), id="broken", name="Not finished")


def people() -> list[Customer]:
    return [
        customer(1, first_name="Anna", last_name="Berg", fields={"tier": "silver"}),
        customer(2, first_name=NASTY, fields={"tier": "gold"}),
        customer(3, first_name=ESCAPE, last_name="Wipe"),
        customer(4, first_name="Dora", email=Contact("broken", valid=False)),
    ]


def changes(where: World) -> list[Change]:
    """A visit an hour from Monday morning on, and a last one on Friday."""
    at = where.zone.parse("2026-03-02 09:00")
    visits = [IssueAction(at=at + 3600 * n, customer=f"c{n + 1}", template="visit") for n in range(4)]
    return [*visits, IssueAction(at=at + 4 * 86_400, customer="c1", template="order")]


def make_small_shop(path: Path, *flows: Flow) -> Path:
    """The workspace file; with flows, those instead of the usual ones."""
    where = world(*people())
    with Workspace.open(path, create=True) as workspace:
        workspace.worlds.save("small", where.state())
        with workspace.scenarios.staged(changes(where)) as timeline:
            workspace.scenarios.save("days", "", world="small", timeline=timeline)
        for one in flows or (greeting(), broken()):
            workspace.flows.save_draft(
                one.id,
                dump_flow(one),
                name=one.name,
                folder=one.folder,
                brand=one.brand,
                status="draft" if one.id == "broken" else "ready",
            )
    return path

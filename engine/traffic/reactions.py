"""What customers do about messages: open, click, order, or unsubscribe.

By chance, a function of (seed, customer, flow, block, message) alone. What is bought, and for how much, is
looked up in the world at the moment of sending.
"""

from functools import partial
from hashlib import blake2b

from engine.simulation.record import Letter, React
from engine.time.civil import HOUR
from engine.traffic.chance import SPAN, Chance, below, between
from engine.traffic.orders import DRAWS, Orders
from engine.traffic.people import PREFIX
from engine.traffic.rhythm import Rhythm
from engine.traffic.shop import shop_of
from engine.world.changes.actions import IssueAction
from engine.world.changes.base import Change
from engine.world.changes.orders import NewItem
from engine.world.changes.products import ViewProduct
from engine.world.changes.subscriptions import SetSubscription
from engine.world.entities import Customer, Product, Value
from engine.world.regional import available_of, current_price, deciding
from engine.world.traffic import Reaction, Reactions, Traffic
from engine.world.world import World

_HALVES = 16
_TOLD = ("flow", "block", "channel")
"""What an action tells of the message, where its template has fields of these names."""


class Readers:
    """Customers who react to messages as the traffic's settings say."""

    def __init__(self, world: World, traffic: Traffic, reactions: Reactions, seed: int) -> None:
        self._world = world
        self._reactions = reactions
        self._seed = seed
        shop = shop_of(world.state(), traffic)
        self._orders = Orders(shop, traffic, Rhythm(world.zone, traffic.hours, traffic.week))
        self._sells = shop.sells
        self._half = round(reactions.hours * HOUR)
        self._blocks = {(block.flow, block.block): block for block in reactions.overrides}
        self._products: list[str] = []

    def to(self, letter: Letter, brand: str) -> React | None:
        """How customers react to this kind of message of a brand; None where nobody does."""
        reaction: Reaction = getattr(self._reactions, letter.channel, None) or Reaction()
        override = self._blocks.get((letter.flow, letter.block))
        if override is not None:
            reaction = override.beside(reaction)
        if not reaction.open:
            return None
        chance = Chance(str(self._seed), f"{letter.flow}\x1f{letter.block}\x1f{letter.action}")
        return partial(self._react, letter, brand, reaction, chance)

    def _react(
        self, letter: Letter, brand: str, reaction: Reaction, chance: Chance, customer: Customer, entry: int
    ) -> list[Change]:
        numbers = chance.named(customer.id, entry)
        luck = numbers[0]
        if luck >= below(reaction.open):
            return []
        at = self._world.now + 1 + _delay(numbers[1], self._half)
        changes: list[Change] = []
        self._record(changes, self._reactions.opened, at, customer, letter)
        if luck < below(reaction.click):
            at += between(numbers[2], 5, 90)
            self._record(changes, self._reactions.clicked, at, customer, letter)
            product = self._pick(customer, numbers[3])
            if product is not None:
                changes.append(ViewProduct(at=at, customer=customer.id, product=product.id))
                if luck < below(reaction.order) and self._sells:
                    at += between(numbers[4], 120, 2400)
                    order = self._order(letter, customer, entry)
                    changes += self._buy(at, customer, product, order, numbers[5:])
        elif luck < below(reaction.click + reaction.unsubscribe):
            at += between(numbers[2], 5, 90)
            key = f"{brand}/{letter.channel}"
            changes.append(SetSubscription(at=at, customer=customer.id, key=key, status="unsubscribed"))
        return changes

    def _record(
        self, changes: list[Change], template: str | None, at: int, customer: Customer, letter: Letter
    ) -> None:
        if template is not None:
            known = self._world.settings.action_templates[template].fields
            fields: dict[str, Value] = {
                name: getattr(letter, name) for name in _TOLD if name in known and known[name].type == "text"
            }
            changes.append(IssueAction(at=at, customer=customer.id, template=template, fields=fields))

    def _pick(self, customer: Customer, number: int) -> Product | None:
        """A product that the customer could buy now, the first found from a place in the catalogue on."""
        world = self._world
        if len(self._products) != len(world.products):
            self._products = list(world.products)
        count = len(self._products)
        for n in range(min(count, 20)):
            product = world.products[self._products[(number * count // SPAN + n) % count]]
            stocked = deciding(product, customer.zone, available_of)
            there = stocked is not None and stocked.available is not False
            if there and current_price(product, customer.zone):
                return product
        return None

    def _order(self, letter: Letter, customer: Customer, entry: int) -> str:
        """The id of the order that follows from this one message."""
        parts = (self._seed, letter.flow, letter.block, letter.action, entry, customer.id)
        text = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
        return f"{PREFIX}{blake2b(text, digest_size=8).hexdigest()}"

    def _buy(
        self, at: int, customer: Customer, product: Product, order: str, numbers: tuple[int, ...]
    ) -> list[Change]:
        price = current_price(product, customer.zone) or 0
        created = self._orders.create(at, customer.id, order, [NewItem(product=product.id)], numbers[DRAWS])
        return [*created, *self._orders.follow(at, customer.id, order, price, numbers)]


def _delay(number: int, half: int) -> int:
    """Seconds until a message is opened: half of all within `half`, half of the others within as long again,
    and so on."""
    zeros = min(32 - number.bit_length(), _HALVES - 2)
    top = SPAN >> zeros
    return zeros * half + (top - 1 - number) * 2 * half // top


def readers(world: World, seed: int) -> Readers | None:
    """Those who react to messages in a world; None where nobody does."""
    traffic = world.traffic
    if traffic is None or traffic.reactions is None:
        return None
    return Readers(world, traffic, traffic.reactions, seed)

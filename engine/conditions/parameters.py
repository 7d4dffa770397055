"""What fields are told besides their id, wherever several of them are told the same."""

from collections.abc import Callable
from typing import get_args

from engine.conditions.base import Of, Parameter, many, one
from engine.world.settings import StatusCategory
from engine.world.world import World

WITHIN = Parameter("within", "within the last", duration=True, required=False, words="in the last {}")
CATEGORY = Parameter(
    "category",
    "in the status category",
    values=get_args(StatusCategory),
    required=False,
    words="with a status in {}",
    narrows=True,
)
STATUSES = Parameter(
    "statuses",
    "statuses",
    names="order_statuses",
    required=False,
    several=True,
    words="in status {}",
    narrows=True,
)
PRODUCTS = Parameter(
    "products", "products", free=True, required=False, several=True, words="of {}", narrows=True
)
PRODUCT_SEGMENTS = Parameter(
    "product_segments",
    "product segments",
    names="product_segments",
    required=False,
    several=True,
    words="of products in {}",
    narrows=True,
)
PRODUCT_CATEGORY = Parameter(
    "product_category",
    "product category",
    free=True,
    required=False,
    words="of the category {}",
    narrows=True,
)
OF_PRODUCTS = (PRODUCTS, PRODUCT_SEGMENTS, PRODUCT_CATEGORY)
OF_ITEMS = (CATEGORY, STATUSES, *OF_PRODUCTS)
LIST = Parameter("list", "list", names="lists", words="{}")
ACCOUNT = Parameter("account", "points account", names="points_accounts")
POOL = Parameter("pool", "promo-code pool", names="promo_pools", words="from {}")
ZONE = Parameter("zone", "zone", names="zones", required=False, words="in the zone {}", narrows=True)


def product_test(world: World, of: Of) -> Callable[[str], bool] | None:
    """Whether a product is one of those that the parameters ask for; None where they ask for none."""
    wanted, segments = many(of, "products"), many(of, "product_segments")
    category = one(of, "product_category")
    if not segments and category is None:
        return wanted.__contains__ if wanted else None
    products = world.products

    def fits(product_id: str) -> bool:
        product = products.get(product_id)
        return (
            product is not None
            and (not wanted or product_id in wanted)
            and (not segments or not segments.isdisjoint(product.segments))
            and (category is None or product.category == category)
        )

    return fits


def status_test(world: World, of: Of) -> Callable[[str], bool] | None:
    """Whether an item's status is one that the parameters ask for; None where they ask for none."""
    category, wanted = one(of, "category"), many(of, "statuses")
    if category is None:
        return wanted.__contains__ if wanted else None
    statuses = world.settings.order_statuses
    named = frozenset(name for name, status in statuses.items() if status.category == category)
    return (named & wanted if wanted else named).__contains__

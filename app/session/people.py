"""What customers are called on the screen."""

from engine.world.world import World


def called(world: World, customer: str) -> str:
    """The customer's name; the id where there is none."""
    found = world.find_customer(customer)
    return ("" if found is None else f"{found.first_name} {found.last_name}".strip()) or customer

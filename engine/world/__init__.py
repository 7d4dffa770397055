"""The customers, products and orders that a run plays in, and the changes that move them."""

"""What a newcomer opens first: a small shop, its flows and its scenarios, as text."""

"""What a scenario says must come of it, and whether it did (given, when, then)."""

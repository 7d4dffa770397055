"""Traffic: what the customers of a living shop do, as a function of (seed, customer, day)."""

"""The engine and the workspace in a thread of their own; the screens ask with plain data and pull plain
data."""

"""The kinds of change, one module per part of the world."""

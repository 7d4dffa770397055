"""The life of a flow: its statuses, when it is on, and what is done to it in a run (F-15 to F-22)."""

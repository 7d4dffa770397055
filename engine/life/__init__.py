"""The life of a flow: its statuses, when it is on, and what is done to it while a run is played (F-15 to F-21)."""

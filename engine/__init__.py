"""What flows are and how they run: no screen, no SQL, no files, no wall clock."""

__version__ = "0.1.0"

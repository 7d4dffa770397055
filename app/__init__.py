"""The terminal app and the command line: shows, asks, never decides."""

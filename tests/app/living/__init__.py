"""The life of a flow on the screen."""

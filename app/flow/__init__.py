"""The flow screen: the canvas, the transport bar, and the panels beside it."""

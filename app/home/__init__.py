"""The home screen: the flows of the workspace."""

"""The panels beside the canvas: each shows one side of the flow or of its run."""

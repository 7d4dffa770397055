"""The tour: one minute on a flow, step by step."""

"""The catalogue: what can start a flow, and how it is recognised in a change."""

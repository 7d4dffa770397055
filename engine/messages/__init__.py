"""Templates of messages (F-6): checked with the flow, their values kept when sent, rendered when read."""

"""What would happen if a draft were launched: tried on copies of a run."""

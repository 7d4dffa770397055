"""Clock, agenda, passages, draws, launch limits: playing a run."""

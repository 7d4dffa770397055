"""What a run shows: counts and stories."""

"""What each kind of block does with a passage."""

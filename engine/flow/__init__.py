"""What flows are: the seven block kinds, their connections and settings, and the problems in them."""

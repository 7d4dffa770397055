"""Civil time, opening windows, recurrences. Instants are whole seconds since 1970, UTC."""

"""How the sample shop was made: word lists, a seeded chance, a month of traffic. The app runs none of it."""

"""Mappings: how CSV files become a world and a timeline of changes, and the import that follows one."""

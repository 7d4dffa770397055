"""The workspace file, the journal, YAML and CSV in and out."""

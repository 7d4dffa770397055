"""Flows on their way out: as a drawing in text or SVG, and as Mermaid."""

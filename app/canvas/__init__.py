"""The canvas: a flow as cards and lines. Pure modules on cells (layout → route → raster) and one widget."""

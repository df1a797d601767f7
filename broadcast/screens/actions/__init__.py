"""Acts on screens."""

"""Room systems: microphones of a hall that give the floor (docs/control-surfaces.md)."""

"""Installation of the subjects of the board that have parts of their own."""

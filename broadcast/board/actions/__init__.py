"""What operators do to the board. Each action checks the right, applies a pure rule and commits all of it at once."""

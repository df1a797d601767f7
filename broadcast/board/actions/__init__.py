"""Actions of operators on the board. Each checks the permission, applies a pure rule and commits in one transaction."""

"""The pages of a board, for the live one and for that of a rehearsal."""

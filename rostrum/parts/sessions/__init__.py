"""Parts of the board with tables of their own: scripts of sessions."""

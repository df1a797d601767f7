"""The change notifier of one process or of several nodes (broadcast.board.ports.Fanout)."""

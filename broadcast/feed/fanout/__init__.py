"""The doorbell between nodes, for one process or for many (broadcast.board.ports.Fanout)."""

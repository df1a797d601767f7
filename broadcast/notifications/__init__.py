"""Browser notifications: readers follow a session, and Web Push tells them of its changes (RFC 8030, 8291, 8292)."""

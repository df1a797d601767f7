"""Pictures and data for broadcasters: who has the floor of a room, and the time until its next session."""

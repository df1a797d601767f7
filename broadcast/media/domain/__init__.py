"""What is known of streams: playlists, states, interruptions."""

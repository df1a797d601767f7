"""Audio and video of rooms: their streams, what they are called, and whether they play."""

"""What the program announces of streams, and what operators change of them."""

"""Pages of commands and pictures of screens."""

"""Pages of scripts, and their addresses in the API."""

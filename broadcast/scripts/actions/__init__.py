"""What people do with scripts."""

"""Scripts in the database."""

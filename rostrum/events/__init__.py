"""The event of this installation: how it comes into the database, and what a change of it would break."""

"""Pages of staff about rehearsals, and the refusals of their tokens."""

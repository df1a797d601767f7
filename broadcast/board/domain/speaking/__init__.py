"""Rules about who speaks when and for how long."""

"""Pages and addresses of the programme."""

"""Pure rules of changes of the programme."""

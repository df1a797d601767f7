"""Actions on the programme: each checks the permission and commits in one transaction."""

"""Pages of staff about themselves and about accounts: signing in, passwords, people."""

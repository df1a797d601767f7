"""Pages of the exchange with agencies that do not sign in."""

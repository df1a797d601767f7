"""The exchange with agencies that do not sign in: its parts of the installation, and the desk of an agency."""

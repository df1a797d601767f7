"""Import and export of accreditation: sealed batches for an agency that does not sign in, and its verdict files."""

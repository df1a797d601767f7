"""API for programs: tokens of staff, the guard of its handlers, requests that are carried out once (docs/api.md)."""

"""Forms of staff that arrive without a valid token or login: they are not carried out, and come back filled in."""

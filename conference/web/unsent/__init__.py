"""Forms of staff that are not carried out, without a valid token or against a rule: they come back filled in."""

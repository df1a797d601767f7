"""Roles for tests of the conference package; no person may be both INSPECTOR and AUDITOR."""

from conference.auth.roles import ADMINISTRATOR, Role, RoleTable

SERVE = "serve"
INSPECT = "inspect"

CLERK = Role("clerk", SERVE)
INSPECTOR = Role("inspector", INSPECT)
AUDITOR = Role("auditor", "audit")
APART = frozenset({INSPECTOR, AUDITOR})
ROLE_TABLE = RoleTable((INSPECTOR, AUDITOR, CLERK, ADMINISTRATOR), APART)

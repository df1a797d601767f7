"""The roles of the session board and their permissions."""

from conference.auth.roles import Role

OPERATE_BOARD = "operate_board"
OPERATOR = Role("operator", OPERATE_BOARD)

SEE_PRIVATE_SESSIONS = "see_private_sessions"
PRIVATE_SESSIONS_OFFICER = Role("private_sessions_officer", SEE_PRIVATE_SESSIONS)
"""Sees and changes all private sessions of the programme; with the role of an operator, makes them public."""

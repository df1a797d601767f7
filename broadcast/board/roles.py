"""The role of the session board and its permission."""

from conference.auth.roles import Role

OPERATE_BOARD = "operate_board"
OPERATOR = Role("operator", OPERATE_BOARD)

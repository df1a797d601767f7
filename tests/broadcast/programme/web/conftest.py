"""The whole application with the programme on its board, and operators who sign in."""

from conference.auth.people import NewStaff, create_staff
from rostrum.roles import OPERATOR, PRIVATE_SESSIONS_OFFICER
from tests.support.board_pages import PASSWORD, Served, served

__all__ = ["served"]


async def add_officer(served: Served, username: str = "hoa") -> None:
    """Add a person who operates the board and sees all private sessions."""
    people = frozenset({OPERATOR, PRIVATE_SESSIONS_OFFICER})
    await create_staff(served.runtime.accounts, NewStaff(username, username.title(), people, "en", PASSWORD))

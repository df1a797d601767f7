"""People with tokens of the API."""

from collections.abc import Mapping

from conference.api.tokens import NewToken, add_token
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Role, Staff
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import PASSWORD


async def add_owner(runtime: Runtime, name: str, *roles: Role) -> Staff:
    """Add a member of staff."""
    return await create_staff(runtime.accounts, NewStaff(name, name, frozenset(roles), "en", PASSWORD))


async def header_of(runtime: Runtime, owner: Staff, *, reads_only: bool = False) -> Mapping[str, str]:
    """Make a token with all permissions of its owner; return the header of its requests."""
    scopes = frozenset(role.permission for role in owner.roles)
    issued = await add_token(runtime.accounts, NewToken("program", scopes, 30, reads_only), owner=owner)
    return {"Authorization": f"Bearer {issued.secret}"}


async def make_header(runtime: Runtime, *roles: Role, name: str = "owner") -> Mapping[str, str]:
    """Add a member of staff with a token; return the header of its requests."""
    return await header_of(runtime, await add_owner(runtime, name, *roles))

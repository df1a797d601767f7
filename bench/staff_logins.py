"""Members of staff with logins, for measurements in which they work."""

from collections.abc import Mapping
from dataclasses import replace

from conference.auth.logins import sign_in
from conference.auth.people import NewStaff, create_staff
from conference.auth.roles import Staff
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.passwords import cheap_passwords

PASSWORD = "correct horse battery"


async def add_operators(runtime: Runtime, languages: Mapping[str, str]) -> Mapping[str, tuple[Staff, str]]:
    """Add operators, given by name with their language; return name → the operator, and the secret of the login."""
    accounts, added = replace(runtime.accounts, passwords=cheap_passwords()), {}
    for name, language in languages.items():
        new = NewStaff(name, name.title(), frozenset({roles.OPERATOR}), language, PASSWORD)
        staff = await create_staff(accounts, new)
        login = await sign_in(accounts, username=name, password=PASSWORD, address="127.0.0.1")
        added[name] = staff, login.secret
    return added

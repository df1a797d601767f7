"""`rostrum token …`: make, list and revoke tokens of the API."""

import asyncio
from typing import Annotated

import typer

from conference.api.token_rows import Token
from conference.api.tokens import NewToken, add_token, find_owner, list_tokens, revoke_token
from conference.audit import SYSTEM
from conference.auth.logins import normal_username
from rostrum.commands.shared import with_runtime
from rostrum.commands.staff import RoleName
from rostrum.roles import ROLE_TABLE
from rostrum.runtime import Runtime

token = typer.Typer(no_args_is_help=True, help="The tokens of programs that use the API.")


@token.command("add")
def add(
    *,
    owner: Annotated[str, typer.Option(help="The user name of the person for whom the program acts.")],
    name: Annotated[str, typer.Option(help="What the token is for.")],
    role: Annotated[list[RoleName], typer.Option(help="A role of the owner whose permission the token may use.")],
    days: Annotated[int, typer.Option(help="How many days it works.")] = 30,
    reads_only: Annotated[bool, typer.Option("--reads-only", help="It may read and not act.")] = False,
) -> None:
    """Make a token and print it; it is not shown again."""
    scopes = frozenset(one.permission for one in ROLE_TABLE.named(role))
    new = NewToken(name, scopes, days, reads_only)
    typer.echo(asyncio.run(with_runtime(lambda runtime: add_token_of(runtime, owner, new))))


@token.command("list")
def list_all(owner: Annotated[str, typer.Option(help="The user name of one owner.")] = "") -> None:
    """List the tokens that are not revoked."""
    for line in asyncio.run(with_runtime(lambda runtime: describe_tokens(runtime, owner))):
        typer.echo(line)


@token.command("revoke")
def revoke(token_id: Annotated[str, typer.Argument(help="The id of the token, as listed.")]) -> None:
    """Revoke a token at once."""
    asyncio.run(with_runtime(lambda runtime: revoke_token(runtime.accounts, token_id)))
    typer.echo(f"{token_id} is revoked")


async def add_token_of(runtime: Runtime, username: str, new: NewToken) -> str:
    """Make a token for a user name and return its secret. Raises NotFoundError, and as `add_token`."""
    owner = await find_owner(runtime.accounts, normal_username(username))
    return (await add_token(runtime.accounts, new, owner=owner, by=SYSTEM)).secret


async def describe_tokens(runtime: Runtime, username: str = "") -> list[str]:
    """Return a line for each token: id, owner, permissions, end, latest use, name. Raises NotFoundError."""
    owner_id = (await find_owner(runtime.accounts, normal_username(username))).id if username else None
    now = runtime.clock.now()
    return [
        _describe_token(one, is_valid=one.is_valid(now))
        for one in await list_tokens(runtime.accounts, owner_id=owner_id)
    ]


def _describe_token(one: Token, *, is_valid: bool) -> str:
    state = f"until {one.expires_at:%Y-%m-%d}" if is_valid else "not valid"
    used = f"used {one.used_at:%Y-%m-%d %H:%M} UTC" if one.used_at else "not used"
    scopes = ",".join(sorted(one.scopes)) + (" (reads only)" if one.reads_only else "")
    return "  ".join((one.id, one.owner.username, scopes, state, used, one.name))

"""Commands of the keys that sign badges."""

import asyncio
from functools import partial
from typing import Annotated

import typer

from rostrum.commands.shared import Sure, with_runtime
from rostrum.signing_keys import list_keys, retire_key, rotate_key, withdraw_key

keys = typer.Typer(no_args_is_help=True, help="The keys that sign badges; on the node that issues them.")

KeyId = Annotated[str, typer.Argument(help="The id of a key, as `rostrum keys list` shows it.")]


@keys.command("list")
def show_keys() -> None:
    """Every key of the event, oldest first."""
    for key in asyncio.run(with_runtime(list_keys)):
        where = "its private half is here" if key.here else ""
        typer.echo(f"{key.id}  {key.created_at:%Y-%m-%d %H:%M}  {key.status:9}  {where}")


@keys.command("rotate")
def make_key() -> None:
    """Sign with a new key from now on. Badges of the old keys stay good."""
    typer.echo(f"badges are signed with {asyncio.run(with_runtime(rotate_key))}")


@keys.command("retire")
def end_key(key: KeyId) -> None:
    """Sign no more with a key. Badges that it signed stay good."""
    asyncio.run(with_runtime(partial(retire_key, key=key)))


@keys.command("withdraw")
def kill_key(key: KeyId, *, yes: Sure = False) -> None:
    """Believe a key no more: every badge that it signed is dead at every door within two seconds."""
    if not yes:
        typer.confirm("Every badge that this key signed will be refused at every door. Go on?", abort=True)
    asyncio.run(with_runtime(partial(withdraw_key, key=key)))

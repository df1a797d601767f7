"""Commands of the keys that encrypt documents and passport data."""

import asyncio
from functools import partial
from typing import Annotated

import typer

from rostrum.commands.shared import Sure, with_runtime
from rostrum.vault_keys import drop_wrapping_key, list_wrapping_keys, rotate_wrapping_key

vault = typer.Typer(no_args_is_help=True, help="The keys that encrypt documents and passport data.")

KeyName = Annotated[str, typer.Argument(help="The name of a key, as `rostrum vault list` shows it.")]


@vault.command("list")
def show_keys() -> None:
    """List the keys, the current one first, with the number of persons whose data they protect."""
    for key in asyncio.run(with_runtime(list_wrapping_keys)):
        state = "current" if key.is_current else "older" if key.is_here else "missing on this node"
        typer.echo(f"{key.name}  {key.data_keys:6}  {state}")


@vault.command("rotate")
def make_key() -> None:
    """Make a new key and protect all data keys with it; continue a rotation that was cut."""
    name, data_keys = asyncio.run(with_runtime(rotate_wrapping_key))
    typer.echo(f"{data_keys} data keys were wrapped with {name}, which is current")


@vault.command("drop")
def delete_key(key: KeyName, *, yes: Sure = False) -> None:
    """Delete an older key that protects nothing in the database any more."""
    if not yes:
        typer.confirm("Backups that were made before its rotation cannot be read without it. Go on?", abort=True)
    asyncio.run(with_runtime(partial(drop_wrapping_key, name=key)))

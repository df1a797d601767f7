"""`rostrum staff …`: add and invite people, reset second factors."""

import asyncio
import dataclasses
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from conference.auth.logins import normal_username
from conference.auth.people import Invited, NewStaff, create_staff, invite_staff, list_staff
from conference.auth.second_factor import reset_second_factor
from rostrum.commands.shared import LanguageOption, load_settings, with_runtime
from rostrum.roles import ROLE_TABLE
from rostrum.runtime import Runtime

staff = typer.Typer(no_args_is_help=True, help="The people who work for the conference.")
RoleName = StrEnum("RoleName", [(role.name, role.name) for role in ROLE_TABLE])  # type: ignore[misc]


@staff.command("add")
def add_staff(
    *,
    name: Annotated[str, typer.Option()],
    role: Annotated[list[RoleName], typer.Option()],
    username: Annotated[str, typer.Option(help="Needed without --invite; by default the e-mail address.")] = "",
    email: Annotated[str, typer.Option(help="The e-mail address, for invitations and new passwords.")] = "",
    language: LanguageOption = "en",
    invite: Annotated[bool, typer.Option("--invite", help="Let the person set the password by a link.")] = False,
    password_file: Annotated[Path | None, typer.Option(help="Read the password here instead of asking.")] = None,
) -> None:
    """Add a person who may sign in; the first administrator is made so."""
    if invite and password_file:
        raise typer.BadParameter("--invite needs no password: the person sets it")
    new = NewStaff(username, name, ROLE_TABLE.named(role), language, email=email)
    if invite:
        _print_invitation(asyncio.run(with_runtime(lambda runtime: invite_staff(runtime.accounts, new))))
        return
    password = password_file.read_text(encoding="utf-8").strip() if password_file else _prompt_password()
    new = dataclasses.replace(new, password=password)
    added = asyncio.run(with_runtime(lambda runtime: create_staff(runtime.accounts, new)))
    typer.echo(f"{added.username} may sign in at {load_settings().address}/staff/sign-in")


@staff.command("reset-second-factor")
def reset_factor(username: Annotated[str, typer.Argument(help="The user name.")]) -> None:
    """Delete a person's second factor and sign the person out everywhere, when phone and recovery codes are lost."""
    asyncio.run(with_runtime(lambda runtime: reset_factor_of(runtime, username)))
    typer.echo(f"{username} signs in with the password, and sets up a new second factor where the event demands one")


async def reset_factor_of(runtime: Runtime, username: str) -> None:
    """Delete the second factor of the person with a user name. Raises NotFoundError and RuleError as the action."""
    accounts = {account.staff.username: account.staff.id for account in await list_staff(runtime.accounts)}
    await reset_second_factor(runtime.accounts, accounts.get(normal_username(username), ""))


def _print_invitation(invited: Invited) -> None:
    typer.echo(f"{invited.staff.username} may sign in once a password is set")
    if invited.link.is_sent:
        typer.echo("the invitation is sent by mail")
    else:
        typer.echo(f"hand over this link; it works once, within 72 hours: {invited.link.address}")


def _prompt_password() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))

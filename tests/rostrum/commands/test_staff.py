"""Commands about staff."""

import re
from pathlib import Path

from pyotp import TOTP
from typer.testing import CliRunner

from conference.auth.logins import Origin
from conference.auth.people import NewStaff, create_staff
from conference.auth.second_factor import begin_setup, confirm_setup, read_state
from conference.errors import NotFoundError
from rostrum.cli import program
from rostrum.commands.staff import reset_factor_of
from rostrum.roles import ROLE_TABLE
from rostrum.runtime import open_runtime
from rostrum.settings import Settings

LAN = ["--name", "Lan", "--role", "door"]


def test_staff_add_offers_every_role_and_no_other() -> None:
    arguments = ["staff", "add", "--username", "lan", "--name", "Lan", "--role", "king"]
    told = CliRunner().invoke(program, arguments, env={"COLUMNS": "300"})
    assert told.exit_code == 2
    assert re.findall(r"'([a-z_]+)'", told.output)[1:] == [role.name for role in ROLE_TABLE]


def test_staff_add_reads_a_password(own_settings: Path) -> None:
    (own_settings / "password").write_text("correct horse battery")
    password = ["--password-file", str(own_settings / "password")]
    told = CliRunner().invoke(program, ["staff", "add", *LAN, "--username", "lan", *password], catch_exceptions=False)
    assert told.exit_code == 0
    assert "lan may sign in at http://127.0.0.1:0/staff/sign-in" in told.output


def test_staff_add_prints_the_link_of_an_invitation(own_settings: Path) -> None:
    arguments = ["staff", "add", "--invite", *LAN, "--email", "lan@press.example"]
    told = CliRunner().invoke(program, arguments, catch_exceptions=False)
    assert told.exit_code == 0
    assert re.search(r"within 72 hours: http://\S+/staff/links/\S+", told.output)
    assert "lan@press.example may sign in" in told.output


def test_staff_add_refuses_an_invitation_with_a_password(own_settings: Path) -> None:
    arguments = ["staff", "add", "--invite", *LAN, "--password-file", str(own_settings / "rostrum.db")]
    told = CliRunner().invoke(program, arguments, env={"COLUMNS": "200"})
    assert (told.exit_code, "--invite needs no password" in told.output) == (2, True)


def test_second_factor_of_an_unknown_person_is_not_reset(own_settings: Path) -> None:
    told = CliRunner().invoke(program, ["staff", "reset-second-factor", "nobody"])
    assert isinstance(told.exception, NotFoundError)


async def test_second_factor_is_reset_by_user_name(settings: Settings) -> None:
    new = NewStaff("lan", "Lan", frozenset(ROLE_TABLE.named(["door"])), "vi", "correct horse battery")
    async with open_runtime(settings) as runtime:
        staff = await create_staff(runtime.accounts, new)
        factor = begin_setup(runtime.accounts, staff.id)
        code = TOTP(factor.secret).at(runtime.clock.now())
        await confirm_setup(runtime.accounts, staff, factor.sealed, code, origin=Origin("10.0.0.1"))
        await reset_factor_of(runtime, " LAN ")
        assert not (await read_state(runtime.accounts, staff)).is_on

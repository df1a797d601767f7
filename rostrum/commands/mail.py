"""Commands of mail: a test letter, and notifications of other mail servers."""

import asyncio
import sys
from typing import Annotated

import typer

from conference.errors import InvalidError, UnavailableError
from conference.mail.bounces import MAX_BYTES, BounceError, read_bounce, record_bounce
from rostrum.commands.shared import load_settings, with_runtime
from rostrum.runtime import Runtime
from rostrum.settings import Settings

mail = typer.Typer(no_args_is_help=True, help="Letters: a test of the mail server, and notifications of bounces.")

BAD_DATA, TRY_AGAIN = 65, 75
"""Exit codes for a mail server that runs a command for a message (sysexits.h): refused for good, or to be repeated."""

Address = Annotated[str, typer.Argument(help="The recipient.")]
Recipient = Annotated[
    str, typer.Option(help="The address that the message was sent to; by default that of its headers.")
]


@mail.command("test")
def send_test(address: Address) -> None:
    """Send one letter now, and print the answer of the mail server; exit with 1 unless it is accepted."""
    settings = load_settings()
    if not settings.smtp_host:
        raise typer.BadParameter("there is no mail server: set ROSTRUM_SMTP_HOST and ROSTRUM_MAIL_FROM")
    is_accepted, answer = asyncio.run(_send_letter(settings, address))
    typer.secho(f"{'accepted' if is_accepted else 'not accepted'}: {answer}", fg=None if is_accepted else "red")
    if not is_accepted:
        raise typer.Exit(1)


async def _send_letter(settings: Settings, address: str) -> tuple[bool, str]:
    from conference.event import load_event  # noqa: PLC0415
    from conference.mail.smtp import MailServerError  # noqa: PLC0415 - aiosmtplib
    from conference.resources import event_folder  # noqa: PLC0415
    from rostrum.parts.mail import send_test_letter  # noqa: PLC0415 - aiosmtplib

    try:
        return await send_test_letter(settings, load_event(event_folder(settings.event)), address)
    except InvalidError:
        raise typer.BadParameter(f"{address!r} is no complete e-mail address") from None
    except MailServerError as error:
        return False, f"the mail server {settings.smtp_host} cannot be used: {error}"


@mail.command("bounce")
def take_bounce(recipient: Recipient = "") -> None:
    """Record a delivery status notification from the standard input; for the pipe of a mail server.

    Exit code 65: nothing is recorded, and the message need not come again; 75: try again later.
    """
    try:
        bounce = read_bounce(sys.stdin.buffer.read(MAX_BYTES), recipient)
    except BounceError as error:
        raise _end_with(str(error), BAD_DATA) from None

    async def record(runtime: Runtime) -> bool:
        async with runtime.transactions.write() as transaction:
            return await record_bounce(transaction, bounce, runtime.clock.now())

    try:
        is_recorded = asyncio.run(with_runtime(record))
    except UnavailableError as error:
        raise _end_with(f"the database cannot be used: {error.code}", TRY_AGAIN) from None
    if not is_recorded:
        raise _end_with(f"no letter {bounce.letter_id} was sent from here", BAD_DATA)
    typer.echo(f"{bounce.letter_id}: {bounce.reason.value}: {bounce.answer}")


def _end_with(sentence: str, code: int) -> typer.Exit:
    """Print a sentence on the error output; return the exception that ends the program with the code."""
    typer.secho(f"rostrum: {sentence}", fg="red", err=True)
    return typer.Exit(code)

"""Command line of the program: `rostrum serve`, and administration commands.

What only one command needs is imported in that command, so that a server does not hold it in memory.
"""

import asyncio
import dataclasses
import os
import sys
from functools import partial
from importlib import metadata
from json import dumps
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from sqlalchemy.exc import DatabaseError

from conference.errors import RostrumError, UnavailableError
from conference.event.errors import EventDataError
from conference.storage import audit
from conference.storage.trail_head import count_losses
from conference.texts.link_qr import qr_lines
from rostrum.commands.agency import agency
from rostrum.commands.archive import archive_site
from rostrum.commands.event import event
from rostrum.commands.export import export_data
from rostrum.commands.keys import keys
from rostrum.commands.mail import mail
from rostrum.commands.retention import retention
from rostrum.commands.shared import LanguageOption, load_settings, with_runtime
from rostrum.commands.staff import staff
from rostrum.commands.token import token
from rostrum.commands.vault import vault
from rostrum.demo.logins import CREW, demo_logins
from rostrum.doctor import Level, Report, as_json, is_well, run_checks
from rostrum.imports import finish_imports
from rostrum.metrics import metrics_page
from rostrum.parts.broadcast import renew_board
from rostrum.runtime import open_runtime
from rostrum.serving.runner import ListenError
from rostrum.serving.server import serve as serve_runtime
from rostrum.serving.workers import WorkersError, check_workers
from rostrum.settings import PARTS, Settings, SettingsError, parse_setting
from rostrum.settings_page import settings_page

program = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Press accreditation and a live session board.",
)
trail = typer.Typer(no_args_is_help=True, help="The audit log.")
board = typer.Typer(no_args_is_help=True, help="The session board.")
program.add_typer(event, name="event")
program.add_typer(staff, name="staff")
program.add_typer(token, name="token")
program.add_typer(keys, name="keys")
program.add_typer(vault, name="vault")
program.add_typer(mail, name="mail")
program.add_typer(retention, name="retention")
program.add_typer(agency, name="agency")
program.add_typer(board, name="board")
program.add_typer(trail, name="audit")
program.command("export")(export_data)
program.command("archive")(archive_site)

ADDRESSES = (
    ("board", "live page", "/"),
    ("desk", "apply", "/en/apply"),
    ("board", "lobby screen", "/en/screens/lobby"),
    ("board", "rotating screen", "/screens/lobby"),
    ("", "staff", "/staff/"),
)
"""First addresses to open: the part that serves it, its name, its path."""

_MARKS = {Level.OK: ("✓", None), Level.WARNING: ("!", "yellow"), Level.PROBLEM: ("✗", "red")}

INTERRUPTED = 130
"""Exit code after Ctrl+C, as that of typer."""

BROKEN_PIPE = 1
"""Exit code when the reader of our output has ended, as `head` does after its lines."""

Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on.")]
Only = Annotated[str | None, typer.Option(help=f"Serve these parts alone: {', '.join(PARTS)}; several by comma.")]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes on this port; more than one need PostgreSQL and Redis.")
]
Tls = Annotated[
    bool | None,
    typer.Option("--tls/--no-tls", help="HTTPS with a certificate of our own, for the doors' telephones."),
]


def _print_version(requested: bool) -> None:
    """Print the version and end, if requested."""
    if requested:
        typer.echo(f"rostrum {metadata.version('rostrum')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
]


@program.callback()
def read_options(*, version: Version = False) -> None:
    """Press accreditation and a live session board."""


@program.command()
def serve(host: Host = None, port: Port = None, only: Only = None, workers: Workers = None, *, tls: Tls = None) -> None:
    """Serve the event until stopped."""
    loaded = load_settings(host=host, port=port, only=_parse_parts(only), workers=workers, tls=tls)
    settings = with_reachable_address(loaded)
    if settings.workers > 1 and not settings.worker:
        try:
            check_workers(settings)
        except WorkersError as error:
            raise typer.BadParameter(str(error)) from None
    serve_runtime(settings, on_listening=partial(_print_addresses, settings))


def _parse_parts(only: str | None) -> tuple[str, ...] | None:
    try:
        return None if only is None else parse_setting("only", only)
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None


def with_reachable_address(settings: Settings) -> Settings:
    """Return the settings with a public address that phones can reach, if HTTPS is our own and none was given."""
    if not settings.tls or settings.public_url:
        return settings
    from rostrum.serving.tls import reachable_host  # noqa: PLC0415

    return dataclasses.replace(settings, public_url=f"https://{reachable_host(settings)}:{settings.port}")


def _print_addresses(settings: Settings) -> None:
    typer.secho(f"Rostrum serves at {settings.address}", bold=True)
    if settings.tls:
        _print_door_access(settings)
    for name, path in ((name, path) for part, name, path in ADDRESSES if part in {"", *settings.parts}):
        typer.echo(f"  {name:16} {settings.address}{path}")
    for username, password in demo_logins(settings).items():
        role = CREW[username][0][-1].name.replace("_", " ")
        typer.echo(f"  sign in          {username} / {password}   ({role})")


def _print_door_access(settings: Settings) -> None:
    """Print the address of the doors as a QR code, and the certificate that phones must trust."""
    from rostrum.serving.tls import ensure_identity  # noqa: PLC0415

    address = f"{settings.address}/doors/"
    for line in qr_lines(address):
        typer.secho(line, fg="black", bg="white")
    typer.echo(f"  doors            {address}")
    typer.echo(f"  to be trusted    {address}certificate.crt")
    typer.echo(f"  its SHA-256      {ensure_identity(settings).fingerprint}")


@program.command()
def demo() -> None:
    """Load the reference event, its fictional press corps and one login a role. A second load changes nothing."""
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    from rostrum.demo.load import load_demo  # noqa: PLC0415

    settings = load_settings()
    columns = (TextColumn("{task.description:16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as progress:
        uvloop.run(load_demo(settings, progress))


@program.command()
def migrate() -> None:
    """Bring the database to the shape this program knows."""

    async def run() -> None:
        async with open_runtime(load_settings()):
            pass

    asyncio.run(run())


@program.command()
def watch(
    url: Annotated[str | None, typer.Argument(help="The address of a server; by default that of the settings.")] = None,
    language: LanguageOption = "en",
) -> None:
    """Follow the board of a server, live."""
    from broadcast.client.watch import RefusedError  # noqa: PLC0415
    from broadcast.client.watch import watch as watch_board  # noqa: PLC0415

    try:
        asyncio.run(watch_board(url or load_settings().address, language))
    except RefusedError as refusal:
        typer.secho(f"rostrum: {refusal}", fg="red")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo()


@program.command()
def screen(
    server: Annotated[str, typer.Option(help="The address of the server, such as https://press.example.")] = "",
    key: Annotated[
        Path, typer.Option(help="The file of the screen's private key; it is made when there is none.")
    ] = Path("screen.pem"),
) -> None:
    """Be a screen without a picture: show a code until it is paired, then report what it holds."""
    from broadcast.client.screen import KeyFileError, run_screen  # noqa: PLC0415
    from broadcast.client.watch import RefusedError  # noqa: PLC0415

    try:
        asyncio.run(run_screen(server or load_settings().address, key))
    except (KeyFileError, RefusedError) as refusal:
        typer.secho(f"rostrum: {refusal}", fg="red")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo()


@program.command()
def doctor(*, json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Look at everything this node needs; exit with 1 when something must be put right."""
    from rostrum.doctor.checks import CHECKS  # noqa: PLC0415

    settings = load_settings()
    reports = asyncio.run(run_checks(settings, CHECKS))
    if json:
        print(dumps(as_json(reports), indent=2))  # noqa: T201
    else:
        for report in reports:
            print_report(report)
    if not is_well(reports):
        raise typer.Exit(1)


def print_report(report: Report) -> None:
    """Print a finding, with a second line for its remedy."""
    mark, colour = _MARKS[report.finding.level]
    typer.secho(f"{mark} {report.check:10} {report.finding.said}", fg=colour)
    if report.finding.todo:
        typer.echo(f"  {'':10} {report.finding.todo}")


@program.command("settings")
def print_settings() -> None:
    """Print the page of all settings, as Markdown."""
    print(settings_page(), end="")  # noqa: T201


@program.command("metrics")
def print_metrics() -> None:
    """Print the page of all metrics, as Markdown."""
    print(metrics_page(), end="")  # noqa: T201


@program.command("openapi")
def print_openapi() -> None:
    """Print the OpenAPI document of the addresses that programs ask, as JSON."""
    from rostrum.openapi import openapi_page  # noqa: PLC0415 - made for readers, not by servers

    print(openapi_page(), end="")  # noqa: T201


@board.command("renew")
def renew_board_epoch() -> None:
    """After a restore: begin another epoch, so that every viewer takes the whole board again."""
    typer.echo(f"the board is in epoch {asyncio.run(with_runtime(renew_board))}")


@trail.command("verify")
def verify_trail() -> None:
    """Compute the chain of the audit log again; exit with 1 where it is broken."""

    async def run() -> tuple[audit.Verification, int]:
        async with open_runtime(load_settings()) as runtime:
            await runtime.transactions.close()  # a lost end that was found at the start is then recorded
            async with runtime.transactions.read() as transaction:
                return await audit.verify(transaction.connection), await count_losses(transaction.connection)

    result, losses = asyncio.run(run())
    if result.broken_at is not None:
        typer.secho(f"broken at row {result.broken_at}, after {result.rows} good rows", fg="red")
        raise typer.Exit(1)
    typer.echo(f"{result.rows} rows, all chained")
    if losses:
        typer.secho(f"its end was lost {losses} times; `rostrum doctor` says what is missing", fg="yellow")


def _run_command(arguments: list[str]) -> None:
    """Run a command. A server without options does not load typer's parser of options: pydantic, 8 MB."""
    if arguments != ["serve"]:
        program()
    try:
        serve()
    except typer.BadParameter:
        program()  # prints the invalid setting
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def main() -> None:
    """Run the program. An expected error is printed as one line on the error output, with exit code 2."""
    finish_imports()
    try:
        _run_command(sys.argv[1:])
    except BrokenPipeError:
        _discard_output()
        raise SystemExit(BROKEN_PIPE) from None
    except Exception as error:
        sentence = describe_failure(error)
        if sentence is None:
            raise
        typer.secho(f"rostrum: {sentence}", fg="red", err=True)
        raise SystemExit(2) from None


def describe_failure(error: Exception) -> str | None:
    """Return a sentence for an error of the settings, the event, a file or the database; None for any other."""
    match error:
        case RostrumError():
            details = ", ".join(f"{name}: {value}" for name, value in error.params.items())
            hint = "; `rostrum doctor` says more" if isinstance(error, UnavailableError) else ""
            return error.code + (f" ({details})" if details else "") + hint
        case EventDataError():
            more = "; `rostrum event check` lists all" if len(error.faults) > 1 else ""
            return f"the event cannot be read: {error}{more}"
        case SettingsError() | ListenError():
            return str(error)
        case OSError(filename=str() | Path() as file):
            return f"{file}: {error.strerror}"
        case DatabaseError() if type(error) is DatabaseError:
            return f"the database cannot be used: {error.orig}; `rostrum doctor` says more"
        case _:
            return None


def _discard_output() -> None:
    """Send further output nowhere, so that Python's flush at the exit does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

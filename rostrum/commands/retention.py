"""Commands of the deletion of personal data: status, run, certificates and their verification."""

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from accreditation.retention.actions.running import list_erasures, run_retention
from conference.audit import SYSTEM
from conference.retention.ages import DataClass, kept_until
from rostrum.commands.shared import Sure, with_runtime
from rostrum.parts.accreditation import ensure_issuing, signing_keys
from rostrum.parts.retention import retention_services
from rostrum.retention_certificates import check_certificate, find_certificate
from rostrum.runtime import Runtime

retention = typer.Typer(no_args_is_help=True, help="The deletion of personal data by class and age.")

RunId = Annotated[str, typer.Argument(help="The id of a run; the newest finished one by default.")]
Certificate = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file of a certificate.")]


@retention.command("status")
def show_status() -> None:
    """Show until when each class is kept, and how many rows of each kind are there."""
    asyncio.run(with_runtime(_print_status))


async def _print_status(runtime: Runtime) -> None:
    for one in DataClass:
        typer.echo(f"{one.value:14} kept until {kept_until(runtime.event, one)}")
    for row in await list_erasures(retention_services(runtime, signing_keys(runtime))):
        when = "due" if row.is_due else ""
        typer.echo(f"{row.count:10}  {row.name:18} {', '.join(sorted(row.classes)):20} {when}".rstrip())


@retention.command("run")
def run_now(*, yes: Sure = False) -> None:
    """Delete what is due now, for ever, as the daily job of a server does; exit with 1 if something is left."""
    if not yes:
        typer.confirm("The data that `rostrum retention status` shows as due are deleted for ever. Go on?", abort=True)
    if not asyncio.run(with_runtime(_run_now)):
        typer.secho("rostrum: not everything that is due is deleted; run the command again", fg="red", err=True)
        raise typer.Exit(1)


async def _run_now(runtime: Runtime) -> bool:
    await ensure_issuing(runtime)
    services = retention_services(runtime, signing_keys(runtime))
    run = await run_retention(services, actor=SYSTEM)
    if run is not None:
        typer.echo(f"{run.id}: finished, see `rostrum retention certificate {run.id}`")
        return True
    left = sum(row.count for row in await list_erasures(services) if row.is_due)
    if not left:
        typer.echo("nothing is due")
    return not left


@retention.command("certificate")
def show_certificate(run: RunId = "") -> None:
    """Print the signed certificate of a run as JSON."""
    found: dict[str, Any] | None = asyncio.run(with_runtime(partial(find_certificate, run_id=run)))
    if found is None:
        raise typer.BadParameter("there is no such finished run")
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))


@retention.command("verify")
def verify_certificate(certificate: Certificate) -> None:
    """Verify the signature of a certificate against the published keys of this site; exit with 1 if it is not valid."""
    fault = asyncio.run(with_runtime(partial(check_certificate, text=certificate.read_text(encoding="utf-8"))))
    typer.secho(fault or "the certificate is valid", fg="red" if fault else None)
    if fault:
        raise typer.Exit(1)

"""Commands of the installation for an agency that does not sign in: its keys, batches out, verdicts back."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.actions.agency_keys import list_keys, read_site_file, register_key, withdraw_key
from accreditation.exchange.actions.batches import read_batches, withdraw_batch, write_batch
from accreditation.exchange.actions.enclosing import role_of
from accreditation.exchange.actions.verdicts import VerdictReport, apply_verdicts, review_verdicts
from accreditation.exchange.agency_services import AgencyServices
from accreditation.exchange.domain.agency_keys import grouped_fingerprint
from accreditation.exchange.domain.verdicts import Verdict
from accreditation.exchange.sealed.key_files import MAX_KEY_BYTES, read_public_key
from accreditation.exchange.sealed.site_files import encode_site
from accreditation.exchange.sealed.verdict_files import MAX_VERDICT_BYTES, read_verdicts
from accreditation.exchange.web.fault_texts import fault_text
from conference.audit import SYSTEM
from conference.auth.roles import ADMINISTRATOR, Staff
from conference.languages import FALLBACK
from conference.texts.catalogues import own_catalogues
from rostrum.agency.services import agency_services
from rostrum.commands.agency_desk import confirm_file, make_key, open_file, serve_desk, sign_worksheet
from rostrum.commands.agency_files import PRIVATE_MODE, ExistingFile, read_limited, spoken_errors, write_new
from rostrum.commands.shared import LanguageOption, Sure, with_runtime
from rostrum.parts.accreditation import assemble_accreditation, ensure_issuing, signing_keys
from rostrum.runtime import Runtime

T = TypeVar("T")

agency = typer.Typer(no_args_is_help=True, help="Agencies that do not sign in: sealed batches out, verdicts back.")
key = typer.Typer(no_args_is_help=True, help="The keys of an agency.")
batch = typer.Typer(no_args_is_help=True, help="The batches for an agency.")
verdicts = typer.Typer(no_args_is_help=True, help="The verdicts of an agency.")
for part, name in ((key, "key"), (batch, "batch"), (verdicts, "verdicts")):
    agency.add_typer(part, name=name)

key.command("new")(make_key)
agency.command("open")(open_file)
agency.command("sign")(sign_worksheet)
agency.command("confirm")(confirm_file)
agency.command("serve")(serve_desk)

NewFile = Annotated[Path, typer.Argument(dir_okay=False, help="The file to write.")]
AgencyOption = Annotated[Agency, typer.Option("--agency", help="The agency that the batch is for.")]

_ADMINISTRATOR = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({ADMINISTRATOR}), FALLBACK)


def _partner_staff(of: Agency) -> Staff:
    """Return the program as an officer of the other agency, which exchanges files with this one."""
    return Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({role_of(of.other)}), FALLBACK)


def _with_services(act: Callable[[AgencyServices], Awaitable[T]], *, issuing: bool = False) -> T:
    """Do one act with the services of the settings' event; `issuing` makes a signing key if there is none."""

    async def run(runtime: Runtime) -> T:
        if issuing:
            await ensure_issuing(runtime)
        applications = assemble_accreditation(runtime).applications
        return await act(agency_services(runtime, applications, signing_keys(runtime)))

    return asyncio.run(with_runtime(run))


@key.command("register")
def add_key(file: ExistingFile, language: LanguageOption = FALLBACK) -> None:
    """Register a public key of an agency, after its fingerprint was compared with the agency by telephone."""
    with spoken_errors(language):
        public = read_public_key(read_limited(file, MAX_KEY_BYTES))
        _with_services(lambda services: register_key(services, public, staff=_ADMINISTRATOR))
    typer.echo(f"{public.id}  {public.purpose.value}  {public.name}")
    typer.echo(grouped_fingerprint(public.fingerprint))


@key.command("list")
def show_keys() -> None:
    """Every registered key, oldest first."""
    for one in _with_services(list_keys):
        state = "valid" if one.is_valid else "withdrawn"
        typer.echo(f"{one.key.id}  {one.key.agency.value:13}  {one.key.purpose.value:8}  {state:9}  {one.key.name}")


@key.command("withdraw")
def end_key(
    key_id: Annotated[str, typer.Argument(help="The id of a key, as `rostrum agency key list` shows it.")],
    language: LanguageOption = FALLBACK,
) -> None:
    """Accept nothing more that is signed with a key."""
    with spoken_errors(language):
        _with_services(lambda services: withdraw_key(services, key_id, staff=_ADMINISTRATOR))
    typer.echo(f"{key_id} is withdrawn")


@agency.command("site")
def write_site(file: NewFile) -> None:
    """Write the public keys of this installation, by which an agency knows that a batch comes from it."""
    site = _with_services(read_site_file, issuing=True)
    write_new(file, encode_site(site))
    for one in site.keys:
        typer.echo(f"{one.id}  {grouped_fingerprint(one.fingerprint)}")


@batch.command("write")
def make_batch(
    file: NewFile,
    *,
    of: AgencyOption = Agency.SECURITY,
    days: Annotated[int, typer.Option(help="Days until the verdicts must be back.")] = 7,
    supersede: Annotated[str, typer.Option(help="The id of an open batch that this one replaces.")] = "",
    language: LanguageOption = FALLBACK,
) -> None:
    """Seal the applications that wait for an agency and are in no open batch."""
    if file.exists():
        raise typer.BadParameter(f"{file} exists already")
    with spoken_errors(language):
        written = _with_services(
            lambda services: write_batch(services, of, days=days, staff=_partner_staff(of), supersedes=supersede),
            issuing=True,
        )
    write_new(file, written.file, mode=PRIVATE_MODE)
    typer.echo(
        f"{written.batch.id}: {written.batch.count} applications, until {written.batch.deadline:%Y-%m-%d %H:%M} UTC"
    )


@batch.command("list")
def show_batches(of: AgencyOption = Agency.SECURITY) -> None:
    """The newest batches of an agency."""
    overview = _with_services(lambda services: read_batches(services, of, staff=_partner_staff(of)))
    for one in overview.batches:
        typer.echo(
            f"{one.id}  {one.sequence:4}  {one.count:4}  {one.state.value:10}  {one.deadline:%Y-%m-%d %H:%M} UTC"
        )
    typer.echo(f"{overview.waiting} applications wait in no batch")


@batch.command("withdraw")
def end_batch(
    batch_id: Annotated[str, typer.Argument(help="The id of an open batch.")],
    of: AgencyOption = Agency.SECURITY,
    language: LanguageOption = FALLBACK,
) -> None:
    """Withdraw an open batch: verdicts for it are refused."""
    with spoken_errors(language):
        _with_services(lambda services: withdraw_batch(services, batch_id, staff=_partner_staff(of)))
    typer.echo(f"{batch_id} is withdrawn")


@verdicts.command("check")
def check_file(file: ExistingFile, language: LanguageOption = FALLBACK) -> None:
    """Report what a file of verdicts would do; exit with 1 if it would be refused."""
    with spoken_errors(language):
        _print_report(read_limited(file, MAX_VERDICT_BYTES), language, is_final=False)


@verdicts.command("apply")
def apply_file(file: ExistingFile, *, yes: Sure = False, language: LanguageOption = FALLBACK) -> None:
    """Record the verdicts of a file, all or none; exit with 1 if it is refused."""
    data = read_limited(file, MAX_VERDICT_BYTES)
    with spoken_errors(language):
        if not yes:
            _print_report(data, language, is_final=False)
            typer.confirm("The verdicts are recorded as the agency's findings. Go on?", abort=True)
        _print_report(data, language, is_final=True)


def _print_report(data: bytes, language: str, *, is_final: bool) -> None:
    """Check or apply a file and print the report."""
    staff = _partner_staff(read_verdicts(data).agency)
    act = apply_verdicts if is_final else review_verdicts

    async def report(services: AgencyServices) -> list[str]:
        return _report_lines(await act(services, data, staff=staff), services, language, is_final=is_final)

    lines = _with_services(report)
    for line in lines:
        typer.echo(line)
    if lines[0].startswith(_REFUSED):
        raise typer.Exit(1)


_REFUSED = "refused"


def _report_lines(report: VerdictReport, services: AgencyServices, language: str, *, is_final: bool) -> list[str]:
    if report.is_accepted:
        counts = ", ".join(f"{report.counts[verdict]} {verdict.value}" for verdict in Verdict)
        signers = [f"signed by {one.name} ({one.id})" for one in report.signers]
        return [f"{'recorded' if is_final else 'correct'}: {counts}", *signers]
    lines = [f"{_REFUSED} as a whole; nothing was recorded"]
    for fault in report.faults:
        name = (report.names or {}).get(fault.application_id, fault.application_id)
        place = f"row {fault.row} ({name}): " if fault.row else ""
        lines.append(place + fault_text(own_catalogues(), language, fault, services.event.zone_info))
    return lines

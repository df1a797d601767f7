"""Commands on an agency's own machine, which needs neither a network nor a database: keys, open, sign, confirm."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import KeyPurpose, grouped_fingerprint
from accreditation.exchange.sealed.batch_files import MAX_BATCH_BYTES, OpenedBatch, open_batch
from accreditation.exchange.sealed.key_files import (
    MAX_KEY_BYTES,
    OfficerKey,
    make_key_files,
    read_officer_key,
    read_sealing_key,
)
from accreditation.exchange.sealed.site_files import MAX_SITE_BYTES, read_site
from accreditation.exchange.sealed.verdict_files import (
    MAX_VERDICT_BYTES,
    confirm_verdicts,
    read_verdicts,
    require_batch,
    sign_verdicts,
)
from accreditation.exchange.worksheets import label_of, read_worksheet, write_worksheet
from conference.languages import FALLBACK
from conference.tables.reading import MAX_TABLE_BYTES
from conference.texts.catalogues import own_catalogues
from rostrum.commands.agency_files import PRIVATE_MODE, ExistingFile, read_limited, spoken_errors, unlock, write_new
from rostrum.commands.shared import LanguageOption, Sure

BatchOption = Annotated[Path, typer.Option("--batch", exists=True, dir_okay=False, help="The file of the batch.")]
KeyOption = Annotated[Path, typer.Option("--key", exists=True, dir_okay=False, help="The agency's key for batches.")]
SiteOption = Annotated[Path, typer.Option("--site", exists=True, dir_okay=False, help="The file of the installation.")]
OfficerOption = Annotated[Path, typer.Option("--officer", exists=True, dir_okay=False, help="The officer's own key.")]
OutOption = Annotated[Path, typer.Option("--out", dir_okay=False, help="The file to write.")]

WORKSHEET = "worksheet.xlsx"
PHOTOS = "photos"


def make_key(
    purpose: Annotated[KeyPurpose, typer.Argument(help="What the key is for: to open batches, or to sign verdicts.")],
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The private file; the public one ends in .pub.")],
    name: Annotated[str, typer.Option(help="The officer, or the machine that opens batches.")],
    of: Annotated[Agency, typer.Option("--agency", help="The agency.")] = Agency.SECURITY,
    *,
    passphrase: Annotated[
        str,
        typer.Option(
            prompt="Passphrase (empty for none)", hide_input=True, confirmation_prompt=True, help="Protects the file."
        ),
    ],
    language: LanguageOption = FALLBACK,
) -> None:
    """Make a key pair of an agency. The private file stays on this machine, the public one goes to the installation."""
    public = file.with_name(file.name + ".pub")
    if public.exists():
        raise typer.BadParameter(f"{public} exists already")
    with spoken_errors(language):
        made = make_key_files(of, purpose, name, passphrase=passphrase)
    write_new(file, made.private, mode=PRIVATE_MODE)
    write_new(public, made.public)
    typer.echo(f"{made.key.id}  {public}")
    typer.echo(grouped_fingerprint(made.key.fingerprint))


def open_file(
    batch: ExistingFile,
    *,
    key: KeyOption,
    site: SiteOption,
    into: Annotated[Path, typer.Option(help="The folder to make, with a worksheet and the photos.")],
    language: LanguageOption = FALLBACK,
) -> None:
    """Open a batch: write a worksheet to fill in, and the photos. Delete the folder when the verdicts are sent."""
    with spoken_errors(language):
        opened = _open_batch(batch, key, site)
    try:
        (into / PHOTOS).mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise typer.BadParameter(f"{into} exists already") from None
    into.chmod(0o700)
    write_new(into / WORKSHEET, write_worksheet(opened, own_catalogues(), language), mode=PRIVATE_MODE)
    for number, person in enumerate(opened.people, start=1):
        if person.photo:
            write_new(into / PHOTOS / f"{number:03}.jpg", person.photo, mode=PRIVATE_MODE)
    manifest = opened.manifest
    typer.echo(f"batch {manifest.sequence} of {manifest.event}: {len(opened.people)} applications")
    typer.echo(f"verdicts must be back until {manifest.deadline:%Y-%m-%d %H:%M} UTC")


def sign_worksheet(
    worksheet: ExistingFile,
    *,
    batch: BatchOption,
    key: KeyOption,
    site: SiteOption,
    officer: OfficerOption,
    out: OutOption,
    language: LanguageOption = FALLBACK,
) -> None:
    """Sign the verdicts of a filled-in worksheet. Another officer must confirm the file."""
    with spoken_errors(language):
        opened = _open_batch(batch, key, site)
        rows = read_worksheet(read_limited(worksheet, MAX_TABLE_BYTES), opened, own_catalogues(), language)
        signed = sign_verdicts(opened, rows, _officer_key(officer), at=datetime.now(UTC))
    write_new(out, signed)
    typer.echo(f"{len(rows)} verdicts are signed; another officer confirms them with `rostrum agency confirm`")


def confirm_file(
    verdicts: ExistingFile,
    *,
    batch: BatchOption,
    key: KeyOption,
    site: SiteOption,
    officer: OfficerOption,
    out: OutOption,
    yes: Sure = False,
    language: LanguageOption = FALLBACK,
) -> None:
    """Show the verdicts that another officer has signed, and sign them too."""
    with spoken_errors(language):
        opened, data = _open_batch(batch, key, site), read_limited(verdicts, MAX_VERDICT_BYTES)
        for line in _verdict_lines(opened, data, language):
            typer.echo(line)
        if not yes:
            typer.confirm("You confirm all of these verdicts with your signature. Go on?", abort=True)
        confirmed = confirm_verdicts(data, _officer_key(officer), at=datetime.now(UTC))
    write_new(out, confirmed)
    typer.echo(f"{out} has both signatures; send it to the installation")


def serve_desk(
    batch: ExistingFile,
    *,
    key: KeyOption,
    site: SiteOption,
    port: Annotated[int, typer.Option(help="The port to listen on, of this machine alone.")] = 8321,
    language: LanguageOption = FALLBACK,
) -> None:
    """Open a batch and show its people in a browser on this machine, to choose findings and sign them there."""
    from aiohttp import web  # noqa: PLC0415 - needed by this command alone

    from rostrum.agency.desk import AgencyDesk  # noqa: PLC0415
    from rostrum.agency.pages import HOST, make_desk_app, new_secret  # noqa: PLC0415

    with spoken_errors(language):
        desk = AgencyDesk(_open_batch(batch, key, site))
    secret = new_secret()
    typer.echo(f"open http://{HOST}:{port}/{secret}/ in a browser on this machine; Ctrl+C ends it")
    web.run_app(make_desk_app(desk, language, secret), host=HOST, port=port, print=None, access_log=None)


def _verdict_lines(opened: OpenedBatch, data: bytes, language: str) -> list[str]:
    """Return a line for each verdict of a file of this batch. Raises InvalidError `verdict.not_of_batch`."""
    require_batch(data, opened)
    names = {person.application_id: person.native_name for person in opened.people}
    return [
        f"{number:4}  {row.verdict.value:9}  {names[row.application_id]}"
        + (f"  ({label_of(opened.manifest.reasons, row.reason, language)})" if row.reason else "")
        for number, row in enumerate(read_verdicts(data).rows, start=1)
    ]


def _open_batch(batch: Path, key: Path, site: Path) -> OpenedBatch:
    installation = read_site(read_limited(site, MAX_SITE_BYTES))
    data = read_limited(key, MAX_KEY_BYTES)
    private = unlock(lambda passphrase: read_sealing_key(data, passphrase=passphrase), str(key))
    return open_batch(read_limited(batch, MAX_BATCH_BYTES), private, installation)


def _officer_key(file: Path) -> OfficerKey:
    data = read_limited(file, MAX_KEY_BYTES)
    return unlock(lambda passphrase: read_officer_key(data, passphrase=passphrase), str(file))

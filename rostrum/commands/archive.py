"""Command that writes the public site as static files."""

import asyncio
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from conference.web import SITE
from rostrum.archive.application import FIRST_ADDRESSES, asking_application, make_archive_application
from rostrum.archive.writing import ArchiveWriter, WrittenArchive
from rostrum.commands.shared import with_runtime
from rostrum.runtime import Runtime

Folder = Annotated[Path, typer.Argument(help="The folder, which must not exist.")]


def archive_site(folder: Folder) -> None:
    """Write the public site in all languages as static files, for any web server or a disk."""
    if folder.exists():
        raise typer.BadParameter(f"{folder} exists", param_hint="FOLDER")
    try:
        written = asyncio.run(with_runtime(partial(write_archive, folder=folder)))
    except (OSError, ValueError) as error:
        typer.echo(f"rostrum: {error}", err=True)
        raise typer.Exit(1) from None
    for address in written.left_out:
        typer.echo(f"left out: {address}")
    typer.echo(f"{folder}: {written.files} files, {written.size / 1_000_000:.1f} MB")


async def write_archive(runtime: Runtime, *, folder: Path) -> WrittenArchive:
    """Write the archive of the runtime's board into a new folder, which is there once it is complete."""
    app = make_archive_application(runtime, runtime.clock.now())
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as unfinished:
        site = Path(unfinished) / "site"
        site.mkdir()
        async with asking_application(app) as session:
            written = await ArchiveWriter(session, site, app[SITE].public_url).write(FIRST_ADDRESSES)
        site.replace(folder)
    return written

"""Command that writes an export to a file, for administrators at the console."""

import asyncio
import os
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from accreditation.exports.actions.files import make_file
from accreditation.exports.actions.links import FEATURE
from accreditation.exports.actions.rows import count_rows
from accreditation.exports.content import TableContent
from accreditation.exports.domain import FILTERS, FORMATS, ExportFilter, ExportFormat, ExportKind, ExportRequest
from accreditation.exports.web.choices import list_choices
from conference.audit import SYSTEM, AuditEntry
from conference.languages import FALLBACK, LANGUAGES
from rostrum.commands.shared import LanguageOption, with_runtime
from rostrum.parts.desk import application_services
from rostrum.parts.exports import export_services
from rostrum.runtime import Runtime

Kind = Annotated[ExportKind, typer.Argument(help="What is exported.")]
Output = Annotated[Path, typer.Argument(help="The file, which must not exist; only its owner may read it.")]
Format = Annotated[ExportFormat | None, typer.Option("--format", help="By default xlsx, for photos zip.")]
Only = Annotated[
    list[str] | None,
    typer.Option(help=f"FIELD=CODE, several times. Fields: {', '.join(one.name for one in fields(ExportFilter))}."),
]


def export_data(
    kind: Kind,
    output: Output,
    *,
    form: Format = None,
    only: Only = None,
    language: LanguageOption = FALLBACK,
) -> None:
    """Export a table, or photos, to a file. Reasons and notes of the agencies are left out."""
    chosen = form or FORMATS[kind][0]
    if chosen not in FORMATS[kind]:
        raise typer.BadParameter(f"{kind.value} have the formats {', '.join(FORMATS[kind])}", param_hint="--format")
    if language not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}", param_hint="--language")
    request = ExportRequest(kind, _read_filter(kind, only or []), chosen)
    count = asyncio.run(with_runtime(partial(_write_file, request=request, path=output, language=language)))
    typer.echo(f"{output}: {count} {kind.value}")


def _read_filter(kind: ExportKind, only: list[str]) -> ExportFilter:
    pairs = dict(text.partition("=")[::2] for text in only)
    unknown = sorted(pairs.keys() - set(FILTERS[kind]))
    if unknown:
        raise typer.BadParameter(f"{kind.value} have the fields {', '.join(FILTERS[kind])}", param_hint="--only")
    return ExportFilter(**pairs)


async def _write_file(runtime: Runtime, *, request: ExportRequest, path: Path, language: str) -> int:
    """Write the file, and record the export in the audit log; return the number of rows."""
    services = export_services(runtime, application_services(runtime))
    choices = list_choices(runtime.event, runtime.catalogues, FALLBACK)
    for name, value in request.filter.chosen.items():
        if name in choices and value not in dict(choices[name]):
            raise typer.BadParameter(f"{name}: one of {', '.join(dict(choices[name]))}", param_hint="--only")
    count = await count_rows(services, request)
    details = {"kind": request.kind.value, "format": request.format.value, "filter": request.filter.chosen}
    entry = AuditEntry(f"{FEATURE}:downloaded", SYSTEM, "console", runtime.clock.now(), {**details, "count": count})
    content = TableContent(runtime.event, runtime.catalogues, language)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise typer.BadParameter(f"{path}: {error.strerror}") from None
    async with runtime.transactions.write() as transaction:
        await transaction.record(entry)
    with os.fdopen(descriptor, "wb") as file:
        async for part in make_file(services, request, content, title=request.kind.value):
            file.write(part)
    return count

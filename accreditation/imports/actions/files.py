"""Files of an import as rows and photos: read and checked, without a write."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import IO

from msgspec import Struct

from accreditation.applications.domain.answers import Choices
from accreditation.applications.domain.photos import UPLOAD_BYTES, PreparedPhoto
from accreditation.applications.ports import PhotoStudio
from accreditation.imports.domain import (
    COLUMNS,
    MAX_ROWS,
    REQUIRED,
    ImportChoices,
    ImportKind,
    ImportReport,
    ImportRow,
    read_application_rows,
    read_outlet_rows,
    with_codes,
    with_problem,
)
from conference.errors import InvalidError
from conference.tables.archives import UploadedArchive, name_key
from conference.tables.columns import match_columns
from conference.tables.reading import read_table
from conference.texts.typed_text import Problem

MAX_ARCHIVE_BYTES = 120 * 1024 * 1024
"""Bytes of an archive of photos, and of what it unpacks to."""

_PHOTOS_AT_ONCE = 2
"""Photos that wait for the studio at a time: its process is kept while one waits."""

_CHUNK = 1024 * 1024


class ImportFiles(Struct, frozen=True, kw_only=True):
    """The files of an import, and how its table is read.

    `headings` maps each column to its headings in all languages; `language` is the reader's.
    """

    kind: ImportKind
    table: bytes
    archive: IO[bytes] | None
    headings: Mapping[str, Collection[str]]
    choices: ImportChoices
    language: str


class ReadImport(Struct, frozen=True):
    """A table that was read: its report, the photos by the key of their file's name, the digest of both files."""

    report: ImportReport
    digest: str
    photos: Mapping[str, PreparedPhoto] = {}


async def read_files(files: ImportFiles, *, form_choices: Choices, studio: PhotoStudio) -> ReadImport:
    """Read the table and the photos that it names.

    Raises InvalidError of `conference.tables.reading` and `conference.tables.archives`; ThrottledError `photo.busy`.
    """
    report = await asyncio.to_thread(_read_report, files, form_choices)
    digest = await asyncio.to_thread(_digest_files, files)
    if files.kind is ImportKind.OUTLETS:
        return ReadImport(report, digest)
    archive = await asyncio.to_thread(_open_archive, files.archive)
    rows, photos = await _PhotoReader(archive, studio).read_all(report.rows)
    return ReadImport(ImportReport(rows, report.unused), digest, photos)


def _read_report(files: ImportFiles, form_choices: Choices) -> ImportReport:
    heading, rows = read_table(files.table, language=files.language, most_rows=MAX_ROWS)
    known = {name: files.headings.get(name, ()) for name in COLUMNS[files.kind]}
    columns = match_columns(with_codes(heading), known, required=REQUIRED[files.kind])
    if files.kind is ImportKind.OUTLETS:
        return ImportReport(read_outlet_rows(columns, rows, files.choices), columns.unknown)
    return ImportReport(read_application_rows(columns, rows, files.choices, form_choices), columns.unknown)


def _digest_files(files: ImportFiles) -> str:
    """Return the SHA-256 of the kind, the table and the archive."""
    digest = hashlib.sha256(files.kind.value.encode() + b"\0" + hashlib.sha256(files.table).digest())
    if files.archive is not None:
        files.archive.seek(0)
        while chunk := files.archive.read(_CHUNK):
            digest.update(chunk)
        files.archive.seek(0)
    return digest.hexdigest()


def _open_archive(file: IO[bytes] | None) -> UploadedArchive | None:
    if file is None:
        return None
    return UploadedArchive(file, most_file_bytes=UPLOAD_BYTES, most_bytes=MAX_ARCHIVE_BYTES)


class _PhotoReader:
    """Reads the photos of rows by the rules of uploads."""

    def __init__(self, archive: UploadedArchive | None, studio: PhotoStudio) -> None:
        self._archive, self._studio = archive, studio
        self._photos: dict[str, PreparedPhoto] = {}
        self._names_by_digest: dict[str, str] = {}
        self._turns = asyncio.Semaphore(_PHOTOS_AT_ONCE)

    async def read_all(self, rows: Sequence[ImportRow]) -> tuple[tuple[ImportRow, ...], Mapping[str, PreparedPhoto]]:
        """Return the rows with the problems of their photos, and the photos by the key of their file's name."""
        read = await asyncio.gather(*(self._read_one(row) for row in rows), return_exceptions=True)
        for failed in read:
            if isinstance(failed, BaseException):
                raise failed
        return tuple(row for row in read if isinstance(row, ImportRow)), self._photos

    async def _read_one(self, row: ImportRow) -> ImportRow:
        if not row.photo or "photo" in row.problems:
            return row
        key, shown = name_key(row.photo), {"name": row.photo[:80]}
        if self._archive is None or key not in self._archive.names:
            return with_problem(row, "photo", Problem("import.photo_not_found", shown))
        async with self._turns:
            content = await asyncio.to_thread(self._archive.read_file, key)
            digest = hashlib.sha256(content).hexdigest()
            if self._names_by_digest.setdefault(digest, key) != key:
                return with_problem(row, "photo", Problem("import.photo_twice", shown))
            try:
                self._photos[key] = await self._studio.prepare(content)
            except InvalidError as error:
                return with_problem(row, "photo", Problem(error.code, error.params))
        return row

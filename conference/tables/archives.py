"""ZIP archive that people upload, read file by file within limits. Blocks; nothing is unpacked to disk."""

import zlib
from collections.abc import Mapping
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from conference.errors import InvalidError
from conference.texts.stream_safe import compose

MAX_FILES = 1000
"""Files of an archive, folders included."""

MAX_NAME = 200
"""Characters of a file's name with its folders."""

MEGABYTE = 1024 * 1024

_ENCRYPTED = 0x1
_IGNORED = ("__macosx/", ".ds_store", "thumbs.db")
"""What operating systems add to archives, in small letters."""

_BROKEN = (BadZipFile, LargeZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError)


class UploadedArchive:
    """Archive whose files are found by their names without folders; case does not matter.

    Raises InvalidError: `archive.broken`, `archive.too_many_files`, `archive.unpacks`, `archive.encrypted`,
    `archive.path`, `archive.file_too_large`, `archive.name_twice`.
    """

    def __init__(self, file: IO[bytes], *, most_file_bytes: int, most_bytes: int) -> None:
        try:
            self._archive = ZipFile(file)
            infos = [one for one in self._archive.infolist() if not _is_ignored(one)]
        except _BROKEN as error:
            raise InvalidError("archive.broken") from error
        if len(infos) > MAX_FILES:
            raise InvalidError("archive.too_many_files", most=MAX_FILES)
        if sum(one.file_size for one in infos) > most_bytes:
            raise InvalidError("archive.unpacks", megabytes=most_bytes // MEGABYTE)
        self._files = _files_by_name(infos, most_file_bytes)

    @property
    def names(self) -> Mapping[str, str]:
        """Key (`name_key`) → name of each file."""
        return {key: info.filename for key, info in self._files.items()}

    def read_file(self, key: str) -> bytes:
        """Return a file by the key of its name, at most as many bytes as the archive declares.

        Raises InvalidError `archive.broken`, KeyError.
        """
        info = self._files[key]
        try:
            with self._archive.open(info) as file:
                return file.read(info.file_size + 1)
        except _BROKEN as error:
            raise InvalidError("archive.broken") from error


def name_key(name: str) -> str:
    """Return the key of a file's name: without folders, in one form and case."""
    return compose(name[-MAX_NAME:].replace("\\", "/").rpartition("/")[2]).casefold()


def _is_ignored(info: ZipInfo) -> bool:
    name = info.filename.lower()
    return info.is_dir() or name.startswith(_IGNORED[0]) or name.rpartition("/")[2] in _IGNORED


def _files_by_name(infos: list[ZipInfo], most_file_bytes: int) -> dict[str, ZipInfo]:
    files: dict[str, ZipInfo] = {}
    for info in infos:
        name, shown = info.filename, info.filename[:80]
        if info.flag_bits & _ENCRYPTED:
            raise InvalidError("archive.encrypted", name=shown)
        if len(name) > MAX_NAME or "\\" in name or ":" in name or name.startswith("/") or ".." in name.split("/"):
            raise InvalidError("archive.path", name=shown)
        if info.file_size > most_file_bytes:
            raise InvalidError("archive.file_too_large", name=shown)
        if name_key(name) in files:
            raise InvalidError("archive.name_twice", name=shown)
        files[name_key(name)] = info
    return files

"""ZIP archive that is sent while it is made: of its files only the one that is being added is in memory."""

from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_EARLIEST_YEAR = 1980
"""First year that a ZIP archive can name."""


class ZipStream:
    """Archive whose bytes are taken in parts. Files are stored, not compressed: made for photos."""

    def __init__(self) -> None:
        self._sink = _Sink()
        self._archive = ZipFile(self._sink, "w", ZIP_STORED)

    def add_file(self, name: str, content: bytes, at: datetime) -> bytes:
        """Add a file with its time; return the bytes of the archive since the last call."""
        info = ZipInfo(name, (max(at.year, _EARLIEST_YEAR), at.month, at.day, at.hour, at.minute, at.second))
        info.external_attr = 0o600 << 16
        self._archive.writestr(info, content)
        return self._sink.take_bytes()

    def finish(self) -> bytes:
        """Return the last bytes: the directory of the archive."""
        self._archive.close()
        return self._sink.take_bytes()


class _Sink:
    """File that is written from its beginning to its end and keeps only what was not taken yet."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        """Keep the bytes until they are taken."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is no file."""

    def close(self) -> None:
        """Do nothing: there is no file."""

    def take_bytes(self) -> bytes:
        """Return the bytes written since the last call."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken

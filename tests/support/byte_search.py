"""Search for texts in all bytes of a folder, or of all columns of a database, in each form that a program may write."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import text

from conference.storage.engine import Database


def byte_forms(mark: str) -> set[bytes]:
    """Return a text as bytes in UTF-8 and UTF-16, in each case, and these bytes in hexadecimal digits and base64.

    The first and last characters of base64 depend on what is beside the text: they are left out.
    """
    plain = {form for case in (mark, mark.lower(), mark.upper()) for form in _encode_text(case)}
    hexadecimal = {form for one in plain for form in (one.hex().encode(), one.hex().upper().encode())}
    return {*plain, *hexadecimal, *(form for one in plain for form in _base64_forms(one))}


def _encode_text(text_of_case: str) -> Iterator[bytes]:
    yield from (text_of_case.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))


def _base64_forms(plain: bytes) -> Iterator[bytes]:
    """Return the characters that the bytes alone determine, when they begin at byte 0, 1 or 2 of a group of three."""
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + plain)
        first, last = (offset * 8 + 5) // 6, (offset + len(plain)) * 8 // 6
        middle = encoded[first:last]
        yield middle
        yield middle.translate(bytes.maketrans(b"+/", b"-_"))


class ByteSearch:
    """A search for some marks in all their forms."""

    def __init__(self, marks: Iterable[str]) -> None:
        self._forms = {mark: byte_forms(mark) for mark in marks}

    def find_in(self, content: bytes) -> set[str]:
        """Return the marks that are in the bytes."""
        return {mark for mark, forms in self._forms.items() if any(form in content for form in forms)}

    def find_in_folder(self, folder: Path, *, but: Sequence[Path] = ()) -> set[tuple[str, str]]:
        """Return file and mark of each mark in a file or in its name; `but` are files that are left out."""
        files = [path for path in folder.rglob("*") if path.is_file() and path not in but]
        assert files, folder
        return {
            (str(path.relative_to(folder)), mark)
            for path in files
            for mark in self.find_in(path.read_bytes() + b"\0" + str(path.relative_to(folder)).encode())
        }

    async def find_in_database(self, database: Database) -> set[tuple[str, str]]:
        """Return table and mark of each mark in a column of PostgreSQL, whose files compress large values."""
        async with database.read() as connection:
            names = text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
            tables = list((await connection.scalars(names)).all())
            assert tables
            found = set[tuple[str, str]]()
            for table in tables:
                for row in await connection.execute(text(f'SELECT * FROM "{table}"')):
                    content = b"\0".join(_bytes_of(value) for value in row)
                    found |= {(table, mark) for mark in self.find_in(content)}
        return found


def _bytes_of(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()

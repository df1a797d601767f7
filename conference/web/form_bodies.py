"""Bodies of posted forms, read within limits: the sizes of a form are checked before it is decoded.

Internal to `conference.web`: handlers call `read_form` of `conference.web.forms`. Neither calls `request.post()`:
aiohttp reads a text field as large as the body may be, and decodes it by any charset that the client names (Python's
`punycode` and `idna` take quadratic time).
"""

import asyncio
import warnings
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http import HttpProcessingError
from aiohttp.streams import StreamReader
from aiohttp.web_request import FileField
from multidict import MultiDict, MultiDictProxy
from yarl import query_to_pairs

from conference.errors import InvalidError

Form = MultiDictProxy[str | FileField]
"""The fields of a form by name, in the order in which they were sent."""

MAX_TEXT_BYTES = 256 * 1024
"""Bytes of all names and text fields of a form together; files are not counted."""

MAX_FIELDS = 256
"""Fields of a form, files included: the bulk form of the vetting queue sends 201."""

MAX_FIELD_CHARACTERS = 16_000
"""Characters of one text field: four times what most forms accept. Each form has narrower limits of its own.

A handler that takes pasted tables declares another limit (`conference.web.accepts_long_text`), in bytes for both.
"""

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
CONTENT_TYPES = (URLENCODED, MULTIPART)

_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})
_PLAIN_ENCODINGS = frozenset({"", "binary", "8bit", "7bit"})
_HEAD_LINE_BYTES, _HEAD_LINES = 2048, 16
_LINES = 8 * MAX_FIELDS
_LINES_PER_YIELD = 32
_CHUNK_BYTES = 64 * 1024
_IN_MEMORY_BYTES = 1024 * 1024
_UNREADABLE = (ValueError, LookupError, AssertionError, RuntimeError, HttpProcessingError)
"""Exceptions of aiohttp's reader and the decoder for a malformed body."""

warnings.filterwarnings("ignore", module=r"aiohttp\.multipart")  # their texts quote headers, and all of them are kept

_FORM: web.RequestKey[Form] = web.RequestKey("form", MultiDictProxy)


async def posted_form(request: web.Request) -> Form:
    """Return the posted form, reading the body once. A body of another type gives an empty form.

    Raises:
        HTTPBadRequest: the body is malformed, or its charset is not UTF-8 (the charset of all our pages).
        HTTPRequestEntityTooLarge: the body, its text or the number of its fields exceed the limits.
        InvalidError: `text.too_long` for a text field of more than `MAX_FIELD_CHARACTERS`.
    """
    if _FORM not in request:
        try:
            request[_FORM] = MultiDictProxy(await _read_form(request))
        except _UNREADABLE as error:
            raise web.HTTPBadRequest from error
    return request[_FORM]


def close_files(request: web.Request) -> None:
    """Close the temporary files of the form, if one was read."""
    for value in request[_FORM].values() if _FORM in request else ():
        if isinstance(value, FileField):
            value.file.close()


async def _read_form(request: web.Request) -> MultiDict[str | FileField]:
    if request.content_type not in CONTENT_TYPES:
        return MultiDict()
    if (request.charset or "utf-8").lower() not in _UTF_8:
        raise web.HTTPBadRequest
    if request.content_type == MULTIPART:
        return await _MultipartForm(request).read()
    most_bytes, most = _text_limits(request)
    # A request that was read cannot be cloned, which shows the page of a form that was not carried out.
    body = await request.clone(client_max_size=min(request.client_max_size, most_bytes)).read()
    if body.count(b"&") >= MAX_FIELDS:
        raise _too_large(MAX_FIELDS)
    form: MultiDict[str | FileField] = MultiDict()
    for name, value in query_to_pairs(body.rstrip().decode("utf-8")):
        form.add(name, _checked_text(value, most))
    return form


def _text_limits(request: web.Request) -> tuple[int, int]:
    """Return the bytes of all texts of a form, and the characters of one field, that the request's handler takes."""
    declared: int | None = getattr(request.match_info.handler, "max_text_bytes", None)
    return (MAX_TEXT_BYTES, MAX_FIELD_CHARACTERS) if declared is None else (declared, declared)


def _checked_text(text: str, most: int) -> str:
    if len(text) > most:
        raise InvalidError("text.too_long", most=most, length=len(text))
    return text


def _too_large(most: int) -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(max_size=most)


class _MultipartForm:
    """Reader of one form of the type multipart/form-data (RFC 7578)."""

    def __init__(self, request: web.Request) -> None:
        self._content, self._most_bytes = request.content, request.client_max_size
        self._parts = MultipartReader(
            request.headers,
            cast(StreamReader, _PacedContent(request.content)),
            max_field_size=_HEAD_LINE_BYTES,
            max_headers=_HEAD_LINES,
        )
        self._form: MultiDict[str | FileField] = MultiDict()
        self._text_bytes = 0
        self._most_text_bytes, self._most_characters = _text_limits(request)

    async def read(self) -> MultiDict[str | FileField]:
        """Read every part. Raises as `posted_form`, and the errors of `_UNREADABLE`."""
        try:
            while (part := await self._parts.next()) is not None:
                if len(self._form) >= MAX_FIELDS:
                    raise _too_large(MAX_FIELDS)
                if not isinstance(part, BodyPartReader) or not part.name:
                    raise ValueError("not a part of a form")
                if part.headers.get("Content-Transfer-Encoding", "").lower() not in _PLAIN_ENCODINGS:
                    raise ValueError("a transfer encoding, which RFC 7578 §4.7 forbids")
                self._form.add(part.name, await self._read_value(part, part.name))
        except BaseException:
            self._close_files()
            raise
        return self._form

    async def _read_value(self, part: BodyPartReader, name: str) -> str | FileField:
        self._count_text(len(name))
        if part.filename:
            return await self._read_file(part, name, part.filename)
        if part.get_charset("utf-8").lower() not in _UTF_8:
            raise ValueError("a charset other than that of our pages")
        text = bytearray()
        while chunk := await part.read_chunk():
            self._count_text(len(chunk))
            text += chunk
        return _checked_text(text.decode("utf-8"), self._most_characters)

    def _count_text(self, size: int) -> None:
        self._text_bytes += size
        if self._text_bytes > self._most_text_bytes:
            raise _too_large(self._most_text_bytes)

    async def _read_file(self, part: BodyPartReader, name: str, filename: str) -> FileField:
        """Read a file into memory while it is small, then to disk in a thread."""
        file = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by `close_files`
        field = FileField(
            name,
            filename,
            cast(IO[bytes], file),
            part.headers.get("Content-Type", "application/octet-stream"),
            part.headers,
        )
        size = 0
        try:
            while chunk := await part.read_chunk(_CHUNK_BYTES):
                size += len(chunk)
                if 0 < self._most_bytes < self._content.total_bytes:
                    raise _too_large(self._most_bytes)
                if size > _IN_MEMORY_BYTES:
                    await asyncio.to_thread(file.write, chunk)
                else:
                    file.write(chunk)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return field

    def _close_files(self) -> None:
        for value in self._form.values():
            if isinstance(value, FileField):
                value.file.close()


class _PacedContent:
    """Request body for `MultipartReader` that limits the lines outside of the contents of parts.

    aiohttp reads such lines from its buffer without yielding to the event loop, and accepts any number before the
    first part.
    """

    def __init__(self, content: StreamReader) -> None:
        self._content = content
        self._lines = 0
        self.read, self.at_eof, self.unread_data = content.read, content.at_eof, content.unread_data

    async def readline(self, *, max_line_length: int | None = None) -> bytes:
        """Return the next line. Raises HTTPRequestEntityTooLarge beyond `_LINES` lines, LineTooLong."""
        self._lines += 1
        if self._lines > _LINES:
            raise _too_large(_LINES)
        if self._lines % _LINES_PER_YIELD == 0:
            await asyncio.sleep(0)
        return await self._content.readline(max_line_length=max_line_length or _HEAD_LINE_BYTES)

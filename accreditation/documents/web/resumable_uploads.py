"""Uploads that continue after a cut: tus 1.0 (https://tus.io/protocols/resumable-upload) with creation, expiration and
termination.

The secret in the address authorises the requests, so that no cookie and no token of a form is needed.
"""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Mapping
from email.utils import format_datetime

from aiohttp import web

from accreditation.applications.web.applicant_pages import SECRET_PATH, link_address
from accreditation.documents.actions.uploading import add_piece, end_upload, find_upload, start_upload
from accreditation.documents.domain.uploads import MOST_UPLOAD_BYTES, PIECE_BYTES, PIECE_WITHIN_S, Upload
from accreditation.documents.web.context import charge_piece, charge_upload, document_pages_of
from conference.errors import InvalidError, RostrumError
from conference.web import accepts, before_body, for_programs, parse_integer

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
UPLOADS_PATH = f"{SECRET_PATH}/uploads"
UPLOAD_PATH = f"{UPLOADS_PATH}/{{upload:upload_[A-Za-z0-9_-]{{1,40}}}}"

_PATCH_TYPE = "application/offset+octet-stream"
_LONGEST_METADATA = 400
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


class ProtocolError(RostrumError):
    """A header of the protocol is missing or invalid; `status` is as the protocol says."""

    def __init__(self, status: int) -> None:
        super().__init__("document.request_invalid")
        self.status = status


@for_programs
async def show_protocol(request: web.Request) -> web.Response:
    """`OPTIONS …/uploads`: version, extensions and the largest upload."""
    headers = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(MOST_UPLOAD_BYTES)}
    return _make_answer(204, headers)


@for_programs
@before_body(charge_upload)
async def create_upload(request: web.Request) -> web.Response:
    """`POST …/uploads` with Upload-Length and, in Upload-Metadata, the `kind`: begin an upload."""
    _require_version(request)
    size = _read_number(request, "Upload-Length")
    kind = _read_metadata(request.headers.get("Upload-Metadata", "")).get("kind", "")
    services, secret = document_pages_of(request).services, request.match_info["secret"]
    upload = await start_upload(services, secret=secret, kind=kind, size=size)
    location = f"{link_address(request)}/uploads/{upload.id}"
    return _make_answer(201, {"Location": location, **_state_headers(upload)})


@for_programs
async def show_upload(request: web.Request) -> web.Response:
    """`HEAD …/uploads/{upload}`: how many bytes are stored, after a request that still waited for more was ended."""
    charge_piece(request)
    _require_version(request)
    await document_pages_of(request).appends.end((await _find_upload(request)).id)
    upload = await _find_upload(request)
    return _make_answer(200, {"Upload-Length": str(upload.size), **_state_headers(upload)})


@for_programs
@accepts(MOST_UPLOAD_BYTES)
@before_body(charge_piece)
async def append_bytes(request: web.Request) -> web.Response:
    """`PATCH …/uploads/{upload}` with Upload-Offset: store the bytes as they arrive.

    When the connection is cut, what has arrived is stored.
    """
    _require_version(request)
    if request.content_type != _PATCH_TYPE:
        raise ProtocolError(415)
    offset, upload, pages = (
        _read_number(request, "Upload-Offset"),
        await _find_upload(request),
        document_pages_of(request),
    )
    async with pages.appends.begin(upload.id, request.content):
        upload = await _find_upload(request)
        if offset != upload.received:
            return _make_answer(409, _state_headers(upload))
        async for piece in collect_pieces(request.content.iter_any()):
            upload = await add_piece(pages.services, upload, piece)
    return _make_answer(204, _state_headers(upload))


@for_programs
@before_body(charge_piece)
async def terminate_upload(request: web.Request) -> web.Response:
    """`DELETE …/uploads/{upload}`: delete what is stored of it."""
    _require_version(request)
    services = document_pages_of(request).services
    await end_upload(services, request.match_info["upload"], secret=request.match_info["secret"])
    return _make_answer(204, {})


async def collect_pieces(received: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Join received bytes to pieces of `PIECE_BYTES`, or of what arrived in `PIECE_WITHIN_S`.

    When `received` raises, because the connection was cut, the bytes before that are yielded first.
    """
    loop = asyncio.get_running_loop()
    buffer, since = bytearray(), loop.time()
    cut: BaseException | None = None
    while True:
        try:
            some = await anext(received, None)
        except Exception as error:
            cut, some = error, None
        buffer += some or b""
        if buffer and (some is None or len(buffer) >= PIECE_BYTES or loop.time() - since >= PIECE_WITHIN_S):
            yield bytes(buffer)
            buffer.clear()
            since = loop.time()
        if some is None:
            break
    if cut is not None:
        raise cut


async def _find_upload(request: web.Request) -> Upload:
    services = document_pages_of(request).services
    return await find_upload(services, request.match_info["upload"], secret=request.match_info["secret"])


def _require_version(request: web.Request) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise ProtocolError(412)


def _read_number(request: web.Request, name: str) -> int:
    number = parse_integer(request.headers.get(name, ""))
    if number is None or number < 0:
        raise ProtocolError(400)
    return number


def _read_metadata(text: str) -> Mapping[str, str]:
    """Return key → value of Upload-Metadata. Raises InvalidError `document.request_invalid`."""
    if len(text) > _LONGEST_METADATA:
        raise InvalidError("document.request_invalid")
    values: dict[str, str] = {}
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            values[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            raise InvalidError("document.request_invalid") from None
    return values


def _state_headers(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.received), "Upload-Expires": format_datetime(upload.expires_at, usegmt=True)}


def _make_answer(status: int, headers: Mapping[str, str]) -> web.Response:
    return web.Response(status=status, headers={"Tus-Resumable": VERSION, **_PRIVATE, **headers})


def routes() -> list[web.RouteDef]:
    """Return the routes of uploads in pieces."""
    return [
        web.route("OPTIONS", UPLOADS_PATH, show_protocol),
        web.post(UPLOADS_PATH, create_upload),
        web.head(UPLOAD_PATH, show_upload),
        web.patch(UPLOAD_PATH, append_bytes),
        web.delete(UPLOAD_PATH, terminate_upload),
    ]

"""The applicant's page of documents, behind the link of the application. Works without JavaScript."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Struct

from accreditation.applications.web.applicant_pages import link_address
from accreditation.applications.web.context import with_private_headers
from accreditation.documents.actions.handing_in import hand_in_file, hand_in_upload, remove_document
from accreditation.documents.actions.reading import read_own_page
from accreditation.documents.actions.slots import OwnDocuments, read_own_documents
from accreditation.documents.domain.documents import Slot
from accreditation.documents.domain.kinds import MEGABYTE
from accreditation.documents.domain.uploads import MOST_UPLOAD_BYTES, Upload
from accreditation.documents.web.context import (
    FORMATS,
    MEDIA_TYPES,
    OWN_PATH,
    STATE_CHIPS,
    STATES,
    charge_upload,
    document_pages_of,
)
from conference.errors import InvalidError, NotFoundError, RostrumError, ThrottledError, UnavailableError
from conference.event import DocumentKind
from conference.texts.catalogues import key_family
from conference.web import Identifier, accepts, before_body, error_text, read_form, read_query, render

FORM_BYTES = 64 * 1024
"""Bytes of a form besides its file."""

NO_LIMIT = 1 << 40
"""The handler refuses a large file itself, beside its field."""

DONE = key_family("documents.done.", ("handed_in", "removed"))
REFUSED_BEFORE = ("document.too_large", "document.request_invalid")
"""Codes of refusals of files whose bytes were not read."""


class HandInForm(Struct, frozen=True, kw_only=True):
    """A file, or the id of an upload of which all bytes have arrived."""

    file: FileField | None = None
    upload: Identifier = ""


class DocumentsQuery(Struct, frozen=True, kw_only=True):
    """`done`: the act just done; `kind`: its kind of document; `refused`: the file was too large to be read."""

    done: Identifier = ""
    kind: Identifier = ""
    refused: Identifier = ""


@dataclass(frozen=True)
class Card:
    """A kind of document on the page: its texts, its slot, a complete upload, the error of a file, if any."""

    texts: DocumentKind
    slot: Slot
    upload: Upload | None
    problem: str

    @property
    def field(self) -> str:
        """The id of its file input."""
        return f"file-{self.slot.kind.code}"

    @property
    def media_types(self) -> str:
        """The accepted types, for the browser's dialog."""
        return ",".join(MEDIA_TYPES[one] for one in self.texts.types)

    @property
    def formats(self) -> str:
        """The accepted formats as people know them."""
        return " · ".join(FORMATS[one] for one in self.texts.types)


async def show_documents(request: web.Request) -> web.Response:
    """Show what is asked for, what was handed in, and a form for each document."""
    query = read_query(request, DocumentsQuery)
    problems: dict[str, str] = {}
    if query.refused and query.kind:
        problems[query.kind] = _refusal_text(request, query)
    return await _render_documents(request, problems, status=422 if problems else 200)


def check_size(request: web.Request) -> None:
    """Refuse a file that is too large before its bytes are read: the page says so beside its field.

    Raises as `charge_upload`, HTTPSeeOther.
    """
    charge_upload(request)
    length = request.content_length
    if length is None or length > MOST_UPLOAD_BYTES + FORM_BYTES:
        kind = request.match_info["kind"]
        raise web.HTTPSeeOther(f"{link_address(request)}/documents?refused=document.too_large&kind={kind}#{kind}")


@accepts(NO_LIMIT)
@before_body(check_size)
async def submit_document(request: web.Request) -> web.Response:
    """Hand in a document: redirect to the page, or show it with the refusal beside the field."""
    services = document_pages_of(request).services
    kind, secret = request.match_info["kind"], request.match_info["secret"]
    try:
        form = await read_form(request, HandInForm)
        if form.upload:
            await hand_in_upload(services, form.upload, secret=secret)
        else:
            await hand_in_file(services, await _read_file(form.file), secret=secret, kind=kind)
    except RostrumError as error:
        if isinstance(error, NotFoundError) and error.code != "document.upload_unknown":
            raise
        response = await _render_documents(request, {kind: error_text(request, error)}, status=error.status)
        if isinstance(error, ThrottledError | UnavailableError):
            response.headers["Retry-After"] = str(error.retry_after_s)
        return response
    raise web.HTTPSeeOther(f"{link_address(request)}/documents?done=handed_in&kind={kind}#{kind}")


async def submit_removal(request: web.Request) -> web.Response:
    """Remove a document that no officer has seen."""
    services, document = document_pages_of(request).services, request.match_info["document"]
    await remove_document(services, document, secret=request.match_info["secret"])
    raise web.HTTPSeeOther(f"{link_address(request)}/documents?done=removed")


async def show_own_page(request: web.Request) -> web.Response:
    """Return the picture of a page of the applicant's document."""
    services, match = document_pages_of(request).services, request.match_info
    picture = await read_own_page(services, match["document"], int(match["number"]), secret=match["secret"])
    return with_private_headers(web.Response(body=picture, content_type="image/jpeg"))


async def _read_file(field: FileField | None) -> bytes:
    if field is None or not field.filename:
        raise InvalidError("document.missing")
    return await asyncio.to_thread(field.file.read, MOST_UPLOAD_BYTES + 1)


async def _render_documents(request: web.Request, problems: Mapping[str, str], *, status: int) -> web.Response:
    own = await read_own_documents(document_pages_of(request).services, secret=request.match_info["secret"])
    page = render(
        request,
        "documents/own_documents.html",
        status=status,
        cards=_list_cards(request, own, problems),
        is_open=own.is_open,
        secret=request.match_info["secret"],
        own_pages=link_address(request),
        done=DONE.get(read_query(request, DocumentsQuery).done),
        states=STATES,
        chips=STATE_CHIPS,
    )
    return with_private_headers(page, has_form=True)


def _list_cards(request: web.Request, own: OwnDocuments, problems: Mapping[str, str]) -> list[Card]:
    pages = document_pages_of(request)
    uploads = {upload.kind: upload for upload in reversed(own.uploads)}
    return [
        Card(pages.kind_of(code), slot, uploads.get(code), problems.get(code, ""))
        for slot in own.slots
        for code in (slot.kind.code,)
    ]


def _refusal_text(request: web.Request, query: DocumentsQuery) -> str:
    """Return the text of the refusal of a file that was not read."""
    code = query.refused if query.refused in REFUSED_BEFORE else "document.request_invalid"
    try:
        most = document_pages_of(request).kind_of(query.kind).most_megabytes
    except KeyError:
        most = MOST_UPLOAD_BYTES // MEGABYTE
    return error_text(request, InvalidError(code, megabytes=most))


def routes() -> list[web.RouteDef]:
    """Return the routes of the applicant's documents."""
    document = f"{OWN_PATH}/{{document:document_[A-Za-z0-9_-]{{1,40}}}}"
    return [
        web.get(OWN_PATH, show_documents),
        web.post(f"{OWN_PATH}/kinds/{{kind:[A-Za-z0-9_.-]{{1,48}}}}", submit_document),
        web.post(f"{document}/removal", submit_removal),
        web.get(f"{document}/{{number:[0-9]{{1,3}}}}.jpg", show_own_page),
    ]

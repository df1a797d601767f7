"""What the pages of documents share: services, the event, texts, limits of requests."""

from aiohttp import web
from msgspec import Struct, field

from accreditation.applications.web.applicant_pages import SECRET_PATH
from accreditation.applications.web.context import application_pages_of, charge
from accreditation.documents.domain.documents import SlotState
from accreditation.documents.services import DocumentServices
from accreditation.documents.web.running_appends import RunningAppends
from conference.errors import UnavailableError
from conference.event import DocumentKind, Event
from conference.rate_limits import Limit
from conference.texts.catalogues import key_family

OWN_PATH = f"{SECRET_PATH}/documents"

UPLOADS = Limit("document uploads", burst=60, every_s=5)
"""Files that an address begins to send, or sends whole."""

PIECES = Limit("document pieces", burst=1200, every_s=0.05)
"""Requests of uploads in pieces."""

SAVE_AGAIN_AFTER_S = 120

STATES = key_family("documents.state.", [state.value for state in SlotState])

STATE_CHIPS = {
    SlotState.ASKED: ("look", "look"),
    SlotState.MISSING: ("look", "scheduled"),
    SlotState.OPTIONAL: ("plain", "scheduled"),
    SlotState.HANDED_IN: ("good", "admitted"),
}
"""Colour and shape of each state's chip."""

FORMATS = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "webp": "WebP"}
MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class DocumentPages(Struct, frozen=True):
    """Services and event of the pages of documents, and the requests that append bytes to an upload."""

    services: DocumentServices
    event: Event
    appends: RunningAppends = field(default_factory=RunningAppends)

    def kind_of(self, code: str) -> DocumentKind:
        """Return the event's kind with its texts. Raises KeyError."""
        return self.event.document_kind(code)


DOCUMENT_PAGES: web.AppKey[DocumentPages] = web.AppKey("documents", DocumentPages)


def document_pages_of(request: web.Request) -> DocumentPages:
    """Return the dependencies of the pages of documents."""
    return request.config_dict[DOCUMENT_PAGES]


def charge_upload(request: web.Request) -> None:
    """Count a file before its body is read. Raises ThrottledError, UnavailableError `document.not_saved`."""
    charge(request, UPLOADS)
    _require_space(request)


def charge_piece(request: web.Request) -> None:
    """Count a request of an upload in pieces. Raises ThrottledError, UnavailableError `document.not_saved`."""
    charge(request, PIECES)
    if request.method == "PATCH":
        _require_space(request)


def _require_space(request: web.Request) -> None:
    if application_pages_of(request).is_disk_short():
        raise UnavailableError("document.not_saved", retry_after_s=SAVE_AGAIN_AFTER_S)

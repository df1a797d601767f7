"""Documents of an application: what was handed in, what is missing, what was asked for again. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.applications.domain.applications import OPEN, Agency, Application, State
from accreditation.applications.domain.releases import as_acted_on
from accreditation.documents.domain.kinds import Kind
from conference.errors import RuleError

HANDED_IN_STATES = OPEN | {State.ON_HOLD}
"""States, as the applicant sees them, in which documents can be handed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Document that was handed in, without its pictures. `seen_at` is when an officer first looked at it.

    `media` is the format of the file that was sent (pdf, jpeg, png, webp), `size` its bytes. Only pictures of its pages
    are stored.
    """

    id: str
    application_id: str
    kind: str
    media: str
    size: int
    pages: int
    handed_in_at: datetime
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequest:
    """Request of an officer that the applicant sends a document of this kind again."""

    id: str
    application_id: str
    kind: str
    agency: Agency
    officer: str
    message: str
    asked_at: datetime


class SlotState(StrEnum):
    """State of a kind of document in an application."""

    ASKED = "asked"
    MISSING = "missing"
    OPTIONAL = "optional"
    HANDED_IN = "handed_in"


class Slot(Struct, frozen=True):
    """Kind of document of an application, with what was handed in and the open requests."""

    kind: Kind
    documents: tuple[Document, ...]
    requests: tuple[DocumentRequest, ...]

    @property
    def state(self) -> SlotState:
        """What the applicant has to do, or has done."""
        if self.requests:
            return SlotState.ASKED
        if self.documents:
            return SlotState.HANDED_IN
        return SlotState.MISSING if self.kind.is_required else SlotState.OPTIONAL

    @property
    def is_waiting(self) -> bool:
        """Whether the applicant must still send something."""
        return self.state in (SlotState.ASKED, SlotState.MISSING)

    def may_remove(self, document: Document) -> bool:
        """Return whether the applicant may take a document back: no officer has seen it, or another is asked for."""
        return document.seen_at is None or bool(self.requests)

    @property
    def may_add(self) -> bool:
        """Whether a document can be added: there is room, or it replaces one that may be removed."""
        if len(self.documents) < self.kind.most_files:
            return True
        return self.kind.most_files == 1 and self.may_remove(self.documents[0])

    @property
    def replaced(self) -> tuple[Document, ...]:
        """The documents that the next one replaces."""
        return self.documents if self.kind.most_files == 1 else ()


def list_slots(
    kinds: Sequence[Kind],
    asked: Collection[Kind],
    documents: Sequence[Document],
    requests: Sequence[DocumentRequest],
) -> tuple[Slot, ...]:
    """Return the `asked` of the `kinds`, and those handed in before a change of function or outlet."""
    slots = [
        Slot(
            kind,
            tuple(one for one in documents if one.kind == kind.code),
            tuple(one for one in requests if one.kind == kind.code),
        )
        for kind in kinds
    ]
    return tuple(slot for slot in slots if slot.kind in asked or slot.documents)


def is_open_for_documents(application: Application, now: datetime) -> bool:
    """Return whether documents can be handed in, by the state that the applicant sees."""
    return as_acted_on(application, now).state in HANDED_IN_STATES


def require_open(application: Application, now: datetime) -> None:
    """Raise RuleError `document.not_now` when no documents are accepted."""
    if not is_open_for_documents(application, now):
        raise RuleError("document.not_now")


def require_room(slot: Slot | None) -> Slot:
    """Return the slot if a document can be added. Raises RuleError `document.kind_unknown`, `document.no_room`."""
    if slot is None:
        raise RuleError("document.kind_unknown")
    if not slot.may_add:
        raise RuleError("document.seen" if slot.kind.most_files == 1 else "document.no_room")
    return slot

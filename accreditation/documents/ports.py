"""Ports of documents: stores, the studio that makes pictures, and the letter about a request."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from accreditation.applications.domain.applications import Application
from accreditation.documents.domain.documents import Document, DocumentRequest
from accreditation.documents.domain.kinds import Kind
from accreditation.documents.domain.pictures import PreparedDocument, StoredPage
from accreditation.documents.domain.uploads import Piece, Upload
from conference.transactions import Transaction

AnnounceRequest = Callable[[Transaction, Application, DocumentRequest], Awaitable[None]]
"""Write the letter about a request, in its transaction."""

WriteLater = Callable[..., object]
"""Write in the background: name, function of a transaction, and `key` of a write that replaces a waiting one."""


class DocumentStudio(Protocol):
    """Makes pictures of files, in a process of its own."""

    async def prepare(self, data: bytes, kind: Kind) -> PreparedDocument:
        """Return the pictures of a file's pages.

        Raises InvalidError with a `document.*` code, ThrottledError `document.busy`.
        """
        ...


class Documents(Protocol):
    """Store of documents and their pictures."""

    async def add(self, transaction: Transaction, document: Document, pages: Sequence[StoredPage]) -> None:
        """Add a document with its pictures."""
        ...

    async def list_of(self, transaction: Transaction, application_id: str) -> list[Document]:
        """Return the documents of an application, earliest first."""
        ...

    async def find(self, transaction: Transaction, document_id: str) -> Document | None:
        """Return a document, or None."""
        ...

    async def find_page(self, transaction: Transaction, document_id: str, number: int) -> StoredPage | None:
        """Return the sealed picture of a page, or None."""
        ...

    async def list_pages(self, transaction: Transaction, document_id: str) -> list[tuple[int, int]]:
        """Return width and height of each page's picture, in order."""
        ...

    async def mark_seen(self, transaction: Transaction, document_id: str, *, at: datetime) -> None:
        """Note when an officer looked at a document, if none did before."""
        ...

    async def delete(self, transaction: Transaction, document_ids: Sequence[str]) -> None:
        """Delete documents with their pictures."""
        ...


class Uploads(Protocol):
    """Store of uploads that are not handed in yet."""

    async def add(self, transaction: Transaction, upload: Upload) -> None:
        """Add an upload without bytes."""
        ...

    async def find(
        self, transaction: Transaction, upload_id: str, *, application_id: str, now: datetime, lock: bool = False
    ) -> Upload | None:
        """Return an upload of the application that has not expired, or None; `lock` locks its row."""
        ...

    async def list_of(self, transaction: Transaction, application_id: str, *, now: datetime) -> list[Upload]:
        """Return the uploads of an application that have not expired, newest first."""
        ...

    async def add_piece(self, transaction: Transaction, upload: Upload, piece: Piece) -> None:
        """Add a piece, and save the upload's `received` and `expires_at`."""
        ...

    async def list_pieces(self, transaction: Transaction, upload_id: str) -> list[Piece]:
        """Return the pieces in order."""
        ...

    async def delete(self, transaction: Transaction, upload_id: str) -> None:
        """Delete an upload with its pieces."""
        ...

    async def purge(self, transaction: Transaction, *, now: datetime) -> int:
        """Delete expired uploads; return how many."""
        ...


class Requests(Protocol):
    """Store of the requests of officers."""

    async def add(self, transaction: Transaction, request: DocumentRequest) -> None:
        """Add an open request."""
        ...

    async def list_open(self, transaction: Transaction, application_id: str) -> list[DocumentRequest]:
        """Return the open requests of an application, earliest first."""
        ...

    async def answer(self, transaction: Transaction, application_id: str, kind: str, *, at: datetime) -> None:
        """Note that a document of this kind was handed in: open requests for it are answered."""
        ...

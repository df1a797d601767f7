"""Pictures of a document's pages: as they were drawn, and as they are stored."""

from msgspec import Struct


class PreparedPage(Struct, frozen=True):
    """Picture of a page: JPEG bytes of `width` × `height` pixels."""

    jpeg: bytes
    width: int
    height: int


class PreparedDocument(Struct, frozen=True):
    """Pictures of all pages of a file of the format `media`."""

    media: str
    pages: tuple[PreparedPage, ...]


class StoredPage(Struct, frozen=True):
    """Sealed picture of a page, with its number from 1."""

    number: int
    width: int
    height: int
    sealed: bytes

"""Pictures of a document's pages: as they were drawn, and as they are stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """Picture of a page: JPEG bytes of `width` × `height` pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """Pictures of all pages of a file of the format `media`."""

    media: str
    pages: tuple[PreparedPage, ...]


@dataclass(frozen=True, slots=True)
class StoredPage:
    """Sealed picture of a page, with its number from 1."""

    number: int
    width: int
    height: int
    sealed: bytes

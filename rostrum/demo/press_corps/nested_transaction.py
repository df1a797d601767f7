"""Adapters for the load: predrawn photos, predefined identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from accreditation.applications.domain.photos import PreparedPhoto
from conference.ids import Ids


class DrawnPhotos:
    """`accreditation.applications.ports.PhotoStudio` whose uploads are keys of predrawn photos."""

    def __init__(self, photos: Mapping[str, PreparedPhoto]) -> None:
        self._photos = photos

    async def prepare(self, upload: bytes | IO[bytes]) -> PreparedPhoto:
        """Return the photo with this key. Raises KeyError."""
        key = upload if isinstance(upload, bytes) else upload.read()
        return self._photos[key.decode()]


class KnownIds:
    """`conference.ids.Ids` that gives a known identifier for some prefixes, and new ones for all others."""

    def __init__(self, others: Ids, known: Mapping[str, str]) -> None:
        self._others = others
        self._known = known

    def new(self, prefix: str) -> str:
        """Return the known identifier of the prefix, or a new one."""
        return self._known.get(prefix) or self._others.new(prefix)

    def secret(self) -> str:
        """Return an unguessable text."""
        return self._others.secret()

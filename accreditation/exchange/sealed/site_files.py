"""File with the public keys of an installation, by which an agency knows that a batch comes from it."""

import hashlib

from accreditation.badges.cose import is_signed
from accreditation.exchange.sealed.structs import FileStruct, decode_struct, encode_struct
from conference.errors import InvalidError

FORMAT = "rostrum-site-1"
MAX_SITE_BYTES = 65_536
"""Bytes of such a file."""


class SiteKey(FileStruct, frozen=True, kw_only=True):
    """Public key of the installation: its id, and its point (P-256, uncompressed), hexadecimal."""

    id: str
    point: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the point, as `rostrum keys list` shows it."""
        return hashlib.sha256(bytes.fromhex(self.point)).hexdigest()


class SiteFile(FileStruct, frozen=True, kw_only=True):
    """Contents of the file: the event, the address of the installation, and its keys, oldest first."""

    format: str = FORMAT
    event: str
    site: str
    keys: tuple[SiteKey, ...]


def encode_site(site: SiteFile) -> bytes:
    """Return the file."""
    return encode_struct(site)


def read_site(data: bytes) -> SiteFile:
    """Read the file. Raises InvalidError `site_file.unreadable`."""
    if len(data) > MAX_SITE_BYTES:
        raise InvalidError("site_file.unreadable")
    site = decode_struct(data, SiteFile, "site_file.unreadable")
    if site.format != FORMAT or not all(_is_point(key.point) for key in site.keys):
        raise InvalidError("site_file.unreadable")
    return site


def is_signed_by(site: SiteFile, key_id: str, content: bytes, signature: bytes) -> bool:
    """Return whether a key of the installation has signed the content."""
    points = [bytes.fromhex(key.point) for key in site.keys if key.id == key_id]
    return any(is_signed(point, content, signature) for point in points)


def _is_point(text: str) -> bool:
    try:
        is_signed(bytes.fromhex(text), b"", bytes(64))
    except ValueError:
        return False
    return True

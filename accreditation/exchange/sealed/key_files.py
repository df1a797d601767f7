"""Files of an agency's key pairs. The private half is PKCS #8, encrypted if a passphrase is given.

A private file has the public half too; the public file is the same without the private half.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from msgspec import Struct

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import AgencyKey, KeyPurpose
from accreditation.exchange.sealed.structs import FileStruct, decode_struct, encode_struct
from conference.errors import InvalidError
from conference.texts.typed_text import read_line

FORMAT = "rostrum-agency-key-1"
MAX_KEY_BYTES = 8192
"""Bytes of a file of a key."""

NAME_LENGTH = 80
_PUBLIC_BYTES = 32


class _KeyFile(FileStruct, frozen=True, kw_only=True, omit_defaults=True):
    """Contents of a file of a key; `public` is hexadecimal, `private` a PEM."""

    format: str
    agency: Agency
    purpose: KeyPurpose
    name: str
    public: str
    private: str = ""


class SealingKey(Struct, frozen=True):
    """Key pair that opens batches."""

    key: AgencyKey
    private: X25519PrivateKey


class OfficerKey(Struct, frozen=True):
    """Key pair of an officer who signs verdicts."""

    key: AgencyKey
    private: Ed25519PrivateKey


class NewKeyFiles(Struct, frozen=True):
    """The two files of a new key pair."""

    key: AgencyKey
    private: bytes
    public: bytes


def make_key_files(agency: Agency, purpose: KeyPurpose, name: str, *, passphrase: str = "") -> NewKeyFiles:
    """Make a key pair. Raises InvalidError `agency_key.name` for a name that cannot be shown."""
    private = X25519PrivateKey.generate() if purpose is KeyPurpose.SEALING else Ed25519PrivateKey.generate()
    key = AgencyKey(
        agency=agency, purpose=purpose, name=_read_name(name), public=private.public_key().public_bytes_raw()
    )
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode("ascii")
    return NewKeyFiles(key, _encode_file(key, pem), encode_public_key(key))


def encode_public_key(key: AgencyKey) -> bytes:
    """Return the public file of a key."""
    return _encode_file(key, "")


def read_public_key(data: bytes) -> AgencyKey:
    """Read a public file. Raises InvalidError `agency_key.unreadable`, `agency_key.private` for a private file."""
    file = _read_file(data)
    if file.private:
        raise InvalidError("agency_key.private")
    return _key_of(file)


def read_sealing_key(data: bytes, *, passphrase: str = "") -> SealingKey:
    """Read a private file.

    Raises InvalidError `agency_key.unreadable`, `agency_key.passphrase`, `agency_key.not_private`, or
    `agency_key.other_purpose`.
    """
    key, private = _read_private(data, passphrase)
    if not isinstance(private, X25519PrivateKey):
        raise InvalidError("agency_key.other_purpose")
    return SealingKey(key, private)


def read_officer_key(data: bytes, *, passphrase: str = "") -> OfficerKey:
    """Read a private file. Raises InvalidError as `read_sealing_key`."""
    key, private = _read_private(data, passphrase)
    if not isinstance(private, Ed25519PrivateKey):
        raise InvalidError("agency_key.other_purpose")
    return OfficerKey(key, private)


def _read_private(data: bytes, passphrase: str) -> tuple[AgencyKey, object]:
    """Return the key with its private half, which must be that of the public one."""
    file = _read_file(data)
    if not file.private:
        raise InvalidError("agency_key.not_private")
    key = _key_of(file)
    try:
        private = load_pem_private_key(file.private.encode(), password=passphrase.encode() or None)
    except (ValueError, TypeError):
        raise InvalidError("agency_key.passphrase") from None
    if not isinstance(private, X25519PrivateKey | Ed25519PrivateKey):
        raise InvalidError("agency_key.unreadable")
    if private.public_key().public_bytes_raw() != key.public:
        raise InvalidError("agency_key.unreadable")
    return key, private


def _read_file(data: bytes) -> _KeyFile:
    if len(data) > MAX_KEY_BYTES:
        raise InvalidError("agency_key.unreadable")
    file = decode_struct(data, _KeyFile, "agency_key.unreadable")
    if file.format != FORMAT:
        raise InvalidError("agency_key.unreadable")
    return file


def _key_of(file: _KeyFile) -> AgencyKey:
    try:
        public = bytes.fromhex(file.public)
    except ValueError:
        raise InvalidError("agency_key.unreadable") from None
    if len(public) != _PUBLIC_BYTES:
        raise InvalidError("agency_key.unreadable")
    kind = X25519PublicKey if file.purpose is KeyPurpose.SEALING else Ed25519PublicKey
    try:
        kind.from_public_bytes(public)
    except ValueError:
        raise InvalidError("agency_key.unreadable") from None
    return AgencyKey(agency=file.agency, purpose=file.purpose, name=_read_name(file.name), public=public)


def _read_name(typed: str) -> str:
    name, problem = read_line(typed, most=NAME_LENGTH)
    if problem is not None or not name:
        raise InvalidError("agency_key.name", most=NAME_LENGTH)
    return name


def _encode_file(key: AgencyKey, private: str) -> bytes:
    file = _KeyFile(
        format=FORMAT,
        agency=key.agency,
        purpose=key.purpose,
        name=key.name,
        public=key.public.hex(),
        private=private,
    )
    return encode_struct(file)

"""Badge tokens as bytes: COSE_Sign1 (RFC 9052) over CWT claims (RFC 8392), ES256, base45 text (RFC 9285).

Reading is strict: one form of each token, deterministic CBOR, no bytes before or after it. Every error of the
libraries becomes a `Flaw`; a reader never raises.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import cbor2
from base45 import b45decode, b45encode
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from msgspec import Struct

from accreditation.badges.domain.tokens import (
    BADGE_ID_BYTES,
    MAX_TEXT,
    MAX_TOKEN_BYTES,
    PREFIX,
    Audience,
    Claims,
    Flaw,
    PublishedKey,
    TokenReading,
    looks_like_token,
    strip_decoration,
)

_SIGN1 = 18  # CBOR tag of COSE_Sign1
_ALGORITHM, _KEY_ID = 1, 4  # header labels
_ES256 = -7
_AUD, _EXP, _NBF, _CTI = 3, 4, 5, 7  # registered claims
_SERIAL, _CATEGORY, _ZONES = -1, -2, -3  # our own, one byte each
_MAX_NUMBER = 2**53 - 1  # the largest integer that JavaScript represents exactly
_HALF_BYTES = 32  # bytes of r and of s in an ES256 signature
_SHA256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


MAX_REMEMBERED = 20_000
"""Maximum number of readings that a reader caches, a few hundred bytes each: a badge is scanned at many doors."""


def sign_bytes(private_key: ec.EllipticCurvePrivateKey, content: bytes) -> bytes:
    """Return the ES256 signature of some bytes: r and s, 32 bytes each."""
    r, s = decode_dss_signature(private_key.sign(content, _SHA256))
    return r.to_bytes(_HALF_BYTES, "big") + s.to_bytes(_HALF_BYTES, "big")


def is_signed(point: bytes, content: bytes, signature: bytes) -> bool:
    """Return whether the signature of the bytes is one of `sign_bytes` with the key of this public point."""
    if len(signature) != 2 * _HALF_BYTES:
        return False
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    halves = (int.from_bytes(half, "big") for half in (signature[:_HALF_BYTES], signature[_HALF_BYTES:]))
    try:
        key.verify(encode_dss_signature(*halves), content, _SHA256)
    except InvalidSignature:
        return False
    return True


class _RefusedError(Exception):
    def __init__(self, flaw: Flaw, claims: Claims | None = None) -> None:
        super().__init__(flaw)
        self.reading = TokenReading(flaw, claims)


class CoseSigner(Struct, frozen=True):
    """Signs with one private key under its key id."""

    key_id: int
    private_key: ec.EllipticCurvePrivateKey

    def sign(self, claims: Claims) -> str:
        """Return the text of the badge's QR. Raises ValueError for claims that a reader refuses."""
        header, payload = _encode_header(self.key_id), _encode_payload(claims)
        signature = sign_bytes(self.private_key, _to_be_signed(header, payload))
        data: bytes = cbor2.dumps(cbor2.CBORTag(_SIGN1, [header, {}, payload, signature]))
        if len(data) > MAX_TOKEN_BYTES or _decode_claims(payload) != claims:
            raise ValueError("these claims do not make a token")
        return PREFIX + str(b45encode(data), "ascii")


class CoseReader:
    """Reads tokens of one audience and verifies them with public keys."""

    def __init__(self, audience: Audience, keys: Iterable[PublishedKey]) -> None:
        self._audience = audience
        self._keys: dict[int, list[ec.EllipticCurvePublicKey]] = {}
        self._readings: dict[str, TokenReading] = {}
        for key in keys:
            self._keys.setdefault(key.key_id, []).append(public_key(key.point))

    def read(self, text: str) -> TokenReading:
        """Return the proven claims, or the flaw. Never raises."""
        reading = self._readings.get(text)
        if reading is not None:
            return reading
        try:
            reading = TokenReading(None, self._verify_token(text))
        except _RefusedError as refused:
            return refused.reading
        if len(self._readings) >= MAX_REMEMBERED:
            self._readings.clear()
        self._readings[text] = reading
        return reading

    def _verify_token(self, text: str) -> Claims:
        header, payload, signature = _open_envelope(_decode_text(strip_decoration(text)))
        key_id = _decode_key_id(header)
        claims = _decode_claims(payload)
        flaw = self._audience.flaw_of(claims.audience)
        if flaw is not None:
            raise _RefusedError(flaw, claims)
        if key_id not in self._keys:
            raise _RefusedError(Flaw.UNKNOWN_KEY, claims)
        signed = _to_be_signed(header, payload)
        if not any(_is_valid_signature(key, signature, signed) for key in self._keys[key_id]):
            raise _RefusedError(Flaw.BAD_SIGNATURE, claims)
        return claims


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """Make the key of an uncompressed P-256 point. Raises ValueError for other bytes."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def _decode_text(text: str) -> bytes:
    if not looks_like_token(text):
        raise _RefusedError(Flaw.NOT_A_BADGE)
    if len(text) > MAX_TEXT or not text.isascii():
        raise _RefusedError(Flaw.UNREADABLE)
    body = text[len(PREFIX) :].upper()
    try:
        data: bytes = b45decode(body)
    except (ValueError, UnicodeError):
        raise _RefusedError(Flaw.UNREADABLE) from None
    if len(data) > MAX_TOKEN_BYTES or b45encode(data).decode() != body:
        raise _RefusedError(Flaw.UNREADABLE)
    return data


def _decode_item(data: bytes) -> Any:
    """Decode the single CBOR item in `data`, which must be in deterministic form."""
    try:
        value = cbor2.loads(data, allow_indefinite=False, allow_duplicate_keys=False, max_depth=4)
        again = cbor2.dumps(value, canonical=True)
    except Exception:  # the decoder raises many types, and none may reach a door
        raise _RefusedError(Flaw.UNREADABLE) from None
    if again != data:
        raise _RefusedError(Flaw.UNREADABLE)
    return value


def _open_envelope(data: bytes) -> tuple[bytes, bytes, bytes]:
    match _decode_item(data):
        case cbor2.CBORTag(tag=18, value=[bytes(header), Mapping() as unprotected, bytes(payload), bytes(signature)]):
            if not unprotected:
                return header, payload, signature
    raise _RefusedError(Flaw.UNREADABLE)


def _encode_header(key_id: int) -> bytes:
    return cbor2.dumps({_ALGORITHM: _ES256, _KEY_ID: bytes([key_id])})


def _decode_plain(data: bytes) -> Any:
    """Decode a single item: numbers of 64 bits, texts, bytes, lists, and maps with numbers or texts as labels."""
    value = _decode_item(data)
    if not _is_plain(value):
        raise _RefusedError(Flaw.UNREADABLE)
    return value


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(type(key) in (int, str) and _is_plain(key) and _is_plain(part) for key, part in value.items())
    if isinstance(value, list):
        return all(_is_plain(part) for part in value)
    if type(value) is int:
        return -(2**64) <= value < 2**64
    return value is None or isinstance(value, bool | str | bytes)


def _decode_key_id(header: bytes) -> int:
    match _decode_plain(header):
        case {1: algorithm, **_others} if type(algorithm) is int and algorithm == _ES256:
            pass
        case dict():
            raise _RefusedError(Flaw.OTHER_ALGORITHM)
    match _decode_plain(header):
        case {4: bytes(key_id)} if len(key_id) == 1 and header == _encode_header(key_id[0]):
            return key_id[0]
    raise _RefusedError(Flaw.UNREADABLE)


def _encode_payload(claims: Claims) -> bytes:
    content = {
        _AUD: claims.audience,
        _EXP: _to_seconds(claims.valid_until),
        _NBF: _to_seconds(claims.valid_from),
        _CTI: bytes.fromhex(claims.badge_id),
        _SERIAL: claims.serial,
        _CATEGORY: claims.category,
        _ZONES: claims.zone_bits,
    }
    return cbor2.dumps(content, canonical=True)


def _decode_claims(payload: bytes) -> Claims:
    """Decode the claims; refuses all but exactly seven claims, each of its type and range."""
    content = _decode_plain(payload)
    if not isinstance(content, dict) or set(content) != _CLAIM_TYPES.keys() or not _has_claim_types(content):
        raise _RefusedError(Flaw.UNREADABLE)
    claims = Claims(
        audience=content[_AUD],
        badge_id=content[_CTI].hex(),
        serial=content[_SERIAL],
        category=content[_CATEGORY],
        zone_bits=content[_ZONES],
        valid_from=_from_seconds(content[_NBF]),
        valid_until=_from_seconds(content[_EXP]),
    )
    sizes = len(content[_CTI]) == BADGE_ID_BYTES and claims.audience and 1 <= len(claims.category) <= 2
    ranges = 1 <= claims.serial <= _MAX_NUMBER and 0 <= claims.zone_bits <= _MAX_NUMBER
    if not sizes or not ranges or claims.valid_until <= claims.valid_from:
        raise _RefusedError(Flaw.UNREADABLE)
    return claims


_CLAIM_TYPES: Mapping[int, type] = {
    _AUD: str,
    _EXP: int,
    _NBF: int,
    _CTI: bytes,
    _SERIAL: int,
    _CATEGORY: str,
    _ZONES: int,
}


def _has_claim_types(content: Mapping[Any, Any]) -> bool:
    return all(type(content[key]) is expected for key, expected in _CLAIM_TYPES.items())


def _to_seconds(at: datetime) -> int:
    return int(at.timestamp())


def _from_seconds(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise _RefusedError(Flaw.UNREADABLE) from None


def _to_be_signed(header: bytes, payload: bytes) -> bytes:
    """Encode the Sig_structure of RFC 9052 §4.4, without external data."""
    return cbor2.dumps(["Signature1", header, b"", payload])


def _is_valid_signature(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    if len(signature) != 2 * _HALF_BYTES:
        return False
    r, s = int.from_bytes(signature[:_HALF_BYTES], "big"), int.from_bytes(signature[_HALF_BYTES:], "big")
    try:
        key.verify(encode_dss_signature(r, s), signed, _SHA256)
    except (InvalidSignature, ValueError):
        return False
    return True

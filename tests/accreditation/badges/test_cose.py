"""Tokens as bytes: what is issued reads back, and nothing else reads at all (A6, A7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from base45 import b45decode, b45encode
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from accreditation.badges.cose import CoseReader, CoseSigner
from accreditation.badges.domain.tokens import (
    MAX_TEXT,
    PREFIX,
    Audience,
    Claims,
    Flaw,
    PublishedKey,
    TokenReading,
    strip_decoration,
)

HERE = Audience.of("hanoi-2025", "production")
DAY = datetime(2025, 10, 25, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
CLAIMS = Claims(HERE.claim, "0123456789abcdef", 1, "G", 0b101, DAY, DAY + timedelta(days=2))
BEYOND_BASE45 = "é{}'\"<>,;abc\x00\u202e"


def published(key: ec.EllipticCurvePrivateKey, key_id: int) -> PublishedKey:
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return PublishedKey(point.hex()[2:18], key_id, point, DAY)


def reader(*keys: PublishedKey) -> CoseReader:
    return CoseReader(HERE, keys or (published(KEY, 7),))


def token(claims: Claims = CLAIMS, key_id: int = 7) -> str:
    return CoseSigner(key_id, KEY).sign(claims)


def data_of(text: str) -> bytes:
    return bytes(b45decode(text[len(PREFIX) :]))


def text_of(data: bytes) -> str:
    return PREFIX + str(b45encode(data), "ascii")


def flaw_of(text: str) -> Flaw | None:
    return reader().read(text).flaw


def shaped(header: object, payload: object) -> str:
    """A token of any header and payload, well-formed in all else."""
    signature = cbor2.loads(data_of(token())).value[3]
    parts = [cbor2.dumps(header), {}, cbor2.dumps(payload), signature]
    return text_of(cbor2.dumps(cbor2.CBORTag(18, parts)))


def content_of(text: str) -> dict[int, object]:
    return dict(cbor2.loads(cbor2.loads(data_of(text)).value[2]))


moments = st.integers(946_684_800, 4_102_444_800).map(lambda at: datetime.fromtimestamp(at, UTC))
any_claims = st.builds(
    lambda **given: Claims(HERE.claim, **given),
    badge_id=st.binary(min_size=8, max_size=8).map(bytes.hex),
    serial=st.integers(1, 65535),
    category=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=2),
    zone_bits=st.integers(0, 65535),
    valid_from=moments,
    valid_until=moments,
).filter(lambda claims: claims.valid_from < claims.valid_until)


@given(any_claims)
def test_any_claims_read_back_as_they_were_signed(claims: Claims) -> None:
    assert reader().read(token(claims)) == TokenReading(None, claims)


def test_token_is_small_enough_for_a_version_7_code_at_level_m() -> None:
    text = token(replace(CLAIMS, zone_bits=65535, serial=23))
    assert len(data_of(text)) == 116
    assert len(text) <= 178
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_token_carries_nothing_but_its_seven_claims() -> None:
    assert set(content_of(token())) == {3, 4, 5, 7, -1, -2, -3}


def test_signing_is_deterministic() -> None:
    assert token() == token()


def test_every_flipped_bit_refuses() -> None:
    data = data_of(token())
    for position in range(len(data) * 8):
        changed = bytearray(data)
        changed[position // 8] ^= 1 << position % 8
        assert flaw_of(text_of(bytes(changed))) is not None, position


@given(st.integers(0, 176), st.characters(codec="utf-8"))
def test_changed_character_refuses_or_keeps_the_claims(position: int, letter: str) -> None:
    text = token()
    changed = text[:position] + letter + text[position + 1 :]
    reading = reader().read(changed)
    assert reading.flaw is not None or strip_decoration(changed).upper() == text


@given(st.integers(3, 173))
def test_truncated_token_is_unreadable(kept: int) -> None:
    assert flaw_of(token()[:kept]) is Flaw.UNREADABLE


@given(st.binary(min_size=1, max_size=40))
def test_trailing_bytes_are_unreadable(tail: bytes) -> None:
    assert flaw_of(text_of(data_of(token()) + tail)) is Flaw.UNREADABLE


@settings(max_examples=300)
@given(st.text())
def test_any_text_is_refused_without_an_error(text: str) -> None:
    assert flaw_of(text) is Flaw.NOT_A_BADGE
    assert flaw_of(PREFIX + text) is Flaw.UNREADABLE


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_without_an_error(data: bytes) -> None:
    assert flaw_of(text_of(data)) is Flaw.UNREADABLE


@pytest.mark.parametrize(
    "text",
    ['{"badge": 1}', "https://example.org/ticket/1", "x" * 1_000_000, BEYOND_BASE45, "\x00\x01\x1b[2J", ""],
    ids=["json", "address", "megabyte", "beyond_base45", "control_characters", "empty"],
)
def test_text_without_the_prefix_is_not_a_badge(text: str) -> None:
    assert flaw_of(text) is Flaw.NOT_A_BADGE


def test_over_255_bytes_is_unreadable_before_it_is_parsed() -> None:
    assert flaw_of(text_of(data_of(token()) + bytes(140))) is Flaw.UNREADABLE
    assert flaw_of(PREFIX + "0" * (MAX_TEXT + 1)) is Flaw.UNREADABLE
    assert flaw_of(PREFIX + "0" * 1_000_000) is Flaw.UNREADABLE


def test_line_ends_and_small_letters_are_accepted() -> None:
    assert flaw_of("\r\n " + token().lower() + "\r\n\t") is None


@pytest.mark.parametrize(
    ("event_id", "environment", "flaw"),
    [
        ("geneva-2026", "production", Flaw.WRONG_EVENT),
        ("hanoi-2025", "test", Flaw.WRONG_ENVIRONMENT),
        ("geneva-2026", "test", Flaw.WRONG_EVENT),
    ],
)
def test_token_of_another_audience_is_refused_by_name(event_id: str, environment: str, flaw: Flaw) -> None:
    claims = replace(CLAIMS, audience=Audience.of(event_id, environment).claim)
    assert reader().read(token(claims)) == TokenReading(flaw, claims)


def test_unknown_key_and_wrong_key_have_names_of_their_own() -> None:
    assert flaw_of(token(key_id=8)) is Flaw.UNKNOWN_KEY
    assert reader(published(OTHER, 7)).read(token()).flaw is Flaw.BAD_SIGNATURE


def test_two_keys_of_one_id_both_prove_their_tokens() -> None:
    both = reader(published(KEY, 7), published(OTHER, 7))
    assert both.read(CoseSigner(7, KEY).sign(CLAIMS)).flaw is None
    assert both.read(CoseSigner(7, OTHER).sign(CLAIMS)).flaw is None


@pytest.mark.parametrize(
    "header",
    [{1: -35, 4: b"\x07"}, {1: -8, 4: b"\x07"}, {1: 5, 4: b"\x07"}, {4: b"\x07"}, {1: "ES256", 4: b"\x07"}],
)
def test_other_algorithm_is_refused_by_name(header: object) -> None:
    assert flaw_of(shaped(header, content_of(token()))) is Flaw.OTHER_ALGORITHM


@pytest.mark.parametrize(
    "header", [{1: -7, 4: b"\x07\x07"}, {1: -7}, {1: -7, 4: 7}, {1: -7, 4: b"\x07", 3: 0}, [1], b"", 5]
)
def test_header_of_another_shape_is_unreadable(header: object) -> None:
    assert flaw_of(shaped(header, content_of(token()))) is Flaw.UNREADABLE


@pytest.mark.parametrize(
    "change",
    [
        {3: 5},
        {3: ""},
        {4: 1.5},
        {4: 2**70},
        {5: True},
        {7: b"\x01"},
        {7: "0123456789abcdef"},
        {-1: 0},
        {-1: True},
        {-2: ""},
        {-2: "GGG"},
        {-3: -1},
        {-4: 1},
        {4: 0},
    ],
)
def test_claims_of_another_shape_are_unreadable(change: dict[int, object]) -> None:
    content = content_of(token()) | change
    assert flaw_of(shaped({1: -7, 4: b"\x07"}, content)) is Flaw.UNREADABLE


def test_missing_claim_is_unreadable() -> None:
    content = content_of(token())
    del content[-1]
    assert flaw_of(shaped({1: -7, 4: b"\x07"}, content)) is Flaw.UNREADABLE


def test_signature_of_another_length_is_a_bad_signature() -> None:
    tag = cbor2.loads(data_of(token()))
    for signature in (b"", tag.value[3][:63], tag.value[3] + b"\x00", bytes(64), b"\xff" * 64):
        changed = cbor2.CBORTag(18, [tag.value[0], {}, tag.value[2], signature])
        assert flaw_of(text_of(cbor2.dumps(changed))) is Flaw.BAD_SIGNATURE


@pytest.mark.parametrize("tag", [17, 61, 98])
def test_other_tags_are_unreadable(tag: int) -> None:
    value = cbor2.loads(data_of(token())).value
    assert flaw_of(text_of(cbor2.dumps(cbor2.CBORTag(tag, [*value[:1], {}, *value[2:]])))) is Flaw.UNREADABLE
    assert flaw_of(text_of(cbor2.dumps([*value[:1], {}, *value[2:]]))) is Flaw.UNREADABLE


def test_signer_refuses_claims_that_readers_refuse() -> None:
    with pytest.raises(ValueError, match="do not make a token"):
        token(replace(CLAIMS, audience="x" * 255))

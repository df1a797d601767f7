"""Generate `tests/vectors/tokens.json`: texts of all kinds, and the flaw and claims that every reader must find.

`python -m tests.support.token_vectors` writes the file again; the keys are fixed, and so are the signatures.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
from base45 import b45decode, b45encode
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accreditation.badges.cose import CoseSigner
from accreditation.badges.domain.tokens import MAX_TEXT, PREFIX, Audience, Claims, Flaw
from tests.support.paths import VECTOR_FOLDER

FILE = VECTOR_FOLDER / "tokens.json"
HERE = Audience.of("hanoi-2025", "demo")
DAY = datetime(2025, 10, 24, 17, tzinfo=UTC)
CLAIMS = Claims(HERE.claim, "0123456789abcdef", 1, "P", 0b1011000111, DAY, DAY + timedelta(days=3))
MEGABYTE = 1_000_000

DECORATIONS = (
    ("a mark of the symbology", "]Q1", "\r"),
    ("a mark of another symbology", "]d1", ""),
    ("STX and ETX", "\x02", "\x03"),
    ("STX, a mark, GS and EOT", "\x02]Q1", "\x1d\x04"),
    ("blanks behind it", "", "  "),
    ("a line end, a blank and NUL behind it", "", "\n \0"),
    ("a byte order mark and a no-break space, pasted", "\ufeff", "\xa0"),
)
"""What scanners, keyboards and the clipboard add: name, text in front, text behind."""

Case = dict[str, Any]


def key(number: int) -> ec.EllipticCurvePrivateKey:
    """Return the private key of this number, the same in every run."""
    return ec.derive_private_key(number, ec.SECP256R1())


ONE, OLD, TWIN, STRANGER = key(1001), key(1002), key(1003), key(1004)
KEYS = [(7, ONE), (9, OLD), (9, TWIN)]


def point(private: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public key as it is published: an uncompressed point."""
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def token(claims: Claims = CLAIMS, key_id: int = 7, private: ec.EllipticCurvePrivateKey = ONE) -> str:
    """Return the text of a token with these claims."""
    return CoseSigner(key_id, private).sign(claims)


def data_of(text: str) -> bytes:
    """Return the bytes that the text of a token encodes."""
    return bytes(b45decode(text[len(PREFIX) :]))


def text_of(data: bytes) -> str:
    """Encode bytes as the text of a token."""
    return PREFIX + str(b45encode(data), "ascii")


PARTS = cbor2.loads(data_of(token())).value
CONTENT = dict(cbor2.loads(PARTS[2]))


def envelope(header: bytes, payload: bytes, *, tag: int = 18, signature: bytes = PARTS[3]) -> str:
    """Return a token with this header and payload, and the signature of another token."""
    return text_of(cbor2.dumps(cbor2.CBORTag(tag, [header, {}, payload, signature])))


def with_header(header: object) -> str:
    """Return a token with another protected header."""
    return envelope(cbor2.dumps(header, canonical=True), PARTS[2])


def with_claims(**changes: object) -> str:
    """Return a token with changed claims, by label (`c4` is 4, `n1` is -1)."""
    labels = {int(name[1:]) * (-1 if name[0] == "n" else 1): value for name, value in changes.items()}
    return envelope(PARTS[0], cbor2.dumps(CONTENT | labels, canonical=True))


def with_flipped_bit(position: int) -> str:
    """Return the token with one bit changed."""
    data = bytearray(data_of(token()))
    data[position // 8] ^= 1 << position % 8
    return text_of(bytes(data))


def case(name: str, text: str, flaw: Flaw | None, claims: Claims | None = None, **more: Any) -> Case:
    """Return a case. Its text is `text`, `repeat` as often as `times`, and `end`."""
    return {"name": name, "text": text, **more, "flaw": flaw and flaw.value, "claims": claims and claims_json(claims)}


def claims_json(claims: Claims) -> dict[str, Any]:
    """Return the claims as in the JSON file."""
    times = {name: f"{getattr(claims, name):%Y-%m-%dT%H:%M:%SZ}" for name in ("valid_from", "valid_until")}
    return asdict(claims) | times


def _valid_tokens() -> Iterator[Case]:
    yield case("a token", token(), None, CLAIMS)
    yield case("small letters and line ends", "\r\n " + token().lower() + "\r\n\t", None, CLAIMS)
    for name, before, behind in DECORATIONS:
        yield case(name, before + token() + behind, None, CLAIMS)
    over = replace(CLAIMS, valid_from=DAY - timedelta(days=9), valid_until=DAY - timedelta(days=8))
    yield case("a token that is over: the door says so, not the reader", token(over), None, over)
    most = replace(CLAIMS, serial=2**53 - 1, zone_bits=2**53 - 1, category="ZZ")
    yield case("the largest numbers", token(most), None, most)
    for name, private in (("first", OLD), ("second", TWIN)):
        yield case(f"two keys of one id: the {name}", token(CLAIMS, 9, private), None, CLAIMS)


def _foreign_tokens() -> Iterator[Case]:
    event = replace(CLAIMS, audience=Audience.of("geneva-2026", "demo").claim)
    rehearsal = replace(CLAIMS, audience=Audience.of("hanoi-2025", "rehearsal").claim)
    longer = replace(CLAIMS, audience=HERE.claim + "A")
    yield case("another event", token(event), Flaw.WRONG_EVENT, event)
    yield case("another environment", token(rehearsal), Flaw.WRONG_ENVIRONMENT, rehearsal)
    passes = replace(CLAIMS, audience=HERE.of_passes.claim)
    other = replace(CLAIMS, audience=Audience.of("hanoi-2025", "rehearsal").of_passes.claim)
    yield case("a collection pass", token(passes), Flaw.FOR_COLLECTION, passes)
    yield case("a collection pass by a key that nobody knows", token(passes, 8, STRANGER), Flaw.FOR_COLLECTION, passes)
    yield case("a collection pass of another environment", token(other), Flaw.WRONG_ENVIRONMENT, other)
    yield case("an audience that begins as ours", token(longer), Flaw.WRONG_EVENT, longer)
    yield case("another event, by a key that nobody knows", token(event, 8, STRANGER), Flaw.WRONG_EVENT, event)
    yield case("an unknown or withdrawn key", token(CLAIMS, 8, ONE), Flaw.UNKNOWN_KEY, CLAIMS)
    yield case("another key of the same id", token(CLAIMS, 7, STRANGER), Flaw.BAD_SIGNATURE, CLAIMS)
    yield case("neither of two keys of one id", token(CLAIMS, 9, STRANGER), Flaw.BAD_SIGNATURE, CLAIMS)
    for name, signature in (
        ("short", PARTS[3][:63]),
        ("long", PARTS[3] + b"\0"),
        ("empty", b""),
        ("nought", bytes(64)),
    ):
        yield case(
            f"a signature that is {name}", envelope(PARTS[0], PARTS[2], signature=signature), Flaw.BAD_SIGNATURE, CLAIMS
        )


def _malformed_headers() -> Iterator[Case]:
    others: list[object] = [{1: -35, 4: b"\7"}, {1: -8, 4: b"\7"}, {1: 5, 4: b"\7"}, {4: b"\7"}, {1: "ES256", 4: b"\7"}]
    others += [{}, {1: None}, {1: b"&"}, {1: [-7]}, {2: -7, 4: b"\7"}, {1: -7.5}]
    for header in others[:-1]:
        yield case(f"other algorithm {header}", with_header(header), Flaw.OTHER_ALGORITHM)
    for header in ({1: -7, 4: b"\7\7"}, {1: -7}, {1: -7, 4: 7}, {1: -7, 4: b"\7", 3: 0}, [1], b"", 5):
        yield case(f"a header of another shape {header!r}", with_header(header), Flaw.UNREADABLE)
    for name, data in (
        ("not shortest", bytes.fromhex("a2 1801 26 04 4107")),
        ("not in order", bytes.fromhex("a2 04 4107 01 26")),
        ("twice", bytes.fromhex("a3 01 26 01 26 04 4107")),
        ("of no fixed length", bytes.fromhex("bf 01 26 04 4107 ff")),
        ("with more behind it", PARTS[0] + b"\0"),
        ("of no bytes", b""),
        ("with a label that is true", bytes.fromhex("a2 01 1841 f5 07")),
        ("with a tag", bytes.fromhex("a1 d5 62 0441 00")),
        ("with a fraction", bytes.fromhex("a1 01 f93e00")),
        ("with an unassigned value", bytes.fromhex("a1 01 e6")),
        ("with undefined", bytes.fromhex("a1 01 f7")),
        ("too deep", bytes.fromhex("a1 01 81 81 81 81 81 00")),
    ):
        yield case(f"a header {name}", envelope(data, PARTS[2]), Flaw.UNREADABLE)


def _malformed_claims() -> Iterator[Case]:
    changes: list[dict[str, object]] = [
        {"c3": 5},
        {"c3": ""},
        {"c4": 1.5},
        {"c4": 2**70},
        {"c4": -(2**40)},
        {"c5": True},
    ]
    changes += [{"c7": b"\1"}, {"c7": "0123456789abcdef"}, {"n1": 0}, {"n1": -1}, {"n1": True}, {"n1": 2**53}]
    changes += [{"n2": ""}, {"n2": "GGG"}, {"n3": -1}, {"n3": 2**53}, {"n3": 2**70}, {"n4": 1}, {"c4": 0}, {"c6": 0}]
    changes += [{"c4": 253_402_300_800}, {"n2": None}]
    for change in changes:
        yield case(f"claims {change}", with_claims(**change), Flaw.UNREADABLE)
    fewer = {label: value for label, value in CONTENT.items() if label != -1}
    yield case("a claim missing", envelope(PARTS[0], cbor2.dumps(fewer, canonical=True)), Flaw.UNREADABLE)
    for tag in (17, 61, 98):
        yield case(f"tag {tag}", envelope(PARTS[0], PARTS[2], tag=tag), Flaw.UNREADABLE)
    yield case("no tag", text_of(data_of(token())[1:]), Flaw.UNREADABLE)
    yield case("more behind it", text_of(data_of(token()) + b"\0"), Flaw.UNREADABLE)
    yield case(
        "an unprotected header",
        text_of(cbor2.dumps(cbor2.CBORTag(18, [PARTS[0], {4: b"\7"}, *PARTS[2:]]))),
        Flaw.UNREADABLE,
    )


def _damaged_texts() -> Iterator[Case]:
    whole = token()
    for kept in (3, 4, 5, 6, 50, 100, len(whole) - 3, len(whole) - 1):
        yield case(f"the first {kept} characters", whole[:kept], Flaw.UNREADABLE)
    yield case("the last character missing twice over", whole[:-2], Flaw.UNREADABLE)
    signed = 8 * (len(data_of(whole)) - 64)
    for position in (signed, signed + 255, signed + 256, signed + 511):
        yield case(f"bit {position} changed, in the signature", with_flipped_bit(position), Flaw.BAD_SIGNATURE, CLAIMS)
    for position in (0, 3, 8, 15, 16):
        yield case(f"bit {position} changed, in the envelope", with_flipped_bit(position), Flaw.UNREADABLE)
    yield case("over 255 bytes", text_of(data_of(whole) + bytes(140)), Flaw.UNREADABLE)
    yield case("longer than any token", PREFIX + "0" * (MAX_TEXT + 1), Flaw.UNREADABLE)
    for name, body in (
        ("overflow", ":::"),
        ("overflow of two", "::"),
        ("one left over", "0000"),
        ("comma", "AB,"),
        ("é", "é00"),
    ):
        yield case(f"base45 {name}", PREFIX + body, Flaw.UNREADABLE)
    yield case("a letter that is no letter of base45 until it is a capital", PREFIX + "ſ00", Flaw.UNREADABLE)


def _other_texts() -> Iterator[Case]:
    for name, text in (
        ("plain JSON", '{"badge": 1, "zones": ["venue"]}'),
        ("an address", "https://example.org/ticket/1"),
        ("random text", "xK9!§ ½ — ليلى 李"),
        ("control characters", "\x00\x01\x1b[2J\x07\x7f"),
        ("a direction override", "\u202eR1:"),
        ("a code typed by hand", "P-0001-02"),
        ("a mark of the symbology twice", "]Q1]Q1" + token()),
        ("another prefix", "R2:" + token()[3:]),
        ("nothing", ""),
        ("blanks", " \t\r\n"),
        ("half a prefix", "R1"),
        ("names of every object", "__proto__"),
    ):
        yield case(name, text, Flaw.NOT_A_BADGE)
    yield case("the prefix alone", PREFIX, Flaw.UNREADABLE)
    yield case("control characters behind the prefix", PREFIX + "\x00\x1b[2J\x07\x7f", Flaw.UNREADABLE)
    for name, text, repeat, end, flaw in (
        ("a megabyte", "", "x", "", Flaw.NOT_A_BADGE),
        ("a megabyte behind the prefix", PREFIX, "0", "", Flaw.UNREADABLE),
        ("a megabyte of tabs inside", PREFIX, "\t", "x", Flaw.UNREADABLE),
        ("a megabyte of tabs behind", "R1:0", "\t", "", Flaw.UNREADABLE),
        ("a megabyte of blanks before", "", " ", "y", Flaw.NOT_A_BADGE),
        ("a megabyte of nothing", "", "\0", "", Flaw.NOT_A_BADGE),
    ):
        yield case(name, text, flaw, repeat=repeat, times=MEGABYTE, end=end)


def vectors() -> dict[str, Any]:
    """Return the content of the file."""
    cases = [
        one
        for part in (
            _valid_tokens,
            _foreign_tokens,
            _malformed_headers,
            _malformed_claims,
            _damaged_texts,
            _other_texts,
        )
        for one in part()
    ]
    return {
        "about": "Texts at a door, the flaw that each has by name (null: none), and the claims that it pretends.",
        "audience": HERE.claim,
        "event_mark": HERE.event_mark,
        "keys": [{"key_id": key_id, "point": base64.b64encode(point(private)).decode()} for key_id, private in KEYS],
        "cases": cases,
    }


def text() -> str:
    """Return the file as text, with one case on each line."""
    made = vectors()
    connections = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in made.items() if name != "cases"]
    cases = ",\n".join(f"  {json.dumps(one)}" for one in made["cases"])
    return "{\n" + ",\n".join([*connections, f' "cases": [\n{cases}\n ]']) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

"""Tokens are read alike in Python and in JavaScript: the shared vectors, and thousands of broken ones (A6, A7)."""

import base64
import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from accreditation.badges.cose import CoseReader
from accreditation.badges.domain.tokens import PREFIX, Flaw, PublishedKey
from tests.support import token_vectors
from tests.support.javascript import in_javascript
from tests.support.token_vectors import CLAIMS, HERE, PARTS, claims_json, data_of, text_of, token

VECTORS = json.loads(token_vectors.FILE.read_text(encoding="utf-8"))
KEYS = [
    PublishedKey(str(place), key["key_id"], base64.b64decode(key["point"]), datetime(2025, 10, 1, tzinfo=UTC))
    for place, key in enumerate(VECTORS["keys"])
]
READER = CoseReader(HERE, KEYS)
TWIN = "(text) => rules.readToken(text, trust)"
TRUST = f"const trust = await rules.trustIn({json.dumps({key: VECTORS[key] for key in ('audience', 'event_mark')})}, "
TRUST += f"{json.dumps(VECTORS['keys'])})"
BROKEN = 4000


def whole(case: Mapping[str, Any]) -> str:
    """The text of a case."""
    return str(case["text"] + case.get("repeat", "") * case.get("times", 0) + case.get("end", ""))


def read(text: str) -> dict[str, Any]:
    """What Python makes of the text, as the vectors write it."""
    reading = READER.read(text)
    return {"flaw": reading.flaw and reading.flaw.value, "claims": reading.claims and claims_json(reading.claims)}


def test_vectors_are_those_of_their_maker() -> None:
    assert token_vectors.FILE.read_text(encoding="utf-8") == token_vectors.text()


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_text_is_read_as_the_vectors_say(case: Mapping[str, Any]) -> None:
    assert read(whole(case)) == {"flaw": case["flaw"], "claims": case["claims"]}


def test_vectors_hold_every_flaw() -> None:
    assert {case["flaw"] for case in VECTORS["cases"]} == {None, *map(str, Flaw)}


def broken_tokens(dice: random.Random) -> list[str]:
    """Tokens with a few bits, bytes or signs changed, left out or put in; headers and payloads of any bytes."""
    sound = data_of(token())
    made = []
    for _ in range(BROKEN):
        data = bytearray(sound)
        match dice.randrange(6):
            case 0:
                data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            case 1:
                data[dice.randrange(60)] = dice.randrange(256)
            case 2:
                del data[dice.randrange(len(data))]
            case 3:
                data.insert(dice.randrange(len(data)), dice.randrange(256))
            case 4:
                data = bytearray(data_of(token_vectors.envelope(_changed(dice, PARTS[0]), PARTS[2])))
            case _:
                data = bytearray(data_of(token_vectors.envelope(PARTS[0], _changed(dice, PARTS[2]))))
        made.append(text_of(bytes(data)))
    return made + [_mistyped(dice, token()) for _ in range(BROKEN // 8)]


def _changed(dice: random.Random, part: bytes) -> bytes:
    data = bytearray(part)
    for _ in range(dice.choice([1, 1, 2, 3])):
        data[dice.randrange(len(data))] = dice.choice([dice.randrange(256), *(0x01, 0x18, 0x26, 0x41, 0xA1, 0xF6)])
    return bytes(data)


def _mistyped(dice: random.Random, text: str) -> str:
    place = dice.randrange(len(text))
    return text[:place] + dice.choice(["", " ", "0", "é", "ſ", "\0", "a", "\t", text[place - 1]]) + text[place + 1 :]


def test_javascript_reads_broken_tokens_as_python_does() -> None:
    texts = broken_tokens(random.Random(20251025))
    ours = [read(text) for text in texts]
    theirs = in_javascript("token.mjs", "rules", TWIN, texts, prepare=TRUST)
    assert [(text, one) for text, one, other in zip(texts, ours, theirs, strict=True) if one != other] == []
    assert {one["flaw"] for one in ours} >= set(map(str, Flaw)) - {Flaw.WRONG_ENVIRONMENT, Flaw.FOR_COLLECTION}


def test_no_flipped_bit_passes_in_javascript() -> None:
    sound = data_of(token())
    texts = [token_vectors.with_flipped_bit(position) for position in range(len(sound) * 8)]
    theirs = in_javascript("token.mjs", "rules", TWIN, [token(), *texts], prepare=TRUST)
    assert theirs[0] == {"flaw": None, "claims": claims_json(CLAIMS)}
    assert [place for place, one in enumerate(theirs[1:]) if one["flaw"] is None] == []
    assert all(text.startswith(PREFIX) for text in texts)

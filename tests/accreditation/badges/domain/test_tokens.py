"""Claims, audiences and texts of tokens."""

import pytest
from base45 import b45encode

from accreditation.badges.domain.tokens import (
    MAX_TEXT,
    MAX_TOKEN_BYTES,
    PREFIX,
    Audience,
    Flaw,
    looks_like_token,
    strip_decoration,
    zone_bits,
)

HERE = Audience.of("hanoi-2025", "production")


def test_environments_of_one_event_have_marks_of_their_own() -> None:
    names = ["production", "staging", "test", "demo", "training", "rehearsal", "development"]
    assert len({Audience.of("hanoi-2025", name).claim for name in names}) == len(names)


def test_audience_accepts_its_own_claim_only() -> None:
    assert HERE.flaw_of(HERE.claim) is None
    assert len(HERE.claim) == 4
    for claim in ("", HERE.claim[:3], HERE.claim + "A", HERE.claim.swapcase() + "x", "\x00" * 4):
        assert HERE.flaw_of(claim) is Flaw.WRONG_EVENT


def test_audience_with_another_environment_mark_is_named() -> None:
    mark = "AA" if HERE.environment_mark != "AA" else "BB"
    assert HERE.flaw_of(HERE.event_mark + mark) is Flaw.WRONG_ENVIRONMENT


def test_zones_are_one_bit_each() -> None:
    bits = {"venue": 0, "hall": 3, "stage": 10}
    assert zone_bits([], bits) == 0
    assert zone_bits(["stage", "venue", "venue"], bits) == 0b10000000001
    with pytest.raises(KeyError):
        zone_bits(["moon"], bits)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("\r\n R1:AB \r\n", "R1:AB"),
        ("\0\tR1:A B\0\t\n", "R1:A B"),
        ("R1:AB", "R1:AB"),
        ("  \r\n", ""),
        ("\u00a0R1:\ufeff", "R1:"),
        ("\x02]Q1R1:AB\x1d\x04", "R1:AB"),
        ("]Q", "]Q"),
        ("R1:]Q1", "R1:]Q1"),
    ],
    ids=ascii,
)
def test_characters_of_scanners_are_removed(typed: str, text: str) -> None:
    assert strip_decoration(typed) == text


@pytest.mark.parametrize(
    ("text", "is_token"), [("R1:", True), ("r1:ab", True), ("R2:", False), ("R1", False), ("", False), (" R1:", False)]
)
def test_token_is_recognised_by_its_prefix(text: str, is_token: bool) -> None:
    assert looks_like_token(text) is is_token


def test_longest_token_has_the_longest_text() -> None:
    assert len(PREFIX) + len(b45encode(bytes(MAX_TOKEN_BYTES))) <= MAX_TEXT
    assert len(PREFIX) + len(b45encode(bytes(MAX_TOKEN_BYTES + 1))) == MAX_TEXT

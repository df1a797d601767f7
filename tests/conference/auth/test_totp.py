"""One-time codes and recovery codes."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from conference.auth.totp import (
    RECOVERY_CODES,
    find_step,
    new_recovery_codes,
    new_secret,
    recovery_digest,
    setup_address,
)

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("at", "code"), RFC_CODES)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    now = datetime.fromtimestamp(at, UTC)
    assert find_step(RFC_SECRET, code, now) == at // 30


@pytest.mark.parametrize(("late_s", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(late_s: int, is_right: bool) -> None:
    now = datetime.fromtimestamp(1111111109, UTC) + timedelta(seconds=late_s)
    assert (find_step(RFC_SECRET, "081804", now) is not None) == is_right


@pytest.mark.parametrize("typed", ["081 804", " 081804 ", "٠٨١٨٠٤", "081-804", "０８１８０４"])
def test_code_is_read_as_it_is_typed(typed: str) -> None:
    assert find_step(RFC_SECRET, typed, datetime.fromtimestamp(1111111109, UTC)) is not None


@pytest.mark.parametrize("typed", ["", "81804", "0818044", "abcdef", "\x00", "\ud800", "0" * 90_000])
def test_other_texts_are_no_codes(typed: str) -> None:
    assert find_step(RFC_SECRET, typed, datetime.fromtimestamp(1111111109, UTC)) is None


def test_setup_address_names_site_and_person() -> None:
    secret = new_secret()
    address = urlsplit(setup_address(secret, username="lan@press.example", issuer="اتفاقية هانوي"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"] == [secret]
    assert parse_qs(address.query)["issuer"] == ["اتفاقية هانوي"]


def test_recovery_codes_are_read_as_they_are_typed() -> None:
    codes = new_recovery_codes()
    assert len({recovery_digest("stf_1", code) for code in codes}) == RECOVERY_CODES
    assert recovery_digest("stf_1", "0123-4567-89ab-1cde") == recovery_digest("stf_1", " o123 4567 89AB LCDE")
    assert recovery_digest("stf_1", codes[0]) != recovery_digest("stf_2", codes[0])

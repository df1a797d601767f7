"""Codes, names and bounds of requests."""

from datetime import timedelta

import pytest

from broadcast.screens.domain.pairing import (
    ALPHABET,
    MOST_OPEN,
    MOST_OPEN_OF_NETWORK,
    PairingRequest,
    base_name,
    check_room_for,
    make_code,
    read_code,
    read_name,
    shorten_agent,
)
from conference.errors import InvalidError, RuleError
from tests.support.board_samples import MORNING


def request(number: int, network: str) -> PairingRequest:
    return PairingRequest(
        code=make_code(f"{network}{number}"), public_key="", asked_at=MORNING + timedelta(number), network=network
    )


def test_code_has_eight_letters_that_no_other_looks_like() -> None:
    codes = {make_code(str(number)) for number in range(200)}
    assert len(codes) == 200
    assert set("".join(codes)) == {*ALPHABET, "-"}
    assert not set(ALPHABET) & set("ILOU0123456789")


def test_code_is_read_as_it_is_typed() -> None:
    code = make_code("secret")
    assert {read_code(typed) for typed in (code, code.lower(), f" {code.replace('-', ' ')} ")} == {code}
    assert [read_code(typed) for typed in ("", "ABCD", "ABCD-EFGI", "ABCDEFGHJ")] == [None] * 4


def test_name_is_folded_and_names_with_dots_are_refused() -> None:
    assert read_name(" Lobby-1 ") == "lobby-1"
    for typed in ("", "lobby.ar", "-x", "lobby 1", "x" * 41, "Lễ-1"):
        with pytest.raises(InvalidError):
            read_name(typed)
    assert base_name("lobby-1.ar") == base_name("lobby-1") == "lobby-1"


def test_what_a_device_says_of_itself_is_shortened() -> None:
    chromium = "Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
    assert shorten_agent(chromium) == "X11 Chrome/120.0.0.0 Safari/537.36"
    assert shorten_agent("\x00" + "A/1 " * 500).isprintable()
    assert len(shorten_agent("(" + "x" * 500)) == 60


def test_one_network_cannot_take_all_places() -> None:
    of_one = [request(number, "10.0.0.1") for number in range(MOST_OPEN_OF_NETWORK)]
    check_room_for(of_one, "10.0.0.2")
    with pytest.raises(RuleError, match="too_many_requests"):
        check_room_for(of_one, "10.0.0.1")
    others = [request(number, f"10.1.0.{number}") for number in range(MOST_OPEN - MOST_OPEN_OF_NETWORK)]
    with pytest.raises(RuleError, match="too_many_requests"):
        check_room_for([*of_one, *others], "10.0.0.2")

"""Changes of streams hold while the event declares the address that they were made for."""

from msgspec import structs

from broadcast.media.changes import StreamChange, apply_changes, find_valid
from tests.support.streams import ARABIC, FLOOR, FRENCH, SIGN

OTHER = structs.replace(FRENCH, address="https://other.example.org/fr.m3u8")
CHANGES = [
    StreamChange(stream=OTHER, declared=FRENCH.address),
    StreamChange(stream=FLOOR, declared=FLOOR.address, is_removed=True),
    StreamChange(stream=ARABIC, declared=""),
]


def test_changes_apply_to_what_the_event_declares() -> None:
    declared = [FLOOR, FRENCH, SIGN]
    assert apply_changes(declared, find_valid(declared, CHANGES)) == [OTHER, SIGN, ARABIC]


def test_another_declared_address_ends_a_change() -> None:
    declared = [structs.replace(one, address=f"{one.address}?b") for one in (FLOOR, FRENCH, ARABIC)]
    assert find_valid(declared, CHANGES) == {}

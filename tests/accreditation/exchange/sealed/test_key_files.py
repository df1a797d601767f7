"""Files of an agency's key pairs."""

import json

import pytest

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import KeyPurpose
from accreditation.exchange.sealed.key_files import (
    make_key_files,
    read_officer_key,
    read_public_key,
    read_sealing_key,
)
from conference.errors import InvalidError

OFFICER = make_key_files(Agency.SECURITY, KeyPurpose.SIGNING, "Lê Minh", passphrase="white heron")
MACHINE = make_key_files(Agency.SECURITY, KeyPurpose.SEALING, "Archive room")


def test_public_file_has_the_key_without_its_private_half() -> None:
    assert read_public_key(OFFICER.public) == OFFICER.key
    assert b"PRIVATE" not in OFFICER.public
    assert OFFICER.key.name == "Lê Minh"


def test_private_file_opens_with_its_passphrase_alone() -> None:
    assert read_officer_key(OFFICER.private, passphrase="white heron").key == OFFICER.key
    for wrong in ("", "grey heron"):
        with pytest.raises(InvalidError, match=r"agency_key\.passphrase"):
            read_officer_key(OFFICER.private, passphrase=wrong)


def test_private_file_is_refused_as_a_public_one() -> None:
    with pytest.raises(InvalidError, match=r"agency_key\.private"):
        read_public_key(OFFICER.private)


def test_key_of_another_purpose_is_refused() -> None:
    with pytest.raises(InvalidError, match=r"agency_key\.other_purpose"):
        read_sealing_key(OFFICER.private, passphrase="white heron")
    with pytest.raises(InvalidError, match=r"agency_key\.other_purpose"):
        read_officer_key(MACHINE.private)


def test_key_with_another_public_half_is_refused() -> None:
    file = json.loads(MACHINE.private)
    file["public"] = make_key_files(Agency.SECURITY, KeyPurpose.SEALING, "Other").key.public.hex()
    with pytest.raises(InvalidError, match=r"agency_key\.unreadable"):
        read_sealing_key(json.dumps(file).encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[]", b"[" * 4000, b'{"format": 1}', OFFICER.public.replace(b"-key-1", b"-key-9"), b" " * 9000],
)
def test_unreadable_file_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidError, match=r"agency_key\.unreadable"):
        read_public_key(data)


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "x" * 81])
def test_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(InvalidError, match=r"agency_key\.name"):
        make_key_files(Agency.SECURITY, KeyPurpose.SIGNING, name)

"""Addresses and header texts of letters."""

import pytest

from conference.errors import InvalidError
from conference.mail.addresses import MAX_NAME, check_address, check_subject, header_name, mailbox_of


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: all@example.org",
        "a\n@example.org",
        "a\x00@example.org",
        "a@example.org, b@example.org",
        '"a b"@example.org',
        "a(note)@example.org",
        "Mai <a@example.org>",
        "a@[127.0.0.1]",
        "a@localhost",
        "a",
        "",
    ],
)
def test_address_with_more_than_a_mailbox_is_refused(address: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        check_address(address)
    assert refusal.value.code == "mail.address"


def test_address_of_any_script_is_stored_in_one_form() -> None:
    assert check_address("Mai@xn--bcher-kva.example") == check_address("Mai@BÜCHER.example") == "Mai@bücher.example"


def test_domain_is_sent_in_ascii_and_a_local_part_as_it_is() -> None:
    assert str(mailbox_of("mai@bücher.example")) == "mai@xn--bcher-kva.example"
    assert mailbox_of("mai@bücher.example").is_ascii
    assert not mailbox_of("мая@bücher.example").is_ascii


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u2029", "\t"])
def test_subject_with_a_line_break_is_refused(mark: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        check_subject(f"Approved{mark}Bcc: all@example.org")
    assert refusal.value.code == "mail.subject"


def test_name_of_a_header_is_one_short_line() -> None:
    assert header_name("Mai\r\nBcc: all@example.org\u2028x") == "Mai Bcc: all@example.org x"
    assert len(header_name("x" * 9999)) == MAX_NAME

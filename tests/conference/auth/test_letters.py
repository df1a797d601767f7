"""Letters to staff."""

from dataclasses import replace

import pytest

from conference.auth.letters import (
    INVITATION,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    StaffLetter,
    StaffMail,
    write_letter,
    write_password_changed,
)
from conference.auth.roles import Staff
from conference.auth.storage import Account
from conference.event import load_event
from conference.languages import LANGUAGES
from conference.mail.rendering import LetterRenderer
from conference.resources import event_folder
from conference.storage.transactions import Transactions
from conference.texts.catalogues import own_catalogues
from tests.support.kept_letters import KeptLetters

ACCOUNT = Account(Staff("stf_1", "lan", "Lan", frozenset(), "vi"), "hash", None, "lan@press.example")
LETTER = StaffLetter(kind=INVITATION, once="1", path="/staff/links/secret", is_secret=True)


async def test_letter_is_written_in_the_language_of_its_person(transactions: Transactions) -> None:
    kept = KeptLetters()
    async with transactions.write() as transaction:
        assert await write_letter(StaffMail(kept, "https://press.example"), transaction, ACCOUNT, LETTER)
    (letter,) = kept.requests
    assert (letter.about, letter.address, letter.language, letter.confidential) == ("stf_1", ACCOUNT.email, "vi", True)
    assert letter.link == "https://press.example/staff/links/secret"


async def test_without_mail_or_address_no_letter_is_written(transactions: Transactions) -> None:
    kept = KeptLetters()
    async with transactions.write() as transaction:
        assert not await write_letter(StaffMail(), transaction, ACCOUNT, LETTER)
        assert not await write_letter(StaffMail(kept), transaction, replace(ACCOUNT, email=None), LETTER)
    assert kept.requests == []


@pytest.mark.parametrize("kind", [INVITATION, PASSWORD_RESET, PASSWORD_CHANGED])
async def test_letter_is_rendered_in_every_language(transactions: Transactions, kind: str) -> None:
    kept = KeptLetters()
    async with transactions.write() as transaction:
        await write_letter(StaffMail(kept, "https://press.example"), transaction, ACCOUNT, replace(LETTER, kind=kind))
    renderer = LetterRenderer(load_event(event_folder("hanoi-2025")), own_catalogues())
    for code in LANGUAGES:
        letter = renderer.render(replace(kept.requests[0], language=code))
        assert "\u2068lan\u2069" in letter.text
        assert "https://press.example/staff/links/secret" in letter.text


async def test_change_of_a_password_is_confirmed_once(transactions: Transactions) -> None:
    kept = KeptLetters()
    async with transactions.write() as transaction:
        for hashed in ("first", "second", "second"):
            await write_password_changed(StaffMail(kept), transaction, ACCOUNT, hashed)
    assert [letter.kind for letter in kept.requests] == [PASSWORD_CHANGED] * 2

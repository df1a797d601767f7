"""Letters to staff."""

from dataclasses import replace

from conference.auth.letters import INVITATION, StaffLetter, StaffMail, write_letter
from conference.auth.roles import Staff
from conference.auth.storage import Account
from conference.languages import LANGUAGES
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


async def test_texts_have_only_the_values_of_their_letters(transactions: Transactions) -> None:
    kept = KeptLetters()
    async with transactions.write() as transaction:
        await write_letter(StaffMail(kept), transaction, ACCOUNT, LETTER)
    (letter,) = kept.requests
    for code in LANGUAGES:
        for part in ("subject", "body", "button"):
            assert own_catalogues().text(code, f"letter.{letter.kind}.{part}", **letter.values)

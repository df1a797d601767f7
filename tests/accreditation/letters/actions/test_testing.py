"""Test letters: who may send them, how many, and what is recorded."""

import pytest
from sqlalchemy import select

from accreditation.letters.actions.testing import TEST_LETTERS, SampleServices, render_sample, send_test_letter
from accreditation.letters.domain import LetterKind
from conference.auth.roles import Staff
from conference.errors import ForbiddenError, InvalidError, ThrottledError
from conference.languages import LANGUAGES
from conference.mail.enclosures import no_enclosure
from conference.mail.tables import letters
from conference.storage.audit import audit_log
from rostrum import roles
from rostrum.parts.letters import sample_services
from rostrum.runtime import Runtime
from tests.support.application_samples import OTHER_STAFF, staff

KIND = LetterKind.QUESTION


@pytest.fixture
def services(runtime: Runtime) -> SampleServices:
    return sample_services(runtime, no_enclosure)


async def send(services: SampleServices, address: str = "linh@example.org", by: str = "linh") -> str | None:
    officer = staff(by, roles.ACCREDITATION_OFFICER)
    return await send_test_letter(services, KIND, "fr", address=address, staff=officer)


@pytest.mark.parametrize("kind", LetterKind, ids=lambda kind: kind.value)
def test_sample_has_the_values_of_its_kind(services: SampleServices, kind: LetterKind) -> None:
    for code in LANGUAGES:
        letter = render_sample(services, kind, code)
        assert "P-0001" in letter.text or "7K3M-9QTX" in letter.text
    assert ("You may appeal" in render_sample(services, kind, "en").text) == (
        kind in (LetterKind.REFUSED, LetterKind.REVOKED)
    )


async def test_test_letter_is_in_the_outbox_and_audited(services: SampleServices) -> None:
    letter_id = await send(services)
    async with services.transactions.read() as transaction:
        (letter,) = (await transaction.connection.execute(select(letters))).all()
        (entry,) = (await transaction.connection.execute(select(audit_log))).all()
    assert (letter.id, letter.address, letter.language, letter.about) == (letter_id, "linh@example.org", "fr", "sample")
    assert (entry.action, entry.actor, entry.subject) == ("accreditation:letter:tested", "staff_linh", letter_id)
    assert "linh@example.org" not in str(entry.details)


async def test_test_letters_of_a_person_are_limited(services: SampleServices) -> None:
    sent = [await send(services) for _ in range(TEST_LETTERS.burst)]
    assert len(set(sent)) == TEST_LETTERS.burst
    with pytest.raises(ThrottledError):
        await send(services)
    assert await send(services, by="mai")


@pytest.mark.parametrize("address", ["", "linh", "a@example.org, b@example.org", '"x y"@example.org'])
async def test_address_that_takes_no_letters_is_refused(services: SampleServices, address: str) -> None:
    with pytest.raises(InvalidError):
        await send(services, address=address)


@pytest.mark.parametrize("person", OTHER_STAFF[2:], ids=lambda person: person.username)
async def test_other_roles_send_no_test_letter(services: SampleServices, person: Staff) -> None:
    with pytest.raises(ForbiddenError):
        await send_test_letter(services, KIND, "en", address="a@example.org", staff=person)

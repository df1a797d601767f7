"""Store of letters of assignment."""

import pytest
from sqlalchemy import select

from accreditation.outlets.actions.crews import file_letter
from accreditation.outlets.storage.tables import crew_letters
from conference.clock import ManualClock
from conference.errors import NotFoundError
from tests.support.crew_desk import LETTER, CrewDesk


async def test_newest_letter_is_first(crew_desk: CrewDesk, clock: ManualClock) -> None:
    clock.advance(60)
    services = crew_desk.services
    newer = await file_letter(services, LETTER + b"2", file_name="second.pdf", secret=crew_desk.secret)
    async with services.transactions.read() as transaction:
        letters = await services.letters.list_of_outlet(transaction, "out_1")
        assert [one.file_name for one in letters] == ["second.pdf", "letter.pdf"]
        assert await services.letters.find(transaction, newer.id) == newer
        assert await services.letters.find(transaction, "letter_none") is None
        assert await services.letters.get_content(transaction, letters[1].id) == LETTER
        stored = await transaction.connection.scalar(select(crew_letters.c.content).limit(1))
        assert stored
        assert LETTER not in stored
        with pytest.raises(NotFoundError):
            await services.letters.get_content(transaction, "letter_none")

"""Store of letters of assignment."""

import pytest
from sqlalchemy import select

from accreditation.outlets.actions.crews import file_letter
from accreditation.outlets.storage.tables import crew_letter_pages
from conference.clock import ManualClock
from conference.errors import NotFoundError
from tests.support.crew_desk import LETTER, CrewDesk


async def test_newest_letter_is_first(crew_desk: CrewDesk, clock: ManualClock) -> None:
    clock.advance(60)
    services = crew_desk.services
    newer = await file_letter(services, LETTER + b"\n", file_name="second.pdf", secret=crew_desk.secret)
    async with services.transactions.read() as transaction:
        letters = await services.letters.list_of_outlet(transaction, "out_1")
        assert [one.file_name for one in letters] == ["second.pdf", "letter.pdf"]
        assert await services.letters.find(transaction, newer.id) == newer
        assert await services.letters.find(transaction, "letter_none") is None
        picture = await services.letters.get_page(transaction, newer.id, 1)
        assert picture.startswith(b"\xff\xd8\xff")
        assert len(await services.letters.list_sizes(transaction, newer.id)) == 1
        for stored in await transaction.connection.scalars(select(crew_letter_pages.c.sealed)):
            assert picture[:100] not in stored
        for letter_id, number in (("letter_none", 1), (newer.id, 2)):
            with pytest.raises(NotFoundError):
                await services.letters.get_page(transaction, letter_id, number)

"""The outlet of a form."""

from dataclasses import dataclass, replace
from datetime import datetime

from accreditation.applications.actions.outlet_choice import correct_outlet_id, find_late_end, take_outlet_id
from accreditation.applications.domain.answers import Answers
from accreditation.applications.services import ApplicationServices
from conference.transactions import Transaction
from tests.support.application_samples import NOON, applicant, application

ANSWERS = Answers(applicant(), "Sao Mai News", "reporter", "general")


@dataclass
class OnePlace:
    """`OutletPlaces` that records what is asked, and gives one outlet."""

    asked: list[tuple[str | None, str]]

    async def take(self, transaction: Transaction, outlet_id: str | None, *, form_hash: str) -> str | None:
        self.asked.append((outlet_id, form_hash))
        return "out_given"

    async def find_late_end(self, transaction: Transaction, form_hash: str) -> datetime | None:
        return NOON


async def test_new_application_takes_a_place(desk: ApplicationServices) -> None:
    places = OnePlace([])
    services = replace(desk, places=places)
    async with services.transactions.write() as transaction:
        assert await take_outlet_id(services, transaction, ANSWERS, form_hash="form") == "out_given"
        freelancer = replace(ANSWERS, outlet=None)
        assert await take_outlet_id(services, transaction, freelancer, form_hash="form") == "out_given"
    assert places.asked[0][0] is not None
    assert places.asked[1] == (None, "form")


async def test_correction_takes_a_place_of_another_outlet_only(desk: ApplicationServices) -> None:
    places = OnePlace([])
    services = replace(desk, places=places)
    async with services.transactions.write() as transaction:
        known = await take_outlet_id(desk, transaction, ANSWERS, form_hash="form")
        before = application(outlet_id=known)
        assert await correct_outlet_id(services, transaction, ANSWERS, before) == known
        assert places.asked == []
        assert await correct_outlet_id(services, transaction, replace(ANSWERS, outlet="CBS"), before) == "out_given"
    assert await find_late_end(services, secret="s" * 32) == NOON

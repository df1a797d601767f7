"""What an inventory says: the form's texts in both languages, answers once where they are equal."""

from accreditation.annexes.domain.answers import submit
from accreditation.annexes.ports import FilledAnnex
from accreditation.annexes.press import TypstInventoryPress, make_inventory
from accreditation.applications.domain.applications import State
from accreditation.applications.domain.progress import reference_of
from tests.support.annexes import CAMERA
from tests.support.application_samples import NOON, application
from tests.support.badge_office import EVENT

ANSWERS = submit(None, [CAMERA], application_id="app_1", annex="equipment", seen=0, at=NOON)
FORM = FilledAnnex(EVENT.annex("equipment"), application(state=State.APPROVED), ANSWERS, "")


def test_inventory_is_in_the_languages_of_the_form() -> None:
    made = make_inventory(EVENT, FORM)
    assert made.title == ["Thiết bị", "Equipment"]
    assert made.columns[2] == ["Số sê-ri", "Serial number"]
    assert [cell[0] for cell in made.rows[0]] == ["Camera", "Arri Amira", "K1.0024000-12345", "2", ""]
    assert {len(cell) for cell in made.rows[0]} == {1}
    assert made.facts[1][1] == ["–"]
    assert made.facts[2][1] == [reference_of("app_1")]


async def test_press_draws_a_pdf() -> None:
    assert (await TypstInventoryPress(EVENT).pdf(FORM)).startswith(b"%PDF-")

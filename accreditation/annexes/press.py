"""Press of inventories for one event, in threads."""

import asyncio
from collections.abc import Mapping, Sequence

from accreditation.annexes.answer_texts import YES, answer_text
from accreditation.annexes.art import Inventory, inventory_pdf
from accreditation.annexes.domain.answers import Row
from accreditation.annexes.ports import FilledAnnex
from accreditation.applications.domain.progress import reference_of
from conference.event import Event
from conference.event.model import AnnexQuestion
from conference.texts.catalogues import key_family, own_catalogues

FACTS = key_family("annex.column.", ("name", "outlet", "reference"))
BOXES = key_family("annex.print.", ("bearer", "entry", "exit"))
"""Labels of the places for signatures: of the bearer, of customs at the entry and at the exit."""


class TypstInventoryPress:
    """`accreditation.annexes.ports.InventoryPress` for one event."""

    def __init__(self, event: Event) -> None:
        self._event = event

    async def pdf(self, filled: FilledAnnex) -> bytes:
        """Make the inventory of a person's answers as PDF, in the languages of the form's sheet."""
        inventory = make_inventory(self._event, filled)
        return await asyncio.to_thread(inventory_pdf, inventory)


def make_inventory(event: Event, filled: FilledAnnex) -> Inventory:
    """Collect the content of an inventory."""
    annex, applicant = filled.annex, filled.application.applicant
    codes, text, questions = annex.sheet_languages, own_catalogues().text, event.questions_of(annex.code)

    def wording(key: str) -> list[str]:
        return [text(code, key) for code in codes]

    names = dict.fromkeys((applicant.latin_name, applicant.native_name))
    values = {"name": list(names), "outlet": [filled.outlet or "–"], "reference": [reference_of(filled.application.id)]}
    yes: dict[str, str] = {code: text(code, YES) for code in codes}
    return Inventory(
        title=[annex.name[code] for code in codes],
        event=[event.name[code] for code in codes],
        facts=[(wording(FACTS[name]), values[name]) for name in values],
        columns=[[question.name[code] for code in codes] for question in questions],
        rows=[[_cell(question, row, codes, yes) for question in questions] for row in filled.answers.rows],
        boxes=[wording(key) for key in BOXES.values()],
    )


def _cell(question: AnnexQuestion, row: Row, codes: Sequence[str], yes: Mapping[str, str]) -> list[str]:
    """Return an answer in each language, once if all are equal."""
    return list(dict.fromkeys(answer_text(question, row, code, yes[code]) for code in codes))

"""Sample letters: their link, reason and values."""

from datetime import UTC, datetime

import pytest

from accreditation.letters.content import LetterContent
from accreditation.letters.domain import LetterKind
from accreditation.letters.samples import WITH_MESSAGE, LetterSamples
from conference.event import Event
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues

NOW = datetime(2025, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("code", LANGUAGES)
def test_sample_leads_to_the_form_of_its_language(event: Event, code: str) -> None:
    samples = LetterSamples(LetterContent(event, own_catalogues()), "https://press.example.org")
    for kind in LetterKind:
        request = samples.make(kind, code, now=NOW, once="test_1", address="a@example.org")
        assert (request.kind, request.language, request.once) == (kind.value, code, "test_1")
        assert request.link == f"https://press.example.org/{code}/apply"
        assert bool(request.values["message"]) == (kind in WITH_MESSAGE)
        assert bool(request.values["appeal"]) == (kind in (LetterKind.REFUSED, LetterKind.REVOKED))

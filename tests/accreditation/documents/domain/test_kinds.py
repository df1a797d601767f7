"""Kinds of documents: from whom they are asked, who may see them."""

from dataclasses import replace

from accreditation.applications.domain.applications import Agency
from accreditation.documents.domain.kinds import find_kind, readable_kinds
from tests.support.application_samples import application
from tests.support.document_samples import CARD, LETTER, SAMPLES

KINDS = (LETTER, CARD, SAMPLES)


def test_kind_is_asked_from_its_functions_and_categories() -> None:
    reporter = application()
    assert LETTER.is_asked_from(reporter)
    assert SAMPLES.is_asked_from(reporter)
    assert not SAMPLES.is_asked_from(replace(reporter, function="photographer"))
    pool = replace(SAMPLES, categories=frozenset({"pool"}))
    assert not pool.is_asked_from(reporter)
    assert pool.is_asked_from(replace(reporter, category="pool"))


def test_kinds_are_found_by_code_and_by_reader() -> None:
    assert find_kind(KINDS, "card") == CARD
    assert find_kind(KINDS, "nothing") is None
    assert readable_kinds(KINDS, {Agency.SECURITY}) == (LETTER,)
    assert readable_kinds(KINDS, frozenset(Agency)) == KINDS
    assert readable_kinds(KINDS, ()) == ()

"""Kinds of documents: from whom they are asked, who may see them."""

from dataclasses import replace
from typing import get_args

from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.outlets import OutletKind
from accreditation.documents.domain.kinds import find_kind, readable_kinds
from conference.event.model import OutletKind as EventOutletKind
from tests.support.application_samples import application
from tests.support.document_samples import CARD, LETTER, SAMPLES

KINDS = (LETTER, CARD, SAMPLES)


def test_kind_is_asked_from_its_functions_and_categories() -> None:
    reporter = application()
    assert LETTER.is_asked_from(reporter, None)
    assert SAMPLES.is_asked_from(reporter, None)
    assert not SAMPLES.is_asked_from(replace(reporter, function="photographer"), None)
    pool = replace(SAMPLES, categories=frozenset({"pool"}))
    assert not pool.is_asked_from(reporter, None)
    assert pool.is_asked_from(replace(reporter, category="pool"), None)


def test_kind_is_asked_from_its_kinds_of_outlets() -> None:
    official = replace(LETTER, outlet_kinds=frozenset({OutletKind.OFFICIAL, OutletKind.FREELANCE}))
    assert official.is_asked_from(application(), OutletKind.OFFICIAL)
    assert not official.is_asked_from(application(), OutletKind.ONLINE)
    assert not official.is_asked_from(application(), None)


def test_event_names_the_kinds_of_outlets_that_officers_choose() -> None:
    assert get_args(EventOutletKind) == tuple(OutletKind)


def test_kinds_are_found_by_code_and_by_reader() -> None:
    assert find_kind(KINDS, "card") == CARD
    assert find_kind(KINDS, "nothing") is None
    assert readable_kinds(KINDS, {Agency.SECURITY}) == (LETTER,)
    assert readable_kinds(KINDS, frozenset(Agency)) == KINDS
    assert readable_kinds(KINDS, ()) == ()

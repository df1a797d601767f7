"""Headings and choices of imported tables in every language."""

import pytest

from accreditation.imports.domain import COLUMNS, ImportKind
from accreditation.imports.web.context import choices_of, heading_key, headings_of
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from conference.texts.folding import fold_to_key
from tests.support.badge_office import EVENT


@pytest.mark.parametrize("kind", ImportKind)
def test_columns_are_known_by_their_headings_in_every_language(kind: ImportKind) -> None:
    headings, catalogues = headings_of(kind, own_catalogues()), own_catalogues()
    for name in COLUMNS[kind]:
        assert {catalogues.text(code, heading_key(name)) for code in LANGUAGES} <= set(headings[name])


def test_choices_are_known_by_code_and_name() -> None:
    choices = choices_of(EVENT, own_catalogues(), "fr")
    category = EVENT.categories[0]
    for text in (category.code, *category.name.values()):
        assert choices.categories[fold_to_key(text)] == category.code
    assert choices.outlet_kinds[fold_to_key("News agency")] == "agency"
    assert (choices.countries["vietnam"], choices.language) == ("VN", "fr")

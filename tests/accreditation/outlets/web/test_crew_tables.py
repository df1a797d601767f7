from accreditation.outlets.domain.crew_lists import COLUMNS
from accreditation.outlets.web.crew_tables import HEADINGS, known_headings
from conference.languages import LANGUAGES
from conference.resources import locales_folder
from conference.tables.cells import Cell
from conference.tables.columns import TableRow, match_columns
from conference.texts.catalogues import Catalogues

CATALOGUES = Catalogues(locales_folder())


def test_headings_of_each_language_name_their_columns() -> None:
    known = known_headings(CATALOGUES)
    for code in LANGUAGES:
        texts = [str(CATALOGUES.text(code, HEADINGS[name])) for name in COLUMNS]
        columns = match_columns(TableRow(1, tuple(map(Cell, texts))), known)
        assert list(columns.positions) == list(COLUMNS), code
        assert not columns.unknown


def test_usual_headings_are_known() -> None:
    headings = ("No.", "Surname", "First name", "Nationality", "Mobile", "Position", "E-mail address")
    columns = match_columns(TableRow(1, tuple(map(Cell, headings))), known_headings(CATALOGUES))
    assert set(columns.positions) == {"family_name", "given_name", "country", "phone", "function", "email"}
    assert columns.unknown == ("No.",)

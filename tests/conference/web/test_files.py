"""Files that a page offers."""

import pytest

from conference.web.files import XLSX, file_response


@pytest.mark.parametrize(("inline", "how"), [(False, "attachment"), (True, "inline")])
def test_file_has_a_name_and_is_not_cached(inline: bool, how: str) -> None:
    response = file_response(b"x", XLSX, "table.xlsx", inline=inline)
    assert response.headers["Content-Disposition"] == f'{how}; filename="table.xlsx"'
    assert (response.headers["Cache-Control"], response.content_type) == ("no-store", XLSX)


def test_table_of_text_names_its_encoding() -> None:
    assert file_response("é".encode(), "text/csv", "a.csv").charset == "utf-8"
    assert file_response(b"%PDF-", "application/pdf", "a.pdf").charset is None

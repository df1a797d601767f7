"""Files of an import: encodings, headings, and the digest by which they are known again."""

import io

import pytest

from accreditation.applications.services import ApplicationServices
from accreditation.imports.actions.files import ImportFiles, ReadImport, read_files
from accreditation.imports.domain import COLUMNS, ImportKind
from conference.errors import InvalidError
from tests.accreditation.imports.test_domain import CHOICES
from tests.support.imports import person, photos_of, table_of

PHOTOS = photos_of("1.jpg")


async def read(desk: ApplicationServices, table: bytes, archive: bytes = PHOTOS) -> ReadImport:
    kind = ImportKind.APPLICATIONS
    files = ImportFiles(
        kind=kind,
        table=table,
        archive=io.BytesIO(archive),
        headings=dict.fromkeys(COLUMNS[kind], ()),
        choices=CHOICES,
        language="vi",
    )
    return await read_files(files, form_choices=desk.rules.choices, studio=desk.studio)


@pytest.mark.parametrize("separator", [";", "\t", ","])
async def test_separators_and_marks_make_no_difference(desk: ApplicationServices, separator: str) -> None:
    found = await read(desk, table_of(person(1), separator=separator, mark="\ufeff"))
    assert (found.report.faulty, list(found.photos)) == ((), ["1.jpg"])


async def test_unknown_columns_are_named_and_missing_ones_refused(desk: ApplicationServices) -> None:
    found = await read(desk, table_of({**person(1), "Shoe size": "44"}))
    assert found.report.unused == ("Shoe size",)
    without = {name: value for name, value in person(1).items() if name != "photo"}
    with pytest.raises(InvalidError) as refused:
        await read(desk, table_of(without))
    assert (refused.value.code, refused.value.params["column"]) == ("table.column_missing", "photo")


async def test_digest_is_of_both_files(desk: ApplicationServices) -> None:
    first, same = await read(desk, table_of(person(1))), await read(desk, table_of(person(1)))
    other_table = await read(desk, table_of(person(1, email="x@example.org")))
    other_photos = await read(desk, table_of(person(1)), photos_of("2.jpg"))
    assert first.digest == same.digest
    assert first.digest not in {other_table.digest, other_photos.digest}

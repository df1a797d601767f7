"""What a letter of assignment may be."""

from accreditation.applications.domain.applications import Agency
from accreditation.outlets.domain.letter_files import LETTER_KIND, LETTER_MEGABYTES, letter_page_label


def test_letters_are_read_by_the_agency_of_accreditation_alone() -> None:
    assert LETTER_KIND.readers == {Agency.ACCREDITATION}
    assert LETTER_KIND.most_bytes == LETTER_MEGABYTES * 1024 * 1024


def test_each_page_of_a_letter_has_its_own_label() -> None:
    labels = {letter_page_label(letter, number) for letter in ("letter_1", "letter_2") for number in (1, 2)}
    assert len(labels) == 4

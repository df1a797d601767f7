"""The folded forms of a person's names."""

from accreditation.duplicates.domain.people import Frequencies
from tests.accreditation.duplicates.domain.samples import HOA, OMAR, changed


def test_names_are_folded_into_words_and_parts() -> None:
    assert HOA.words == ("thi", "hoa", "quynh", "nguyen")
    assert HOA.parts == ("nguyen", "thihoaquynh")
    assert HOA.native_key == "nguyenthihoaquynh"
    assert HOA.native_spelling == "nguyễn thị hoa quỳnh"
    assert OMAR.own_words == ("amr", "khlyl", "drwysh")
    assert changed(HOA, given_name="VAN VAN").words == ("van", "nguyen")


def test_key_that_is_not_counted_is_that_of_one_application() -> None:
    frequencies = Frequencies(10, {1: 4})
    assert (frequencies.of(1), frequencies.of(2)) == (4, 1)

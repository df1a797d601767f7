"""Whether an applicant may be a person of the list: passports, names in other spellings, birth dates."""

from dataclasses import replace
from datetime import date

import pytest

from accreditation.duplicates.domain.documents import digest_document
from accreditation.watch_list.domain.entries import WatchEntry
from accreditation.watch_list.domain.matching import WatchedPerson, WatchReason, match_entry
from tests.accreditation.duplicates.domain.samples import HOA, OMAR

KEY = b"k" * 32
BORN = date(1980, 2, 3)
LISTED = WatchEntry("Umar Darweesh", birth_date=BORN, country="JO", number="K7654321", issuers=("JOR",))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("OMAR KHALIL DARWISH", WatchReason.NAME),
        ("Darwish Khalil Omar", WatchReason.NAME),
        ("عمر خليل درويش", WatchReason.NAME),
        ("Umar Darweesh", WatchReason.NAME_LIKE),
    ],
)
def test_name_in_another_spelling_or_order_is_a_hit(name: str, reason: WatchReason) -> None:
    assert match_entry(KEY, WatchedPerson(OMAR), WatchEntry(name)) == (reason,)


def test_alias_and_passport_are_hits() -> None:
    assert match_entry(KEY, WatchedPerson(OMAR), WatchEntry("X", aliases=("Omar Darwish",))) == (WatchReason.NAME_LIKE,)
    person = replace(HOA, document=digest_document(KEY, "JOR", "k 7654321").document)
    assert match_entry(KEY, WatchedPerson(person), LISTED) == (WatchReason.PASSPORT,)


def test_birth_date_confirms_or_excludes_a_name() -> None:
    names = (WatchReason.NAME_LIKE, WatchReason.BIRTH_DATE, WatchReason.COUNTRY)
    assert match_entry(KEY, WatchedPerson(OMAR, BORN), LISTED) == names
    assert match_entry(KEY, WatchedPerson(OMAR, date(1999, 9, 9)), LISTED) == ()
    assert match_entry(KEY, WatchedPerson(OMAR), LISTED) == (WatchReason.NAME_LIKE, WatchReason.COUNTRY)


def test_other_name_and_single_word_are_no_hit() -> None:
    assert match_entry(KEY, WatchedPerson(HOA), LISTED) == ()
    single = replace(OMAR, family_name="", given_name="OMAR", native_name="Omar", country="VN")
    assert match_entry(KEY, WatchedPerson(single), WatchEntry("Omar")) == ()
    assert match_entry(KEY, WatchedPerson(single), WatchEntry("Omar", country="VN")) != ()

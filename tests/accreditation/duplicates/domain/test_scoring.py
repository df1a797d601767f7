"""Evidence that two applications are of one person: what makes a hit, with which reasons, and what does not.

Covers A17.
"""

from typing import Any

import pytest

from accreditation.applications.domain.duplicates import Trait
from accreditation.duplicates.domain.blocking import KeyKind, make_key, word_key
from accreditation.duplicates.domain.people import ComparedPerson, Frequencies
from accreditation.duplicates.domain.scoring import FEW_MATCHES, Evidence, PhotoComparison, weigh_evidence
from tests.accreditation.duplicates.domain.samples import EVERYONE, HOA, OMAR, changed

COMMON = Frequencies(4000, {word_key(word): 900 for word in HOA.words})
"""Everyone is called as Hoa is."""
FAR: dict[str, Any] = {"email": "x@example.org", "phone": "+4412345678", "outlet_id": "out_1"}
NO_PHOTO = PhotoComparison()


def weigh(person: ComparedPerson, frequencies: Frequencies = EVERYONE, /, **changes: Any) -> Evidence:
    return weigh_evidence(person, changed(person, **changes), frequencies, NO_PHOTO)


@pytest.mark.parametrize(
    ("person", "changes", "traits"),
    [
        (HOA, {"email": "x@example.org"}, (Trait.NAME, Trait.PHONE, Trait.COUNTRY)),
        (HOA, FAR | {"family_name": "THI HOA QUYNH", "given_name": "NGUYEN"}, (Trait.NAME_SWAPPED, Trait.COUNTRY)),
        (OMAR, FAR | {"given_name": "UMAR KHALEEL", "outlet_id": "out_2"}, (Trait.NAME_LIKE, Trait.COUNTRY)),
        (OMAR, FAR | {"native_name": "O. Darwish", "outlet_id": None}, (Trait.NAME, Trait.COUNTRY)),
        (HOA, {"phone": "+84912345679"}, (Trait.NAME, Trait.EMAIL, Trait.PHONE_LIKE, Trait.COUNTRY)),
    ],
)  # fmt: skip
def test_person_in_disguise_is_a_hit_with_its_reasons(
    person: ComparedPerson, changes: dict[str, Any], traits: tuple[Trait, ...]
) -> None:
    evidence = weigh(person, **changes)
    assert evidence.is_hit
    assert evidence.traits == traits


def test_frequent_name_alone_is_no_hit_but_with_the_number_it_is() -> None:
    assert not weigh(HOA, COMMON, **FAR).is_hit
    assert weigh(HOA, COMMON, email="x@example.org").is_hit


def test_native_names_that_differ_in_marks_weigh_less() -> None:
    same = weigh(HOA, COMMON, **FAR | {"phone": HOA.phone})
    other = weigh(HOA, COMMON, **FAR | {"phone": HOA.phone, "native_name": "Nguyễn Thị Hòa Quynh"})
    assert same.bits > other.bits


def test_colleagues_with_one_number_and_address_are_no_hit() -> None:
    office = Frequencies(4000, {make_key(KeyKind.PHONE, HOA.phone): 12, make_key(KeyKind.EMAIL, HOA.email): 12})
    other = {"native_name": "Trần Văn Bình", "family_name": "TRAN", "given_name": "VAN BINH"}
    assert not weigh(HOA, office, **other).is_hit


def test_relatives_with_following_passports_are_no_hit() -> None:
    one = changed(HOA, application_id="app_1", document=1, near_documents=frozenset({5}))
    other = {"native_name": "Nguyễn Văn Nam", "given_name": "VAN NAM", "document": 2, "email": "n@example.org"}
    assert not weigh(one, COMMON, **other).is_hit


def test_same_passport_is_a_hit_whatever_else_differs() -> None:
    one = changed(HOA, application_id="app_1", document=5)
    evidence = weigh_evidence(one, changed(OMAR, document=5), EVERYONE, NO_PHOTO)
    assert evidence.is_hit
    assert evidence.traits == (Trait.PASSPORT, Trait.OTHER_OUTLET)


def test_other_passport_takes_evidence_away() -> None:
    one = changed(HOA, application_id="app_1", document=5)
    assert weigh(one, document=6, near_documents=frozenset({1})).bits < weigh(one, document=0).bits


def test_same_photo_is_a_hit_unless_many_look_like_it() -> None:
    found = [
        weigh_evidence(HOA, changed(OMAR), EVERYONE, PhotoComparison(distance, matches, are_compared=True))
        for distance, matches in ((0.0, 1), (9.0, 1), (9.0, FEW_MATCHES + 20), (None, 1))
    ]
    assert [evidence.is_hit for evidence in found] == [True, True, False, False]
    assert found[0].traits == (Trait.PHOTO, Trait.OTHER_OUTLET)
    assert found[1].traits == (Trait.PHOTO_LIKE, Trait.OTHER_OUTLET)


def test_same_person_is_found_among_few_applications() -> None:
    assert weigh(HOA, Frequencies(2, {word_key(word): 2 for word in HOA.words}), **FAR).is_hit


def test_evidence_of_a_pair_does_not_depend_on_its_order() -> None:
    other = changed(HOA, family_name="NGUYEN THI", given_name="HOA", phone="+84912345670")
    assert (
        weigh_evidence(HOA, other, EVERYONE, NO_PHOTO).traits == weigh_evidence(other, HOA, EVERYONE, NO_PHOTO).traits
    )

"""Applications of one person have keys in common, by which they are found."""

from typing import Any

import pytest

from accreditation.duplicates.domain.blocking import (
    DATA_KINDS,
    KeyKind,
    keys_of,
    keys_of_kinds,
    kind_of,
    near_values,
    photo_keys,
    word_key,
)
from accreditation.duplicates.domain.people import PhotoPrint
from tests.accreditation.duplicates.domain.samples import HOA, OMAR, changed, stripes

FAR: dict[str, Any] = {"email": "x@example.org", "phone": "+4412345678"}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({**FAR, "family_name": "THI HOA QUYNH", "given_name": "NGUYEN"}, KeyKind.NAME),
        ({**FAR, "given_name": "QUYNH"}, KeyKind.NAME),
        ({**FAR, "family_name": "NGUYNE"}, KeyKind.NAME),
        ({**FAR, "family_name": "X", "given_name": "Y"}, KeyKind.NATIVE),
        ({"native_name": "X", "family_name": "X", "given_name": "Y", "phone": "+1"}, KeyKind.EMAIL),
        ({"native_name": "X", "family_name": "X", "given_name": "Y", "email": ""}, KeyKind.PHONE),
        ({"native_name": "X", "family_name": "X", "given_name": "Y", "phone": "+84912345679"}, KeyKind.NEAR_PHONE),
    ],
)
def test_person_in_disguise_has_a_common_key(changes: dict[str, Any], kind: KeyKind) -> None:
    common = keys_of(HOA) & keys_of(changed(HOA, **changes))
    assert kind in {kind_of(key) for key in common}


def test_passport_is_found_by_its_digest_and_with_one_other_sign() -> None:
    person = changed(HOA, document=5, near_documents=frozenset({6, 7}))
    other = changed(OMAR, document=8, near_documents=frozenset({7, 9}))
    assert {kind_of(key) for key in keys_of(person) & keys_of(other)} == {KeyKind.NEAR_DOCUMENT}
    same = changed(OMAR, document=5, near_documents=frozenset({6, 7}))
    assert KeyKind.DOCUMENT in {kind_of(key) for key in keys_of(person) & keys_of(same)}


def test_other_person_has_no_common_key() -> None:
    assert keys_of(HOA) & keys_of(OMAR) == frozenset()


def test_keys_are_signed_integers_of_64_bits() -> None:
    assert all(0 < key < 2**63 for key in keys_of(changed(HOA, document=2**57 - 1, photo=stripes())))


def test_words_are_counted_but_find_nobody() -> None:
    keys = keys_of(HOA)
    assert word_key("nguyen") in keys
    assert word_key("nguyen") not in keys_of_kinds(keys, DATA_KINDS)


def test_even_surfaces_of_photos_are_no_keys() -> None:
    assert photo_keys(PhotoPrint("a", (0, 0b111), ())) == frozenset()
    assert len(photo_keys(stripes())) > 10


def test_numbers_with_one_other_sign_share_one_value() -> None:
    assert len({*near_values("C1234567")} & {*near_values("C1239567")}) == 1
    assert {*near_values("C1234567")} & {*near_values("C1239568")} == set()

"""Applications that may be of the same person: what they have in common."""

import pytest

from accreditation.applications.domain.duplicates import MAX_DUPLICATES, Identity, Trait, find_duplicates, shared_traits

NAME, EMAIL, PHONE, COUNTRY = Trait.NAME, Trait.EMAIL, Trait.PHONE, Trait.COUNTRY


def person(application_id: str = "app_2", **changes: str) -> Identity:
    values = {
        "native_name": "Nguyễn Thị Hoa",
        "latin_name": "THI HOA NGUYEN",
        "email": "hoa@example.org",
        "phone": "+84912345678",
        "country": "VN",
        **changes,
    }
    return Identity(application_id, **values)


def traits_with(**changes: str) -> tuple[Trait, ...]:
    """Return what the sample person has in common with one who differs in this."""
    return shared_traits(find_duplicates(["app_1"], [person("app_1"), person(**changes)]).get("app_1", ()))


@pytest.mark.parametrize(
    ("changes", "traits"),
    [
        ({}, (NAME, EMAIL, PHONE, COUNTRY)),
        ({"email": "HOA@example.org", "phone": "+84900000000", "country": "LA"}, (NAME, EMAIL)),
        ({"email": "other@example.org", "country": "LA"}, (NAME, PHONE)),
        ({"email": "other@example.org", "phone": "+84900000000"}, (NAME, COUNTRY)),
        ({"latin_name": "NGUYEN THI HOA", "country": "LA"}, (NAME, EMAIL, PHONE)),
        ({"latin_name": "HOA", "native_name": "nguyen thi  hoa"}, (NAME, EMAIL, PHONE, COUNTRY)),
    ],
    ids=["all", "email", "phone", "country", "swapped", "folded"],
)
def test_same_name_with_a_common_trait_is_a_duplicate(changes: dict[str, str], traits: tuple[Trait, ...]) -> None:
    assert traits_with(**changes) == traits


@pytest.mark.parametrize(
    "changes",
    [
        {"native_name": "Trần Thị Hoa", "latin_name": "THI HOA TRAN"},
        {"email": "other@example.org", "phone": "+84900000000", "country": "LA"},
        {"email": "other@example.org", "phone": "+84900000000", "native_name": "Nguyễn Thị Hòa"},
    ],
    ids=["shared mailbox", "name alone", "accents of a countryman"],
)
def test_one_trait_without_the_other_is_no_duplicate(changes: dict[str, str]) -> None:
    assert traits_with(**changes) == ()


def test_missing_address_and_number_are_nothing_in_common() -> None:
    people = [person("app_1", email="", phone=""), person(email="", phone="", country="LA")]
    assert find_duplicates(["app_1", "app_9"], people) == {}


def test_duplicates_with_most_in_common_come_first() -> None:
    others = [person(f"app_{n}", email=f"{n}@example.org") for n in range(10, 30)]
    found = find_duplicates(["app_1"], [person("app_1"), *others, person("app_99")])["app_1"]
    assert (found[0].application_id, len(found)) == ("app_99", MAX_DUPLICATES)

"""What two applications have in common, and the keys of names and addresses."""

from accreditation.applications.domain.duplicates import Duplicate, Trait, email_key, name_key, shared_traits


def test_traits_of_all_duplicates_are_listed_once() -> None:
    duplicates = [Duplicate("app_2", (Trait.NAME, Trait.PHONE)), Duplicate("app_3", (Trait.PASSPORT, Trait.NAME))]
    assert shared_traits(duplicates) == (Trait.PASSPORT, Trait.NAME, Trait.PHONE)
    assert shared_traits(()) == ()


def test_name_key_does_not_depend_on_the_order_of_the_words() -> None:
    assert name_key("Thi Hoa NGUYỄN") == name_key("NGUYEN Thi Hoa") == "hoa nguyen thi"


def test_address_in_another_case_has_the_same_key() -> None:
    assert email_key("HOA@Example.org") == "hoa@example.org"

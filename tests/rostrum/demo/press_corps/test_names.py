"""Names of fictional people: composed once, without those of real people."""

import pytest
from msgspec import structs

from rostrum.demo.press_corps.lists import Group, NameSet, read_lists
from rostrum.demo.press_corps.names import Name, NameMaker, person_key
from rostrum.demo.press_corps.outlets import domestic_group
from tests.rostrum.demo.press_corps.conftest import HANOI


def test_excluded_name_is_never_composed() -> None:
    """Without the exclusion, the lists do compose a name that was excluded: the rule is not idle."""
    lists = read_lists(HANOI)
    group = domestic_group(lists.domestic)
    first = NameMaker(lists.splits.seed, ()).compose(group)
    second = NameMaker(lists.splits.seed, (f"{first.given} {first.family}",)).compose(group)
    assert second.native != first.native


def test_names_are_excluded_in_any_order() -> None:
    maker = NameMaker(1, ("PHAM MINH CHINH",))
    assert maker.is_excluded(Name("Minh Chính Phạm", "PHAM", "MINH CHINH"))
    assert maker.is_excluded(Name("x", "CHINH", "PHAM MINH"))
    assert not maker.is_excluded(Name("x", "PHAM", "MINH CHI"))


def test_lists_that_are_too_short_are_refused() -> None:
    group = domestic_group(read_lists(HANOI).domestic)
    only = structs.replace(group, sets=(), family=(("Hồ", "HO"),), given=(("An", "AN"),))
    maker = NameMaker(1, ())
    maker.compose(only)
    with pytest.raises(ValueError, match="'vn' are too short"):
        maker.compose(only)


def group(**changes: object) -> Group:
    """A group with one name, "An" of the family "Hồ", unless `changes` say otherwise."""
    plain = Group(
        id="vn",
        country="VN",
        script="Latin",
        order="family_first",
        language="vi",
        dialling="84",
        family=(("Hồ", "HO"),),
        given=(("An", "AN"),),
    )
    return structs.replace(plain, **changes)


@pytest.mark.parametrize(
    ("changes", "native", "family"),
    [
        ({}, "Hồ An", "HO"),
        ({"order": "given_first"}, "An Hồ", "HO"),
        ({"script": "Han simplified"}, "HồAn", "HO"),
        ({"script": "Hangul", "order": "given_first"}, "An Hồ", "HO"),
        ({"family": ()}, "An", ""),
    ],
)
def test_name_is_joined_in_the_order_of_its_group(changes: dict[str, object], native: str, family: str) -> None:
    assert NameMaker(1, ()).compose(group(**changes)) == Name(native, family, "AN")


def test_middle_and_given_name_come_from_one_set() -> None:
    sets = (NameSet(middle=(("Thị", "THI"),), given=(("Lan", "LAN"),)),)
    assert NameMaker(1, ()).compose(group(sets=sets)) == Name("Hồ Thị Lan", "HO", "THI LAN")


def test_taken_name_is_not_composed() -> None:
    maker = NameMaker(1, ())
    maker.take("Hồ An")
    with pytest.raises(ValueError, match="too short"):
        maker.compose(group())


def test_groups_compose_independently() -> None:
    many = group(given=tuple((f"G{n}", f"G{n}") for n in range(50)))
    alone = NameMaker(7, ()).compose(many)
    maker = NameMaker(7, ())
    maker.compose(group(id="la", given=(("X", "X"),)))
    assert maker.compose(many) == alone


def test_person_key_ignores_order_case_and_marks() -> None:
    assert person_key("pham-minh  CHINH") == person_key("CHINH, Pham Minh") == {"PHAM", "MINH", "CHINH"}
    assert person_key("") == frozenset()

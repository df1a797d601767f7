"""Functions, categories and pools: dealt exactly, or refused with the counts."""

from collections import Counter

import pytest

from conference.event import Event, EventDataError
from rostrum.demo.press_corps.lists import Access, Functions, Group, Later, Splits
from rostrum.demo.press_corps.outlets import Place
from rostrum.demo.press_corps.roles import deal_categories, deal_functions, deal_pools

GROUP = Group(id="vn", country="VN", script="Latin", order="family_first", language="vi", dialling="84")


def splits(reporters: int = 0, photographers: int = 0, *access: Access, seed: int = 1) -> Splits:
    counts = {"reporter": reporters, "photographer": photographers}
    functions = Functions(domestic={"print": counts}, foreign={})
    return Splits(seed=seed, functions=functions, access=access, later=Later(revoked=(), reissued=()))


def places(count: int) -> list[Place]:
    return [Place(GROUP, "print", True, None)] * count


def test_functions_are_dealt_as_often_as_listed() -> None:
    dealt = deal_functions(places(10), splits(7, 3))
    assert Counter(dealt) == {"reporter": 7, "photographer": 3}


def test_functions_depend_on_the_seed() -> None:
    assert deal_functions(places(40), splits(20, 20)) == deal_functions(places(40), splits(20, 20))
    assert deal_functions(places(40), splits(20, 20)) != deal_functions(places(40), splits(20, 20, seed=2))


@pytest.mark.parametrize("people", [9, 11, 0])
def test_functions_for_another_number_of_people_are_refused(people: int) -> None:
    with pytest.raises(EventDataError, match=f"functions.domestic.print: 10 functions for {people} people"):
        deal_functions(places(people), splits(7, 3))


def test_category_follows_the_function_or_the_access_list(hanoi: Event) -> None:
    functions = ["reporter"] * 6 + ["photographer"] * 2
    default = deal_categories(functions, splits(), hanoi)
    assert default == [hanoi.function(function).category for function in functions]
    access = Access(categories=("day-25", "day-26"), functions={"reporter": 4})
    dealt = deal_categories(functions, splits(0, 0, access), hanoi)
    assert Counter(dealt[:6])["day-25"] == Counter(dealt[:6])["day-26"] == 2
    assert dealt[6:] == default[6:]


def test_person_gets_at_most_one_other_category(hanoi: Event) -> None:
    access = [Access(categories=(code,), functions={"reporter": 2}) for code in ("day-25", "day-26")]
    dealt = deal_categories(["reporter"] * 4, splits(0, 0, *access), hanoi)
    assert Counter(dealt) == {"day-25": 2, "day-26": 2}
    with pytest.raises(EventDataError, match=r"not enough people: \{'reporter': 1\}"):
        deal_categories(["reporter"] * 3, splits(0, 0, *access), hanoi)


def test_pools_are_filled_to_their_sizes(hanoi: Event) -> None:
    size = sum(pool.size for pool in hanoi.pools)
    dealt = deal_pools(["general", *["pool"] * size], splits(), hanoi)
    assert dealt[0] is None
    assert Counter(dealt[1:]) == {pool.code: pool.size for pool in hanoi.pools}
    with pytest.raises(EventDataError, match=f"{size - 1} people for {size} places"):
        deal_pools(["pool"] * (size - 1), splits(), hanoi)

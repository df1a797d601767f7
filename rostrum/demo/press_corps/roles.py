"""Functions, categories and pools of the people, assigned so that the splits are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from conference.event import Event, EventDataError, Fault
from rostrum.demo.press_corps.draw import Draw
from rostrum.demo.press_corps.lists import Counts, Kind, Splits
from rostrum.demo.press_corps.outlets import Place

FILE = "press_corps/corps.toml"


def deal_functions(places: Sequence[Place], splits: Splits) -> list[str]:
    """Assign a function to every place. Raises EventDataError unless the counts match the places exactly."""
    decks: dict[tuple[bool, Kind], list[str]] = {}
    for domestic, kinds in ((True, splits.functions.domestic), (False, splits.functions.foreign)):
        for kind, counts in kinds.items():
            cards = [function for function, count in counts.items() for _ in range(count)]
            decks[domestic, kind] = Draw(splits.seed, f"functions/{domestic}/{kind}").shuffled(cards)
    _require_matching_counts(Counter((place.domestic, place.kind) for place in places), decks)
    return [decks[place.domestic, place.kind].pop() for place in places]


def _require_matching_counts(places: Counter[tuple[bool, Kind]], decks: Mapping[tuple[bool, Kind], list[str]]) -> None:
    for domestic, kind in places.keys() | decks.keys():
        people, cards = places[domestic, kind], len(decks.get((domestic, kind), ()))
        if people != cards:
            key = f"functions.{'domestic' if domestic else 'foreign'}.{kind}"
            raise EventDataError(Fault(FILE, key, f"{cards} functions for {people} people"))


def deal_categories(functions: Sequence[str], splits: Splits, event: Event) -> list[str]:
    """Assign a category to every person: that of the function, unless [[access]] assigns another."""
    categories = [event.function(function).category for function in functions]
    order = Draw(splits.seed, "access").shuffled(range(len(functions)))
    for access in splits.access:
        chosen = _choose_by_function(order, functions, access.functions)
        for turn, index in enumerate(chosen):
            categories[index] = access.categories[turn % len(access.categories)]
        order = [index for index in order if index not in chosen]
    return categories


def _choose_by_function(order: Sequence[int], functions: Sequence[str], counts: Counts) -> list[int]:
    left = dict(counts)
    chosen = []
    for index in order:
        if left.get(functions[index], 0):
            left[functions[index]] -= 1
            chosen.append(index)
    if any(left.values()):
        missing = {function: count for function, count in left.items() if count}
        raise EventDataError(Fault(FILE, "access", f"not enough people: {missing}"))
    return chosen


def deal_pools(categories: Sequence[str], splits: Splits, event: Event) -> list[str | None]:
    """Assign a pool to every person of the category "pool", filling each pool to its size."""
    cards = [pool.code for pool in event.pools for _ in range(pool.size)]
    deck = Draw(splits.seed, "pools").shuffled(cards)
    if categories.count("pool") != len(deck):
        raise EventDataError(
            Fault(FILE, "access", f"{categories.count('pool')} people for {len(deck)} places in pools")
        )
    return [deck.pop() if category == "pool" else None for category in categories]

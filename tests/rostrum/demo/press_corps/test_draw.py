"""Deterministic choices: the same on every machine."""

import pytest

from rostrum.demo.press_corps.draw import Draw


def test_draw_gives_known_values() -> None:
    """Pinned: another value here changes every name, photo and split of the corps."""
    draw = Draw(20251025, "test")
    assert [draw.below(1000) for _ in range(6)] == [251, 656, 782, 29, 348, 339]


def test_draw_stays_below_its_limit_and_reaches_each_value() -> None:
    draw = Draw(1, "x")
    assert {draw.below(6) for _ in range(200)} == set(range(6))
    assert {draw.between(3, 5) for _ in range(100)} == {3, 4, 5}


def test_purposes_and_seeds_are_independent() -> None:
    draws = [Draw(seed, purpose) for seed in (1, 2) for purpose in ("a", "b")]
    assert len({tuple(draw.below(100) for _ in range(8)) for draw in draws}) == 4


def test_shuffled_items_stay_complete() -> None:
    things = list(range(50))
    shuffled = Draw(1, "x").shuffled(things)
    assert shuffled != things
    assert sorted(shuffled) == things


def test_draw_from_no_choices_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        Draw(1, "x").one_of([])

"""Dataclasses with shared methods behave as those of Python."""

import dataclasses
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from rostrum.dataclass_methods import share_methods

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="other versions keep Python's methods")

REPLACED = "_cmp_fn", "_hash_fn", "_repr_fn", "_frozen_get_del_attr"


@pytest.fixture
def _sharing() -> Iterator[None]:
    before = {name: getattr(dataclasses, name) for name in REPLACED}
    share_methods()
    yield
    for name, function in before.items():
        setattr(dataclasses, name, function)


def make_class(count: int, **options: bool) -> Any:
    fields = [(f"f{number}", object) for number in range(count)]
    hidden = ("hidden", object, dataclasses.field(default=0, repr=False, compare=False))
    return dataclasses.make_dataclass("Made", [*fields, hidden], **options)  # type: ignore[arg-type]


def describe(made: Any, count: int) -> list[object]:
    """Return what can be observed of a class with this many fields."""
    one, same, other = made(*range(count)), made(*range(count), hidden=1), made(*range(1, count + 1))
    seen: list[object] = [one == same, one == other, one.__eq__(count), repr(one), made.__eq__.__qualname__]
    for act in (lambda: hash(one), lambda: setattr(one, "f0", 7), lambda: delattr(one, "hidden"), lambda: one < other):
        try:
            seen.append(act())
        except (TypeError, AttributeError) as error:
            seen.append((type(error), str(error)))
    return seen


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize(
    "options", [{}, {"frozen": True}, {"frozen": True, "slots": True}, {"unsafe_hash": True}, {"order": True}]
)
def test_class_has_the_same_equality_hash_text_and_refusals(
    request: pytest.FixtureRequest, count: int, options: dict[str, bool]
) -> None:
    expected = describe(make_class(count, **options), count)
    request.getfixturevalue("_sharing")
    shared = make_class(count, **options)
    assert describe(shared, count) == expected
    if options.get("frozen"):
        assert shared.__setattr__.__code__ is make_class(3, **options).__setattr__.__code__


@pytest.mark.usefixtures("_sharing")
def test_value_that_holds_itself_has_a_finite_text() -> None:
    made = make_class(1)
    one = made([])
    one.f0.append(one)
    assert repr(one) == "Made(f0=[...])"


@pytest.mark.usefixtures("_sharing")
def test_subclass_of_a_frozen_class_refuses_its_fields() -> None:
    class Derived(make_class(1, frozen=True)):  # type: ignore[misc]
        extra = 0

    one = Derived(1)
    one.extra = 2
    assert one.extra == 2
    del one.extra
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.f0 = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.f0

"""The press corps contains no real person and no real medium."""

import pytest

from conference.texts.folding import fold_to_key
from rostrum.demo.press_corps import PressCorps
from rostrum.demo.press_corps.lists import read_lists
from rostrum.demo.press_corps.names import person_key
from tests.rostrum.demo.press_corps.conftest import HANOI


def test_no_name_is_that_of_a_real_person(corps: PressCorps) -> None:
    excluded = read_lists(HANOI).excluded
    real = {person_key(name) for name in (*excluded.named, *excluded.heads)}
    assert len(excluded.named) == 10
    assert [p for p in corps.applications if person_key(f"{p.family_name} {p.given_name}") in real] == []


@pytest.mark.parametrize(
    "name",
    [
        "Tô Lâm", "Lương Cường", "Phạm Minh Chính", "Bùi Thanh Sơn", "Lương Tam Quang", "Phạm Thế Tùng",
        "Nguyễn Minh Vũ", "Đặng Hoàng Giang", "António Guterres", "Ghada Waly",
    ],
)  # fmt: skip
def test_person_named_in_the_press_texts_is_not_in_the_corps(corps: PressCorps, name: str) -> None:
    assert fold_to_key(name) not in {fold_to_key(person.native_name) for person in corps.applications}


def test_no_outlet_has_the_name_of_another_or_of_a_real_medium(corps: PressCorps) -> None:
    keys = [fold_to_key(outlet.name) for outlet in corps.outlets]
    assert len(set(keys)) == 189
    owners: dict[str, str] = {}
    for outlet in corps.outlets:
        for name in (outlet.name, *outlet.aliases):
            assert owners.setdefault(fold_to_key(name), outlet.id) == outlet.id
    assert not owners.keys() & {fold_to_key(name) for name in read_lists(HANOI).excluded.outlets}

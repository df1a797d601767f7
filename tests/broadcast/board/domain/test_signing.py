"""The tally of signatures (CASES B26)."""

from datetime import datetime, timedelta

import pytest

from broadcast.board.domain.signing import (
    Calling,
    Tally,
    confirm_tally,
    follow_calling,
    record_signature,
    remove_signature,
)
from conference.errors import NotFoundError, RuleError
from tests.support.board_samples import MORNING, NOON, text

NONE = Tally(source=text("Office of Legal Affairs"), as_of=MORNING)


def test_tally_is_never_without_source_and_time() -> None:
    with pytest.raises(ValueError, match="source"):
        Tally(source={}, as_of=MORNING)
    with pytest.raises(ValueError, match="source"):
        Tally(source={"en": ""}, as_of=MORNING)
    with pytest.raises(ValueError, match="aware"):
        Tally(source=text("x"), as_of=datetime(2025, 10, 25))  # noqa: DTZ001


def test_every_change_moves_as_of_and_keeps_the_source() -> None:
    one = record_signature(NONE, "VN", now=NOON)
    assert [(s.country, s.at) for s in one.signatures] == [("VN", NOON)]
    assert (one.as_of, one.source) == (NOON, NONE.source)
    none = remove_signature(one, "VN", now=NOON + timedelta(seconds=1))
    assert (none.signatures, none.as_of) == ((), NOON + timedelta(seconds=1))


def test_another_source_stays_until_the_next() -> None:
    tally = record_signature(NONE, "VN", now=NOON, source=text("Organizing Committee"))
    assert record_signature(tally, "EU", now=NOON).source == text("Organizing Committee")


def test_signature_is_unique_and_removable() -> None:
    one = record_signature(NONE, "VN", now=NOON)
    with pytest.raises(RuleError, match=r"signing\.already_signed"):
        record_signature(one, "VN", now=NOON)
    with pytest.raises(NotFoundError, match=r"signing\.not_signed"):
        remove_signature(one, "FR", now=NOON)


def test_confirm_changes_only_time_and_total() -> None:
    confirmed = confirm_tally(NONE, now=NOON, of=72)
    assert (confirmed.as_of, confirmed.of, confirmed.source) == (NOON, 72, NONE.source)
    assert confirm_tally(confirmed, now=NOON).of == 72


def test_signature_outside_the_plenary_is_told_apart() -> None:
    tally = record_signature(record_signature(NONE, "VN", now=NOON), "ML", now=NOON, in_plenary=False)
    assert [s.country for s in tally.signatures if s.in_plenary] == ["VN"]


def test_next_three_are_those_who_have_not_signed() -> None:
    order = ("VN", "DZ", "AO", "AU", "AT")
    assert follow_calling(None, order, ()) == Calling(upcoming=("VN", "DZ", "AO"))
    assert follow_calling("AO", order, ("VN",)) == Calling(called="AO", upcoming=("DZ", "AU", "AT"))
    assert follow_calling("AO", order, ("VN", "AO")) == Calling(upcoming=("DZ", "AU", "AT"))

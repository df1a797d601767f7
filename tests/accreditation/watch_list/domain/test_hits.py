"""What becomes of hits of the watch-list after a comparison, and their settlement."""

from dataclasses import replace

import pytest

from accreditation.watch_list.domain.hits import (
    WatchHit,
    WatchSettlement,
    WatchVerdict,
    settle_watch_hit,
    update_watch_hits,
)
from accreditation.watch_list.domain.matching import WatchReason
from conference.errors import ConflictError
from tests.support.application_samples import NOON

NAME = (WatchReason.NAME,)
HIT = WatchHit(application_id="app_1", entry_id="e1", reasons=NAME, found_at=NOON)
OTHER = WatchSettlement(verdict=WatchVerdict.OTHER_PERSON, officer="staff_thu", at=NOON)


def test_new_hit_is_saved_and_one_without_reasons_deleted() -> None:
    assert update_watch_hits("app_1", [], {"e1": NAME}, at=NOON) == ([HIT], [])
    assert update_watch_hits("app_1", [HIT], {"e1": NAME}, at=NOON) == ([], [])
    assert update_watch_hits("app_1", [HIT], {}, at=NOON) == ([], ["e1"])


def test_settled_hit_is_open_again_only_for_other_reasons() -> None:
    settled = settle_watch_hit(HIT, OTHER)
    assert update_watch_hits("app_1", [settled], {}, at=NOON) == ([], [])
    assert update_watch_hits("app_1", [settled], {"e1": NAME}, at=NOON) == ([], [])
    more = (WatchReason.PASSPORT, *NAME)
    assert update_watch_hits("app_1", [settled], {"e1": more}, at=NOON) == ([replace(HIT, reasons=more)], [])
    with pytest.raises(ConflictError):
        settle_watch_hit(settled, OTHER)

"""What becomes of hits after a comparison, and their settlement."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.duplicates import Trait
from accreditation.duplicates.domain.hits import Hit, Pair, Settlement, Verdict, settle, update_hits
from accreditation.duplicates.domain.scoring import HIT_BITS, Evidence
from conference.errors import ConflictError, InvalidError
from tests.support.application_samples import NOON

PAIR = Pair.of("app_2", "app_1")
HIT = Hit(pair=PAIR, traits=(Trait.NAME, Trait.PHONE), bits=20.0, found_at=NOON)
DIFFERENT = Settlement(verdict=Verdict.DIFFERENT_PERSONS, officer="staff_linh", at=NOON)
SETTLED = replace(HIT, settlement=DIFFERENT)
SAME_EVIDENCE = Evidence(22.0, HIT.traits)
MORE_EVIDENCE = Evidence(60.0, (Trait.PASSPORT, *HIT.traits))


def test_pair_has_its_ids_in_order() -> None:
    assert (PAIR.first, PAIR.second) == ("app_1", "app_2")
    assert (PAIR.other("app_1"), PAIR.other("app_2")) == ("app_2", "app_1")


def test_new_evidence_is_an_open_hit_and_little_evidence_is_none() -> None:
    saved, deleted = update_hits([], {PAIR: SAME_EVIDENCE}, at=NOON)
    assert saved == [replace(HIT, bits=22.0)]
    assert update_hits([], {PAIR: Evidence(HIT_BITS - 0.1, HIT.traits)}, at=NOON) == ([], [])
    assert deleted == []


def test_open_hit_without_evidence_is_deleted() -> None:
    assert update_hits([HIT], {}, at=NOON) == ([], [PAIR])
    assert update_hits([HIT], {PAIR: Evidence(1.0, ())}, at=NOON) == ([], [PAIR])


def test_settled_hit_is_open_again_for_other_traits_only() -> None:
    assert update_hits([SETTLED], {PAIR: SAME_EVIDENCE}, at=NOON) == ([], [])
    assert update_hits([SETTLED], {}, at=NOON) == ([], [])
    [again], _ = update_hits([SETTLED], {PAIR: MORE_EVIDENCE}, at=NOON)
    assert again.is_open
    assert again.traits == MORE_EVIDENCE.traits


def test_settlement_needs_the_traits_that_the_page_showed() -> None:
    assert settle(HIT, DIFFERENT, seen=HIT.traits) == SETTLED
    with pytest.raises(ConflictError, match=r"duplicates\.changed"):
        settle(HIT, DIFFERENT, seen=(Trait.NAME,))
    with pytest.raises(ConflictError, match=r"duplicates\.settled_already"):
        settle(SETTLED, DIFFERENT, seen=HIT.traits)


def test_both_applications_of_one_person_stay_with_a_note_only() -> None:
    both = replace(DIFFERENT, verdict=Verdict.KEEP_BOTH)
    with pytest.raises(InvalidError, match=r"duplicates\.note_missing"):
        settle(HIT, replace(both, note="  "), seen=HIT.traits)
    assert not settle(HIT, replace(both, note="two outlets"), seen=HIT.traits).is_open

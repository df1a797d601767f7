"""Badges and grants that a transaction has loaded."""

from dataclasses import replace
from datetime import timedelta

from accreditation.access.rules import GrantRecord, Window
from accreditation.doors.actions.batch_badges import BatchBadges
from accreditation.doors.actions.scan_reading import IdentifiedScan
from accreditation.doors.domain.doors import Verdict
from accreditation.grants.domain import Grant
from tests.support.application_samples import NOON
from tests.support.scan_office import PHONE
from tests.support.scan_samples import make_access_plan, make_scan, make_scan_item, make_snapshot

WINDOW = Window(NOON - timedelta(hours=1), NOON + timedelta(hours=1))


def make_badges() -> BatchBadges:
    badges = BatchBadges(make_access_plan(), {"badge-1": make_snapshot()})
    badges.active_grants["app_1"] = [GrantRecord("grant_1", frozenset({"hall"}), WINDOW, 2, 1)]
    return badges


def test_unknown_badge_has_no_record_and_no_roster_entry() -> None:
    badges = make_badges()
    assert badges.find_record("badge-9", "venue") is badges.find_record(None, "venue") is None
    assert badges.find_roster_entry("badge-9") is None


def test_record_does_not_fit_a_changed_category() -> None:
    badges = make_badges()
    record = badges.find_record("badge-1", "venue")
    assert record is not None
    assert record.fits
    holder = replace(make_snapshot().holder, category="pool")
    badges.snapshots = {"badge-1": make_snapshot(holder=holder)}
    changed = badges.find_record("badge-1", "venue")
    assert changed is not None
    assert not changed.fits


def test_record_is_active_from_hand_over_or_issue_by_the_plan() -> None:
    badges = make_badges()
    records = [badges.find_record("badge-1", "venue")]
    badges.snapshots = {"badge-1": make_snapshot(activated_at=NOON)}
    records.append(badges.find_record("badge-1", "venue"))
    badges.snapshots = {"badge-1": make_snapshot()}
    badges.plan = replace(badges.plan, needs_hand_over=False)
    records.append(badges.find_record("badge-1", "venue"))
    assert [record and record.active for record in records] == [False, True, True]


def test_typed_number_names_the_locked_badge_with_it() -> None:
    item = make_scan_item("P-0001-02")
    badges = make_badges()
    assert badges.find_badge_id(IdentifiedScan(item, PHONE, number="P-0001")) == "badge-1"
    assert badges.find_badge_id(IdentifiedScan(item, PHONE, number="P-0009")) is None
    assert badges.find_badge_id(IdentifiedScan(item, PHONE, badge_id="badge-9")) == "badge-9"


def test_admission_by_a_grant_is_counted_in_the_roster_entry() -> None:
    badges = make_badges()
    badges.count_grant_use(make_scan("key-1", NOON, grant_id="grant_1", verdict=Verdict.WRONG_ZONE))
    badges.count_grant_use(make_scan("key-2", NOON))
    badges.count_grant_use(make_scan("key-3", NOON, grant_id="grant_1"))
    entry = badges.find_roster_entry("badge-1")
    assert entry is not None
    assert [(grant.id, grant.used) for grant in entry.grants] == [("grant_1", 2)]


def test_grant_of_another_person_is_not_found() -> None:
    badges = make_badges()
    own = Grant("grant_1", "app_1", ("hall",), WINDOW, 1, "staff_ha", NOON)
    badges.named_grants = {"grant_1": own, "grant_2": replace(own, id="grant_2", application_id="app_2")}
    assert badges.find_own_grant("badge-1", "grant_1") == own
    assert badges.find_own_grant("badge-1", "grant_2") is None
    assert badges.find_own_grant("badge-9", "grant_1") is badges.find_own_grant("badge-1", None) is None

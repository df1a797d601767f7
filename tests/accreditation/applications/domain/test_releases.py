"""Release of decisions: the hours of the venue's clock, and what is shown until then."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accreditation.applications.domain.applications import Agency, Appeal, Application, Outcome, State
from accreditation.applications.domain.history import Act, Step, shown_to_applicant
from accreditation.applications.domain.releases import (
    apply_release,
    as_shown,
    ends_withheld,
    find_release,
    is_withheld,
    settle_release,
)
from accreditation.vetting.domain import apply_revocation, apply_undo
from tests.support.application_samples import APPROVE, LINH, NOON, REFUSE, SON, with_findings

A, B = Agency.ACCREDITATION, Agency.SECURITY
UNTIL = NOON + timedelta(hours=5)
HOURS = (time(10), time(18))
HANOI, NEW_YORK = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("America/New_York")

REVIEWED = with_findings((APPROVE, A, LINH))
APPROVED = with_findings((APPROVE, A, LINH), (APPROVE, B, SON))
REFUSED = with_findings((APPROVE, A, LINH), (REFUSE, B, SON))


def withheld(decided: Application) -> Application:
    return settle_release(REVIEWED, decided, at=NOON, until=UNTIL)


@pytest.mark.parametrize(
    ("now", "release"),
    [
        (datetime(2025, 10, 20, 2, 59, 59, tzinfo=UTC), datetime(2025, 10, 20, 3, tzinfo=UTC)),
        (datetime(2025, 10, 20, 3, tzinfo=UTC), datetime(2025, 10, 20, 11, tzinfo=UTC)),
        (datetime(2025, 10, 20, 11, 30, tzinfo=UTC), datetime(2025, 10, 21, 3, tzinfo=UTC)),
        (datetime(2025, 10, 20, 23, tzinfo=UTC), datetime(2025, 10, 21, 3, tzinfo=UTC)),
    ],
)
def test_release_is_the_next_hour_of_the_venue_s_clock(now: datetime, release: datetime) -> None:
    assert find_release(HOURS, HANOI, now) == release


@pytest.mark.parametrize(
    ("now", "hour", "release"),
    [
        (datetime(2026, 3, 8, 5, tzinfo=UTC), time(2, 30), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (datetime(2026, 3, 8, 5, tzinfo=UTC), time(10), datetime(2026, 3, 8, 14, tzinfo=UTC)),
        (datetime(2026, 3, 7, 5, tzinfo=UTC), time(10), datetime(2026, 3, 7, 15, tzinfo=UTC)),
        (datetime(2026, 11, 1, 4, tzinfo=UTC), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 5, 45, tzinfo=UTC), time(1, 30), datetime(2026, 11, 2, 6, 30, tzinfo=UTC)),
    ],
    ids=["skipped hour", "first day of summer time", "day before", "hour shown twice", "after the first of the two"],
)
def test_release_on_days_when_the_clock_changes(now: datetime, hour: time, release: datetime) -> None:
    assert find_release((hour,), NEW_YORK, now) == release


def test_event_without_hours_releases_at_once() -> None:
    assert find_release((), HANOI, NOON) is None
    assert settle_release(REVIEWED, APPROVED, at=NOON, until=None).withheld is None


@pytest.mark.parametrize("decided", [APPROVED, REFUSED], ids=["approved", "refused"])
def test_decision_is_shown_from_its_release_on(decided: Application) -> None:
    kept = withheld(decided)
    before, after = as_shown(kept, UNTIL - timedelta(seconds=1)), as_shown(kept, UNTIL)
    assert (before.state, before.decision, set(before.checks) - {A, B}) == (State.IN_REVIEW, None, set())
    assert (after.state, after.withheld) == (decided.state, None)
    assert after.decision is not None
    assert after.decision.shown_at == UNTIL


def test_dismissed_appeal_is_pending_until_its_release() -> None:
    appeal = Appeal("Please.", NOON, B)
    appealed = replace(REFUSED, appeal=appeal)
    dismissed = replace(appealed, appeal=replace(appeal, is_allowed=False), version=appealed.version + 1)
    kept = settle_release(appealed, dismissed, at=NOON, until=UNTIL)
    assert as_shown(kept, NOON).appeal == appeal
    assert as_shown(kept, UNTIL).appeal == dismissed.appeal
    assert apply_release(kept, NOON).decision == REFUSED.decision


def test_decision_that_is_taken_back_was_never_shown() -> None:
    kept = withheld(APPROVED)
    undone = settle_release(kept, apply_undo(kept, agency=B, officer=SON, is_printed=False), at=NOON, until=None)
    assert (undone.withheld, ends_withheld(kept, undone, NOON)) == (None, True)
    assert not ends_withheld(kept, undone, UNTIL)
    assert as_shown(undone, NOON) == undone


def test_revoked_withheld_approval_is_shown_as_a_refusal() -> None:
    kept = withheld(APPROVED)
    changed = apply_revocation(kept, agency=B, officer=SON, at=NOON, reason="conduct")
    revoked = settle_release(kept, changed, at=NOON, until=None)
    assert (as_shown(revoked, NOON).state, as_shown(revoked, NOON).decision) == (State.IN_REVIEW, None)
    shown = as_shown(revoked, UNTIL)
    assert shown.decision is not None
    assert (shown.state, shown.decision.outcome, shown.decision.reason) == (State.REFUSED, Outcome.REFUSED, "conduct")


def test_release_now_counts_from_now() -> None:
    released = apply_release(withheld(REFUSED), NOON)
    assert not is_withheld(released, NOON)
    assert released.decision is not None
    assert released.decision.shown_at == NOON
    assert as_shown(released, NOON).state is State.REFUSED


def test_history_shows_a_decision_from_its_release_on() -> None:
    decided = Step(
        application_id="app_1", version=3, at=NOON, act=Act.CHECKED, outcome=Outcome.APPROVED, released_at=UNTIL
    )
    hour = timedelta(hours=1)
    assert shown_to_applicant([decided], UNTIL - hour) == []
    assert [step.at for step in shown_to_applicant([decided], UNTIL)] == [UNTIL]
    released = replace(decided, version=4, at=NOON + hour, act=Act.RELEASED, outcome=None, released_at=None)
    assert [step.at for step in shown_to_applicant([decided, released], NOON + hour)] == [NOON + hour]
    undone = replace(released, act=Act.UNDONE, outcome=Outcome.APPROVED, ends_withheld=True)
    assert shown_to_applicant([decided, undone], UNTIL + hour) == []

"""Rules of planned announcements."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcast.announcements.domain.planned import (
    LATE_AFTER,
    Planned,
    PlannedState,
    Timing,
    approve,
    cancel,
    check_complete,
    check_listing,
    check_timing,
    expiry_of,
    is_due,
    list_upcoming,
    publish,
)
from broadcast.board.domain.announcements import Destination
from conference.errors import InvalidError, RuleError
from tests.support.board_samples import MORNING, announcement

MINUTE = timedelta(minutes=1)
LATER = MORNING + 30 * MINUTE


def planned(**timing: object) -> Planned:
    return Planned(
        id="a1",
        announcement=announcement(),
        timing=Timing(**timing),  # type: ignore[arg-type]
        author_id="staff_1",
        author="Lan",
        changed_at=MORNING,
    )


@pytest.mark.parametrize(
    ("timing", "code"),
    [
        (Timing(publish_at=MORNING), "announcement.publish_past"),
        (Timing(expires_at=MORNING), "announcement.expiry_past"),
        (Timing(publish_at=LATER, expires_at=LATER), "announcement.expiry_before"),
        (Timing(expires_at=LATER, shown_for_min=5), "announcement.expiry_twice"),
    ],
)
def test_times_must_follow_one_another(timing: Timing, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        check_timing(timing, MORNING)
    assert refused.value.code == code
    check_timing(Timing(publish_at=LATER, expires_at=LATER + MINUTE), MORNING)


@pytest.mark.parametrize(
    ("at", "state", "is_late"),
    [
        (LATER, PlannedState.PUBLISHED, False),
        (LATER + LATE_AFTER, PlannedState.PUBLISHED, False),
        (LATER + 4 * MINUTE, PlannedState.PUBLISHED, True),
        (LATER + 5 * MINUTE, PlannedState.MISSED, True),
    ],
)
def test_late_one_goes_out_marked_unless_it_has_expired(at: datetime, state: PlannedState, is_late: bool) -> None:
    done = publish(planned(publish_at=LATER, shown_for_min=5), at)
    assert (done.state, done.is_late, done.decided_at) == (state, is_late, at)
    if state is PlannedState.PUBLISHED:
        assert (done.announcement.posted_at, done.announcement.expires_at) == (at, LATER + 5 * MINUTE)


def test_minutes_of_a_draft_count_from_its_publication() -> None:
    done = publish(planned(shown_for_min=5), LATER)
    assert (done.announcement.expires_at, done.is_late) == (LATER + 5 * MINUTE, False)
    assert expiry_of(Timing(), LATER) is None
    assert not is_due(planned(), LATER)
    assert is_due(planned(publish_at=LATER), LATER)
    assert not is_due(planned(publish_at=LATER), LATER - MINUTE)


def test_text_is_approved_by_another_person_while_it_waits() -> None:
    with pytest.raises(RuleError, match="own_text"):
        approve(planned(), reader_id="staff_1", reader="Lan")
    assert approve(planned(), reader_id="staff_2", reader="Amina").reader == "Amina"
    gone = cancel(planned(), MORNING)
    with pytest.raises(RuleError, match="decided"):
        approve(gone, reader_id="staff_2", reader="Amina")
    with pytest.raises(RuleError, match="decided"):
        publish(gone, LATER)


def test_complete_text_has_the_official_languages_of_the_event() -> None:
    partial = announcement(text={"en": "Doors close"})
    with pytest.raises(InvalidError) as refused:
        check_complete(partial, ("en", "fr", "vi"))
    assert refused.value.fields == {"text.fr": "announcement.text_missing"}
    check_complete(partial, ("en", "vi"))
    check_complete(announcement(text={"en": "x"}, template="doors"), ("en", "fr"))


LISTED = Timing(publish_at=LATER, is_listed=True)


@pytest.mark.parametrize(
    ("changes", "timing", "fields"),
    [
        ({}, Timing(is_listed=True), {"publish_at": "announcement.listed_draft"}),
        ({"destinations": (Destination.WEB,)}, LISTED, {"destinations": "announcement.listed_elsewhere"}),
        ({"rooms": ("hall",)}, LISTED, {"destinations": "announcement.listed_elsewhere"}),
        ({"subject": {"en": "Doors"}}, LISTED, {"subject.vi": "announcement.subject_missing"}),
    ],
)
def test_listed_one_has_a_time_and_a_subject(changes: dict[str, object], timing: Timing, fields: object) -> None:
    whole = announcement(text={"en": "x", "vi": "x"}, subject={"en": "Doors", "vi": "Cửa"})
    with pytest.raises(InvalidError) as refused:
        check_listing(replace(whole, **changes), timing, ("en", "vi"))  # type: ignore[arg-type]
    assert refused.value.fields == fields
    check_listing(whole, LISTED, ("en", "vi"))


def test_subject_is_complete_or_missing_as_a_whole() -> None:
    with pytest.raises(InvalidError) as refused:
        check_complete(announcement(text={"en": "x", "fr": "x"}, subject={"fr": "Portes"}), ("en", "fr"))
    assert refused.value.fields == {"subject.en": "announcement.subject_missing"}


def test_upcoming_ones_are_listed_until_their_time() -> None:
    waiting = [planned(publish_at=LATER, is_listed=True), planned(publish_at=LATER), planned()]
    assert list_upcoming(waiting, LATER - MINUTE) == (waiting[0],)
    assert list_upcoming(waiting, LATER) == ()

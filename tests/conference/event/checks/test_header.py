"""Faults of an event's header: times in order, ages of data, the source of the count, notices of screens."""

from pathlib import Path

import pytest

from tests.conference.event.folders import change, problem


def test_hours_of_the_desk_end_after_they_begin(folder: Path) -> None:
    change(folder, "event.toml", "closes_at = 2025-10-23T18:00", "closes_at = 2025-10-23T08:00")
    assert problem(folder) == "event.toml: desk.hours[1].closes_at: not after opens_at"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("closes_at = 2025-10-26T13:00", "closes_at = 2025-09-15T09:00", "closes_at: not after opens_at"),
        ("closes_at = 2025-10-26T13:00", "closes_at = 2025-10-26T14:31", "decided_by: before closes_at"),
        ("decided_by = 2025-10-26T14:30:00+07:00", "decided_by = 2025-10-26T17:00:00Z", "decided_by: after the end"),
        (
            "closes_at = 2025-10-26T13:00:00+07:00\ndecided_by = 2025-10-26T14:30:00+07:00",
            "closes_at = 2025-10-27T00:00:00+07:00",
            "closes_at: after the end of the event (ends_on)",
        ),
        ("decided_by = 2025-10-26T14:30:00+07:00", "decided_by = 2025-10-26T14:30:00", "decided_by: a time needs an"),
        ("opens_at = 2025-09-15T09:00:00+07:00", "opens_at = 0001-01-02T00:00:00Z", "opens_at: not between 1970 and"),
    ],
)
def test_faulty_time_of_applications_is_refused(folder: Path, old: str, new: str, message: str) -> None:
    change(folder, "event.toml", old, new)
    assert problem(folder).startswith(f"event.toml: applications.{message}")


def test_conference_that_lasts_too_long_is_refused(folder: Path) -> None:
    change(folder, "event.toml", "ends_on = 2025-10-26", "ends_on = 2025-12-24")
    assert problem(folder) == "event.toml: ends_on: more than 60 days from starts_on"


def test_signatories_need_the_source_of_their_count(folder: Path) -> None:
    text = (folder / "event.toml").read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("tally_source.")]
    (folder / "event.toml").write_text("\n".join(kept), "utf-8")
    assert problem(folder) == "event.toml: tally_source: missing, and the event has signatories"


def test_data_of_applications_kept_longer_than_these_are_refused(folder: Path) -> None:
    change(folder, "event.toml", "photos = 30", "photos = 31")
    assert problem(folder) == "event.toml: retention.photos: longer than applications"


def test_applications_kept_longer_than_the_audit_log_are_refused(folder: Path) -> None:
    change(folder, "event.toml", "trail = 1825", "trail = 29")
    assert problem(folder) == "event.toml: retention.applications: longer than trail"


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ('notices = ["console", "mail"]', "screens.notice_mail: empty"),
        (
            'notice_mail = ["av@example.org"]',
            "screens.notices: mail is missing, and notice_mail is given",
        ),
        ('notices = ["console", "console"]', "screens.notices[2]: used twice"),
    ],
)
def test_notices_of_screens_by_mail_need_addresses(folder: Path, rules: str, message: str) -> None:
    change(folder, "event.toml", "[look]", f"[screens]\n{rules}\n\n[look]")
    assert problem(folder) == f"event.toml: {message}"

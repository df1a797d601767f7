"""Intake of applications: before opening, open, late, closed."""

from datetime import timedelta

from accreditation.applications.domain.intake import LATE_FORMS, Intake, intake_at
from tests.support.application_samples import NOON

OPENS, CLOSES, INSTANT = NOON, NOON + timedelta(days=30), timedelta(microseconds=1)


def test_intake_changes_at_its_moments() -> None:
    moments = [OPENS, CLOSES, CLOSES + LATE_FORMS]
    before, after = (
        [intake_at(moment - step, opens_at=OPENS, closes_at=CLOSES) for moment in moments]
        for step in (INSTANT, timedelta())
    )
    assert before == [Intake.NOT_OPEN, Intake.OPEN, Intake.LATE]
    assert after == [Intake.OPEN, Intake.LATE, Intake.CLOSED]
    assert timedelta(minutes=30) == LATE_FORMS

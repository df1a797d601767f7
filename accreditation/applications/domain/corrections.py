"""Corrections by an applicant: which topics changed, and which approvals remain valid. Pure (A15)."""

from collections.abc import Mapping
from dataclasses import replace

from accreditation.applications.domain.applications import (
    Agency,
    Application,
    Check,
    Finding,
    Move,
    State,
    Topic,
    apply_move,
)

REVIEWED_TOPICS: Mapping[Agency, frozenset[Topic]] = {
    Agency.ACCREDITATION: frozenset(
        {Topic.NAMES, Topic.OUTLET, Topic.FUNCTION, Topic.PHOTO},
    ),
    Agency.SECURITY: frozenset({Topic.NAMES, Topic.COUNTRY, Topic.PHOTO}),
}
"""Topics that each agency's approval depends on; a change of one reopens that agency's check only (A15)."""


def state_of_checks(checks: Mapping[Agency, Check]) -> State:
    """Return the state that results from the checks. Two approvals by the same person leave it in review."""
    findings = {check.finding for check in checks.values()}
    if Finding.REFUSED in findings:
        return State.REFUSED
    if Finding.NEEDS_INFORMATION in findings:
        return State.INCOMPLETE
    officers = {check.officer for check in checks.values()}
    if set(checks) == set(Agency) and len(officers) == len(Agency):
        return State.APPROVED
    return State.IN_REVIEW if checks else State.SUBMITTED


def apply_correction(application: Application, changed: Application) -> Application:
    """Return `changed` (the same application with the applicant's corrections) in the state for review.

    Requests for information are removed; an approval is kept unless a topic that it depends on has changed.
    """
    topics = changed_topics(application, changed)
    checks = {
        agency: check
        for agency, check in application.checks.items()
        if check.finding is Finding.APPROVED and not topics & REVIEWED_TOPICS[agency]
    }
    corrected = {
        agency: application.corrected.get(agency, frozenset()) | topics
        for agency in Agency
        if agency in application.corrected or (agency in application.checks and agency not in checks)
    }
    moved = apply_move(application, Move.CORRECT, state_of_checks(checks))
    return replace(
        changed,
        state=moved.state,
        checks=checks,
        corrected=corrected,
        version=moved.version,
        data_version=moved.version,
    )


def changed_topics(before: Application, after: Application) -> frozenset[Topic]:
    """Return the topics that differ between two versions of an application."""
    return frozenset(topic for topic in Topic if _topic_values(before, topic) != _topic_values(after, topic))


def _topic_values(application: Application, topic: Topic) -> tuple[object, ...]:
    applicant = application.applicant
    values: dict[Topic, tuple[object, ...]] = {
        Topic.NAMES: (applicant.native_name, applicant.family_name, applicant.given_name),
        Topic.COUNTRY: (applicant.country,),
        Topic.OUTLET: (application.outlet_id,),
        Topic.FUNCTION: (application.function, application.category),
        Topic.PHOTO: (application.photo_id,),
        Topic.CONTACT: (applicant.email, applicant.phone, applicant.language),
    }
    return values[topic]

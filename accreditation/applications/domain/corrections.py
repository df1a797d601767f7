"""Corrections by an applicant: which topics changed, and which approvals stay. Pure (A15)."""

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
"""What each agency's approval rests on: a change of it reopens that check and no other (A15)."""


def state_of_checks(checks: Mapping[Agency, Check]) -> State:
    """The state that findings add up to. Two approvals by one person add up to nothing but a review."""
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
    """`changed` (the same application with the applicant's corrections) sent back to the agencies.

    Open questions are closed, and each approval stays unless something it rests on changed.
    """
    touched = changed_topics(application, changed)
    checks = {
        agency: check
        for agency, check in application.checks.items()
        if check.finding is Finding.APPROVED and not touched & REVIEWED_TOPICS[agency]
    }
    sent = apply_move(application, Move.CORRECT, state_of_checks(checks))
    return replace(changed, state=sent.state, checks=checks, version=sent.version, data_version=sent.version)


def changed_topics(before: Application, after: Application) -> frozenset[Topic]:
    """Which topics differ between two versions of an application."""
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

"""Events of applications, published after their transaction is committed."""

from datetime import datetime

from msgspec import Struct

from accreditation.applications.domain.applications import Agency, Finding


class ApplicationSubmitted(Struct, frozen=True):
    """An application was submitted."""

    application_id: str
    at: datetime


class ApplicationCorrected(Struct, frozen=True):
    """An applicant answered a request for information."""

    application_id: str
    at: datetime


class CheckRecorded(Struct, frozen=True):
    """An agency recorded a finding, whether or not it decided the application."""

    application_id: str
    agency: Agency
    finding: Finding
    at: datetime


class InformationRequested(Struct, frozen=True):
    """An agency requested information from the applicant."""

    application_id: str
    agency: Agency
    at: datetime


class ApplicationApproved(Struct, frozen=True):
    """Both agencies have approved: a badge may be issued."""

    application_id: str
    at: datetime


class ApplicationRefused(Struct, frozen=True):
    """One agency refused, for the event's reason code."""

    application_id: str
    reason: str
    at: datetime


class ApplicationHeld(Struct, frozen=True):
    """An agency put the application on hold."""

    application_id: str
    agency: Agency
    at: datetime


class ApplicationResumed(Struct, frozen=True):
    """The agency resumed an application that it had put on hold."""

    application_id: str
    agency: Agency
    at: datetime


class ApplicationReopened(Struct, frozen=True):
    """A refusal or a revocation was cancelled; the application is in review again."""

    application_id: str
    agency: Agency
    at: datetime


class FindingUndone(Struct, frozen=True):
    """An officer took back their own finding; `was_approved` is set when this ended an approval."""

    application_id: str
    agency: Agency
    was_approved: bool
    at: datetime


class ApplicationWithdrawn(Struct, frozen=True):
    """The applicant withdrew; `was_approved` is set when this ended an approval."""

    application_id: str
    was_approved: bool
    at: datetime


class ApprovalRevoked(Struct, frozen=True):
    """An approval was revoked: badges of this application are no longer admitted."""

    application_id: str
    reason: str
    at: datetime


class RefusalAppealed(Struct, frozen=True):
    """The applicant appealed against a refusal or a revocation."""

    application_id: str
    at: datetime


class AppealDecided(Struct, frozen=True):
    """An officer decided an appeal; `is_allowed`: the application is in review again."""

    application_id: str
    is_allowed: bool
    at: datetime

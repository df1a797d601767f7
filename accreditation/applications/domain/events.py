"""Events of applications, published after their transaction is committed."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.applications.domain.applications import Agency, Finding


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """An application was submitted."""

    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationCorrected:
    """An applicant answered a request for information."""

    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckRecorded:
    """An agency recorded a finding, whether or not it decided the application."""

    application_id: str
    agency: Agency
    finding: Finding
    at: datetime


@dataclass(frozen=True, slots=True)
class InformationRequested:
    """An agency requested information from the applicant."""

    application_id: str
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationApproved:
    """Both agencies have approved: a badge may be issued."""

    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationRefused:
    """One agency refused, for the event's reason code."""

    application_id: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationHeld:
    """An agency put the application on hold."""

    application_id: str
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationResumed:
    """The agency resumed an application that it had put on hold."""

    application_id: str
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationReopened:
    """A refusal or a revocation was cancelled; the application is in review again."""

    application_id: str
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingUndone:
    """An officer took back their own finding; `was_approved` is set when this ended an approval."""

    application_id: str
    agency: Agency
    was_approved: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn:
    """The applicant withdrew; `was_approved` is set when this ended an approval."""

    application_id: str
    was_approved: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalRevoked:
    """An approval was revoked: badges of this application are no longer admitted."""

    application_id: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefusalAppealed:
    """The applicant appealed against a refusal or a revocation."""

    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """An officer decided an appeal; `is_allowed`: the application is in review again."""

    application_id: str
    is_allowed: bool
    at: datetime

"""What has happened in accreditation; published after it is durable."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.applications.domain.applications import Agency, Finding


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    """An application was handed in."""

    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationCorrected:
    """An applicant answered a request for information."""

    application_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CheckRecorded:
    """An agency gave its finding, whether or not it decided the application."""

    application_id: str
    agency: Agency
    finding: Finding
    at: datetime


@dataclass(frozen=True, slots=True)
class InformationRequested:
    """An agency asked the applicant for something."""

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
    """An agency set the application aside."""

    application_id: str
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationResumed:
    """The agency took it up again."""

    application_id: str
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationReopened:
    """A refusal or a revocation was taken back."""

    application_id: str
    agency: Agency
    at: datetime


@dataclass(frozen=True, slots=True)
class ApplicationWithdrawn:
    """The applicant withdrew; `was_approved` says that an approval ended with it."""

    application_id: str
    was_approved: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalRevoked:
    """An approval was taken back: no badge of this application may open a door any more."""

    application_id: str
    reason: str
    at: datetime

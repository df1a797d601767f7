"""Dependencies of the actions on applications, built once by the composition root."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from accreditation.applications.domain.answers import Choices
from accreditation.applications.domain.appeals import AppealRules
from accreditation.applications.domain.links import ApplicantLinks
from accreditation.applications.ports import (
    AddressChanges,
    Applications,
    Credentials,
    Drafts,
    History,
    OpenDuplicates,
    OutletPlaces,
    Outlets,
    Passports,
    Photos,
    PhotoStudio,
)
from conference.clock import Clock
from conference.event import Event, IdentityRules
from conference.ids import Ids
from conference.mail.letters import LetterWriter
from conference.transactions import RecordingTransactions

APPLICANT = "applicant"
"""Actor of the audit entries of applicants' actions."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Codes that the event allows as form choices and as reasons, the rules of appeals, the time zone of its days.

    `review` is how long a review usually takes, None for an event without a badge desk. `release_hours` are the hours
    of the venue's clock at which decisions are shown to applicants; none: at once. `identity` says what is kept of
    passports, and who sees it.
    """

    choices: Choices
    refusal_reasons: frozenset[str]
    revocation_reasons: frozenset[str]
    zone: tzinfo
    appeals: AppealRules
    review: timedelta | None
    release_hours: tuple[time, ...] = ()
    identity: IdentityRules = IdentityRules()


def release_hours(event: Event) -> tuple[time, ...]:
    """Return the hours of the venue's clock at which applicants learn of decisions; none: at once."""
    return tuple(sorted(time.fromisoformat(hour) for hour in event.decisions if ":" in hour))


def appeal_rules(event: Event) -> AppealRules:
    """Return the reasons of the event that allow an appeal, and the end of its last day."""
    reasons = (*event.refusal_reasons, *event.revocation_reasons)
    ends_at = datetime.combine(event.ends_on + timedelta(days=1), time(), event.zone_info)
    return AppealRules(frozenset(reason.code for reason in reasons if reason.appeal), ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationServices:
    """Stores, photo studio, clock, ids, rules and links of the actions on applications.

    `missing_letters` returns the letters of a text that a badge cannot show; it blocks, up to 0.3 s the first time.
    """

    transactions: RecordingTransactions
    applications: Applications
    history: History
    outlets: Outlets
    places: OutletPlaces
    photos: Photos
    passports: Passports
    studio: PhotoStudio
    credentials: Credentials
    clock: Clock
    ids: Ids
    rules: Rules
    links: ApplicantLinks
    drafts: Drafts
    address_changes: AddressChanges
    duplicates: OpenDuplicates
    letters: LetterWriter
    missing_letters: Callable[[str], Sequence[str]]

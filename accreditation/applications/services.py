"""What the actions on applications work with, put together once in `rostrum/app.py`."""

from dataclasses import dataclass

from accreditation.applications.domain.answers import Choices
from accreditation.applications.ports import Applications, Credentials, Outlets, Photos, PhotoStudio
from conference.clock import Clock
from conference.ids import Ids
from conference.transactions import Transactions

APPLICANT = "applicant"
"""The audit log's actor for what an applicant does."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the event says of applications: the codes that may be chosen or given as a reason."""

    choices: Choices
    refusal_reasons: frozenset[str]
    revocation_reasons: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationServices:
    """The accreditation desk: its stores, its helpers and its rules."""

    transactions: Transactions
    applications: Applications
    outlets: Outlets
    photos: Photos
    studio: PhotoStudio
    credentials: Credentials
    clock: Clock
    ids: Ids
    rules: Rules

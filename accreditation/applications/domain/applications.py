"""Application for accreditation: its data, its states and the moves between them.

Every move is a row of `MOVES`; nothing else changes a state. Pure: times and ids are arguments.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from conference.errors import ConflictError, RuleError

ID_PREFIX = "app_"
"""Beginning of the id of each application."""


class State(StrEnum):
    """State of an application (DESIGN §3)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    IN_REVIEW = "in_review"
    ON_HOLD = "on_hold"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Agency(StrEnum):
    """One of the two bodies that vet in parallel and independently."""

    ACCREDITATION = "accreditation"
    SECURITY = "security"

    @property
    def other(self) -> "Agency":
        """The other agency."""
        return Agency.SECURITY if self is Agency.ACCREDITATION else Agency.ACCREDITATION


class Finding(StrEnum):
    """Result of one agency's check."""

    APPROVED = "approved"
    REFUSED = "refused"
    NEEDS_INFORMATION = "needs_information"


class Outcome(StrEnum):
    """Outcome of a decision; a withdrawn approval is `revoked`."""

    APPROVED = "approved"
    REFUSED = "refused"
    REVOKED = "revoked"


class Field(StrEnum):
    """Field of the form that an agency may ask the applicant to correct, in the order of the form."""

    NATIVE_NAME = "native_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    COUNTRY = "country"
    PASSPORT_LINE = "passport_line"
    OUTLET = "outlet"
    FUNCTION = "function"
    CATEGORY = "category"
    PHOTO = "photo"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"


class Move(StrEnum):
    """Kind of state transition of an application."""

    SUBMIT = "submit"
    FIND = "find"
    CORRECT = "correct"
    HOLD = "hold"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    REOPEN = "reopen"
    UNDO = "undo"
    EDIT = "edit"
    APPEAL = "appeal"


OPEN = frozenset({State.SUBMITTED, State.IN_REVIEW, State.INCOMPLETE})
"""The states in which the agencies give their findings."""

_DECIDED = frozenset({State.APPROVED, State.REFUSED})

MOVES: Mapping[Move, tuple[frozenset[State], frozenset[State]]] = {
    Move.SUBMIT: (frozenset({State.DRAFT}), frozenset({State.SUBMITTED})),
    Move.FIND: (OPEN, OPEN | _DECIDED),
    Move.CORRECT: (frozenset({State.INCOMPLETE}), OPEN),
    Move.HOLD: (OPEN, frozenset({State.ON_HOLD})),
    Move.RESUME: (frozenset({State.ON_HOLD}), OPEN),
    Move.WITHDRAW: (
        OPEN | {State.DRAFT, State.ON_HOLD, State.APPROVED},
        frozenset({State.WITHDRAWN}),
    ),
    Move.REVOKE: (frozenset({State.APPROVED}), frozenset({State.REFUSED})),
    Move.REOPEN: (frozenset({State.REFUSED}), OPEN),
    Move.UNDO: (OPEN | _DECIDED, OPEN),
    Move.APPEAL: (frozenset({State.REFUSED}), frozenset({State.REFUSED})),
    Move.EDIT: (frozenset({State.APPROVED}), OPEN | {State.APPROVED}),
}
"""Each move: the states it may start from and the states it may lead to."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Personal data of a journalist who applies.

    `native_name` is in the person's own script. `family_name` and `given_name` are as in the
    machine-readable lines of the passport (ICAO 9303): capitals A–Z, one of the two may be empty.
    `country` is ISO 3166-1 alpha-2, `language` the one for letters.
    """

    native_name: str
    family_name: str
    given_name: str
    email: str
    phone: str
    country: str
    language: str

    @property
    def latin_name(self) -> str:
        """Given name and family name, in that order."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True)
class Check:
    """One agency's finding. `note` is internal to the agency; `message` and `fields` are shown to the applicant.

    `answer_by` is the day until which the applicant is asked to answer, if one was set. `version` is the application's
    version after this finding was recorded.
    """

    finding: Finding
    officer: str
    at: datetime
    version: int
    reason: str | None = None
    note: str = ""
    message: str = ""
    fields: tuple[Field, ...] = ()
    answer_by: date | None = None


class Hold(Struct, frozen=True):
    """Suspension of an application by one agency; only that agency may resume it."""

    agency: Agency
    officer: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Outcome of an application, with the deciding officer and agency.

    `reason` is the code of a refusal or revocation, else None. `released_at` is when it is shown to the applicant, None
    for one shown at once. `is_first_shown`: a revocation of an approval that was never shown; to the applicant it is a
    refusal.
    """

    outcome: Outcome
    officer: str
    agency: Agency
    at: datetime
    reason: str | None = None
    released_at: datetime | None = None
    is_first_shown: bool = False

    @property
    def shown_at(self) -> datetime:
        """When the applicant learns of it."""
        return self.released_at or self.at


@dataclass(frozen=True, slots=True)
class Appeal:
    """The applicant's appeal against a refusal or revocation by `agency`, which another officer of it decides.

    `is_allowed` is None until then; `message` is the officer's answer to the applicant.
    """

    text: str
    at: datetime
    agency: Agency
    is_allowed: bool | None = None
    officer: str | None = None
    decided_at: datetime | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the applicant sees in the place of the latest decision, until its release at `until`.

    `version` is that of the application before the decision, for the forms of its applicant.
    """

    until: datetime
    state: State
    version: int
    decision: Decision | None = None
    appeal: Appeal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One request for a badge.

    `corrected` are the fields that the applicant corrected since an agency's finding was reopened, until its next one.
    `is_late`: submitted after the closing, with a form that was open then. `secret_hash` is `secret_digest` of the
    secret of the submitted form, by which it is recognized when it is sent again. `link_generation` counts the links
    that the applicant was given, from 1; it is 0 for an earlier application, which the form's secret opens too.
    `withheld` is None, or says until when the latest decision is not shown to the applicant (see `releases`).
    `outlet_id` is None for a freelancer, `passport_id` without passport data, which are stored sealed. `version` counts
    every change, `data_version` is the version at which the applicant's data last changed.
    """

    id: str
    secret_hash: str
    applicant: Applicant
    function: str
    category: str
    outlet_id: str | None = None
    photo_id: str | None = None
    passport_id: str | None = None
    state: State = State.DRAFT
    consent_at: datetime | None = None
    submitted_at: datetime | None = None
    is_late: bool = False
    checks: Mapping[Agency, Check] = field(default_factory=dict)
    corrected: Mapping[Agency, frozenset[Field]] = field(default_factory=dict)
    hold: Hold | None = None
    decision: Decision | None = None
    appeal: Appeal | None = None
    withheld: Withheld | None = None
    version: int = 0
    data_version: int = 0
    link_generation: int = 0

    @property
    def is_approved(self) -> bool:
        """Whether a badge may be issued: both agencies have approved (A4)."""
        return self.state is State.APPROVED


def secret_digest(secret: str) -> str:
    """Return the stored digest of the secret of a form: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def apply_move(application: Application, move: Move, to: State) -> Application:
    """Return the application in its new state, with its version increased by one.

    Raises RuleError `application.<move>_not_now` when the table does not allow the move.
    """
    sources, targets = MOVES[move]
    if application.state not in sources or to not in targets:
        raise RuleError(f"application.{move}_not_now", state=application.state.value)
    return replace(application, state=to, version=application.version + 1)


def apply_submission(application: Application, *, at: datetime, is_late: bool = False) -> Application:
    """Submit a draft. Raises RuleError without consent, without a photo or without a Latin name."""
    if application.consent_at is None:
        raise RuleError("application.consent_missing")
    if application.photo_id is None:
        raise RuleError("application.photo_missing")
    if not application.applicant.latin_name:
        raise RuleError("application.name_missing")
    submitted = apply_move(application, Move.SUBMIT, State.SUBMITTED)
    return replace(submitted, submitted_at=at, is_late=is_late, data_version=submitted.version)


def apply_withdrawal(application: Application) -> Application:
    """Withdraw the application: this ends an approval and a hold; the findings are kept as history."""
    return replace(apply_move(application, Move.WITHDRAW, State.WITHDRAWN), hold=None)


def apply_link_replacement(application: Application) -> Application:
    """Return the application with its next link, in any state: the earlier ones open nothing more."""
    generation, version = application.link_generation + 1, application.version + 1
    return replace(application, link_generation=generation, version=version)


def may_move(application: Application, move: Move) -> bool:
    """Return whether `MOVES` allows the move from the application's state."""
    return application.state in MOVES[move][0]


def require_unchanged(application: Application, seen_version: int) -> None:
    """Raise ConflictError `application.changed` unless its version is still `seen_version`."""
    if application.version != seen_version:
        raise ConflictError("application.changed", state=application.state.value, version=application.version)

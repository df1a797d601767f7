"""Crews: focal points of outlets, letters of assignment, and the people that a focal point puts on its list. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from accreditation.applications.domain.applications import State
from conference.errors import ConflictError, RuleError


class MemberState(StrEnum):
    """State of a person on a crew's list. Only an invited person may hand in an application for the outlet."""

    INVITED = "invited"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class FocalPoint:
    """Person of an outlet who files its crew. `link_generation` counts the links, from 1; `ended_at`: none works."""

    id: str
    outlet_id: str
    name: str
    email: str
    language: str
    link_generation: int
    invited_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentLetter:
    """Letter by which an outlet assigns its crew, without its pictures. `focal_point` has filed it.

    `media` is the format of the file that was sent (pdf, jpeg, png), `size` its bytes. Only pictures of its pages are
    stored.
    """

    id: str
    outlet_id: str
    focal_point: str
    file_name: str
    media: str
    size: int
    pages: int
    filed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewMember:
    """Person on the list of an outlet's crew.

    `values` are what the focal point typed, by field of the application form; the person confirms or changes them.
    `form_hash` is the digest of the form that the person has opened, by which the application is found. `apply_until`
    is set for a person added after the closing: until then the form is accepted. `replaces` is another member's id.
    """

    id: str
    outlet_id: str
    letter_id: str
    values: Mapping[str, str]
    added_at: datetime
    state: MemberState = MemberState.INVITED
    form_hash: str | None = None
    apply_until: datetime | None = None
    replaces: str | None = None
    version: int = 1

    @property
    def name(self) -> str:
        """The name as the focal point typed it."""
        latin = f"{self.values.get('given_name', '')} {self.values.get('family_name', '')}".strip()
        return self.values.get("native_name") or latin

    @property
    def email(self) -> str:
        """The address to which letters go until the person applies."""
        return self.values["email"]

    @property
    def is_freelancer(self) -> bool:
        """Whether the person works with the outlet's letter but not for the outlet alone."""
        return self.values.get("freelance") == "yes"


class CrewState(StrEnum):
    """State of a person as the focal point sees it: that of the list, then that of the application."""

    INVITED = "invited"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    REPLACED = "replaced"


_APPLICATION_STATES = {
    State.INCOMPLETE: CrewState.INCOMPLETE,
    State.APPROVED: CrewState.APPROVED,
    State.REFUSED: CrewState.REFUSED,
    State.WITHDRAWN: CrewState.WITHDRAWN,
}

ENDED = frozenset({CrewState.REFUSED, CrewState.WITHDRAWN, CrewState.DECLINED, CrewState.REPLACED})
"""States of people who take no place of the outlet."""


def crew_state(member: CrewMember, application_state: State | None) -> CrewState:
    """Return the state of a person, given that of the application as its applicant is shown it, None before one."""
    if member.state is not MemberState.INVITED:
        return CrewState(member.state.value)
    if application_state is None:
        return CrewState.INVITED
    return _APPLICATION_STATES.get(application_state, CrewState.SUBMITTED)


def apply_state(member: CrewMember, state: MemberState) -> CrewMember:
    """Return the member after the end of the invitation. Raises RuleError `crew.ended` when it has ended before."""
    require_invited(member)
    return replace(member, state=state, version=member.version + 1)


def apply_form(member: CrewMember, form_hash: str) -> CrewMember:
    """Return the member with a new form. Raises RuleError `crew.ended`."""
    require_invited(member)
    return replace(member, form_hash=form_hash, version=member.version + 1)


def require_invited(member: CrewMember) -> None:
    """Raise RuleError `crew.ended` when the person is no longer on the list."""
    if member.state is not MemberState.INVITED:
        raise RuleError("crew.ended")


def require_member_version(member: CrewMember, seen_version: int) -> None:
    """Raise ConflictError `crew.changed` when the member has changed since it was shown."""
    if member.version != seen_version:
        raise ConflictError("crew.changed")

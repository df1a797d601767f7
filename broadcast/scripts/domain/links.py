"""Links for crews: which columns of which script they show, in which language, until when."""

from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.scripts.domain.cues import Column
from conference.errors import InvalidError
from conference.languages import LANGUAGES

SPOKEN = "spoken"
"""Scope of what is said, besides the columns of technical notes."""

SCOPES = (SPOKEN, *(column.value for column in Column))
MAX_DAYS = 30
MAX_LABEL = 80


class CrewLink(Struct, frozen=True, kw_only=True):
    """A read-only link without its secret. `label` names the crew for staff."""

    id: str
    session_id: str
    label: str
    scopes: tuple[str, ...]
    language: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    opened: int = 0
    opened_at: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        """Whether the link opens anything at this moment."""
        return self.revoked_at is None and now < self.expires_at


def expiry_of(days: int, now: datetime) -> datetime:
    """Return when a link ends that holds for so many days. Raises InvalidError `script.days_unfit`."""
    if not 1 <= days <= MAX_DAYS:
        raise InvalidError("script.days_unfit", {"days": "script.days_unfit"}, most=MAX_DAYS)
    return now + timedelta(days=days)


def check_scopes(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the scopes in their order. Raises InvalidError `script.scopes_missing` for none or an unknown one."""
    if not scopes or not set(scopes) <= set(SCOPES):
        raise InvalidError("script.scopes_missing", {"scopes": "script.scopes_missing"})
    return tuple(scope for scope in SCOPES if scope in scopes)


def check_language(code: str) -> str:
    """Return the code of a language. Raises InvalidError `choice.missing`."""
    if code not in LANGUAGES:
        raise InvalidError("choice.missing", {"language": "choice.missing"})
    return code

"""Conversion of badges and their people from and to rows."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, case

from accreditation.access.entitlement import Entitlement
from accreditation.applications.domain.applications import OPEN, Finding, State
from accreditation.applications.storage.tables import applications, outlets
from accreditation.badges.domain.badges import Badge, BadgeStatus, HandOver, IdentityCheck
from accreditation.badges.ports import Holder
from accreditation.badges.storage.tables import badges

HOLDER_COLUMNS: tuple[ColumnElement[Any], ...] = (
    applications.c.id.label("application"),
    applications.c.state,
    applications.c.category.label("application_category"),
    applications.c.native_name,
    applications.c.family_name,
    applications.c.given_name,
    applications.c.country,
    applications.c.function,
    applications.c.photo_id,
    outlets.c.name.label("outlet_name"),
)
"""Columns that `holder_of` reads; other columns of an application (address, telephone, checks) are not loaded."""

_IS_CLEARED = and_(
    applications.c.state.in_([state.value for state in OPEN]),
    applications.c.security_finding == Finding.APPROVED.value,
)
_STATE_AT_DOORS = case((_IS_CLEARED, State.APPROVED.value), else_=applications.c.state)

HOLDER_COLUMNS_AT_DOORS: tuple[ColumnElement[Any], ...] = (
    _STATE_AT_DOORS.label("state"),
    *(column for column in HOLDER_COLUMNS if column.name != "state"),
)
"""Columns that `holder_of` reads for doors: the state is approved while the badge stays valid (`keeps_badge`)."""

BADGES_OF_PEOPLE: FromClause = badges.join(applications, applications.c.id == badges.c.application_id).outerjoin(
    outlets, outlets.c.id == applications.c.outlet_id
)


def holder_of(row: Row[Any]) -> Holder:
    """Make the person of a row with `HOLDER_COLUMNS`."""
    return Holder(
        application_id=row.application,
        state=row.state,
        category=row.application_category,
        native_name=row.native_name,
        latin_name=f"{row.given_name} {row.family_name}".strip(),
        country=row.country,
        outlet=row.outlet_name or "",
        function=row.function,
        photo_id=row.photo_id,
    )


def entitlement_of(row: Row[Any]) -> Entitlement:
    """Make the entitlement that the badge of a row was issued for."""
    return Entitlement(row.category, row.letter, tuple(row.zones), row.valid_from, row.valid_until)


def badge_of(row: Row[Any]) -> Badge:
    """Make the badge of a row with all columns of `badges`."""
    return Badge(
        id=row.badge_id,
        serial=row.serial,
        number=row.number,
        application_id=row.application_id,
        entitlement=entitlement_of(row),
        token=row.token,
        qr=row.qr,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        status=BadgeStatus(row.standing),
        reason=row.reason,
        changed_at=row.changed_at,
        printed_at=row.printed_at,
        collected_at=row.collected_at,
        activated_at=row.activated_at,
        deactivated_at=row.deactivated_at,
        hand_over=_hand_over_of(row.hand_over),
        approval_ended=row.approval_ended,
    )


def _hand_over_of(value: Mapping[str, str] | None) -> HandOver | None:
    return None if value is None else HandOver(value["by"], IdentityCheck(value["identity"]), value["proxy"])


def values_of(badge: Badge) -> dict[str, Any]:
    """Return the badge as column values."""
    return {
        "badge_id": badge.id,
        "serial": badge.serial,
        "number": badge.number,
        "application_id": badge.application_id,
        "category": badge.entitlement.category,
        "letter": badge.entitlement.letter,
        "zones": list(badge.entitlement.zones),
        "valid_from": badge.entitlement.valid_from,
        "valid_until": badge.entitlement.valid_until,
        "token": badge.token,
        "qr": badge.qr,
        "issued_at": badge.issued_at,
        "issued_by": badge.issued_by,
        **marks_of(badge),
    }


def marks_of(badge: Badge) -> dict[str, Any]:
    """Return the column values of an issue that may change after it was made."""
    return {
        "standing": badge.status.value,
        "reason": badge.reason,
        "changed_at": badge.changed_at,
        "printed_at": badge.printed_at,
        "collected_at": badge.collected_at,
        "activated_at": badge.activated_at,
        "deactivated_at": badge.deactivated_at,
        "hand_over": None if badge.hand_over is None else asdict(badge.hand_over),
        "approval_ended": badge.approval_ended,
    }

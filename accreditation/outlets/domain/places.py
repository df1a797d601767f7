"""Places of an outlet: its quota, the cap of a delegation, and late places after the closing. Pure."""

from dataclasses import replace
from datetime import datetime

from msgspec import Struct

from accreditation.applications.domain.intake import Intake
from accreditation.applications.domain.outlets import Outlet, OutletKind
from conference.errors import RuleError


class PlaceRules(Struct, frozen=True):
    """Rules of the event: places of an outlet without a quota of its own, and of all official media of a country."""

    quota: int | None = None
    delegation_cap: int | None = None


class PlaceUse(Struct, frozen=True):
    """Places taken: of the outlet, and of the official media of its country (0 for other kinds)."""

    outlet: int
    delegation: int = 0


def quota_of(outlet: Outlet, rules: PlaceRules) -> int | None:
    """Return how many people the outlet may have accredited, None for any number."""
    return outlet.quota if outlet.quota is not None else rules.quota


def is_of_delegation(outlet: Outlet) -> bool:
    """Whether the cap of a delegation holds for the outlet: it is official media of a named country."""
    return outlet.kind is OutletKind.OFFICIAL and bool(outlet.country)


def places_left(outlet: Outlet, use: PlaceUse, rules: PlaceRules) -> int | None:
    """Return how many more people may be added, None for any number."""
    limits = [(quota_of(outlet, rules), use.outlet)]
    if is_of_delegation(outlet):
        limits.append((rules.delegation_cap, use.delegation))
    return min((max(0, most - used) for most, used in limits if most is not None), default=None)


def require_places(outlet: Outlet, use: PlaceUse, rules: PlaceRules, *, wanted: int = 1) -> None:
    """Raise RuleError unless `wanted` people may be added: `outlet.blocked`, `outlet.full`, `outlet.delegation_full`.

    The parameters of the errors are the places left and those wanted.
    """
    require_unblocked(outlet)
    left = places_left(outlet, use, rules)
    if left is None or wanted <= left:
        return
    quota = quota_of(outlet, rules)
    is_outlet_full = quota is not None and wanted > quota - use.outlet
    raise RuleError("outlet.full" if is_outlet_full else "outlet.delegation_full", left=left, wanted=wanted)


def require_unblocked(outlet: Outlet) -> None:
    """Raise RuleError `outlet.blocked` when an officer has blocked the outlet."""
    if outlet.blocked_at is not None:
        raise RuleError("outlet.blocked")


def late_places_left(outlet: Outlet, now: datetime) -> int:
    """Return how many people may still be added after the closing by an officer's leave."""
    return outlet.late_places if outlet.late_until is not None and now < outlet.late_until else 0


def require_open_list(outlet: Outlet, intake: Intake, now: datetime, *, wanted: int) -> None:
    """Raise RuleError unless people may be added now: before the closing, or on late places.

    Codes: `crew.not_open` before applications open, `crew.closed`, `crew.late_places` with those left.
    """
    if intake is Intake.NOT_OPEN:
        raise RuleError("crew.not_open")
    if intake is Intake.OPEN:
        return
    left = late_places_left(outlet, now)
    if not left:
        raise RuleError("crew.closed")
    if wanted > left:
        raise RuleError("crew.late_places", left=left, wanted=wanted)


def take_late_places(outlet: Outlet, number: int) -> Outlet:
    """Return the outlet with fewer late places."""
    return replace(outlet, late_places=outlet.late_places - number, version=outlet.version + 1)

"""Hits of the watch-list: an application and an entry, and what the agency has found about them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.watch_list.domain.matching import WatchReason
from conference.errors import ConflictError


class WatchVerdict(StrEnum):
    """What the agency has found about a hit."""

    LISTED_PERSON = "listed_person"
    OTHER_PERSON = "other_person"


class WatchSettlement(Struct, frozen=True, kw_only=True):
    """A verdict on a hit, with the note of its officer."""

    verdict: WatchVerdict
    officer: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchHit:
    """An application that may be of a person of the list; `settlement` is None while the hit is open."""

    application_id: str
    entry_id: str
    reasons: tuple[WatchReason, ...]
    found_at: datetime
    settlement: WatchSettlement | None = None


def update_watch_hits(
    application_id: str, known: Iterable[WatchHit], found: Mapping[str, tuple[WatchReason, ...]], *, at: datetime
) -> tuple[list[WatchHit], list[str]]:
    """Return the hits of an application to save after a comparison, and the entries of those to delete.

    `found` maps the ids of entries to the reasons. A settled hit stays settled while it has the same reasons, also when
    its entry was left out of a list in between.
    """
    before = {hit.entry_id: hit for hit in known}
    saved = [
        WatchHit(application_id=application_id, entry_id=entry, reasons=reasons, found_at=at)
        for entry, reasons in found.items()
        if reasons and (entry not in before or before[entry].reasons != reasons)
    ]
    deleted = [hit.entry_id for hit in before.values() if hit.settlement is None and not found.get(hit.entry_id)]
    return saved, deleted


def settle_watch_hit(hit: WatchHit, settlement: WatchSettlement) -> WatchHit:
    """Return the settled hit. Raises ConflictError `watch_list.settled_already`."""
    if hit.settlement is not None:
        raise ConflictError("watch_list.settled_already")
    return replace(hit, settlement=settlement)

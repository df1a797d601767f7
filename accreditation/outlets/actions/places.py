"""Places of outlets when applications are handed in: `accreditation.applications.ports.OutletPlaces`."""

from datetime import datetime

from msgspec import Struct

from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.ports import Outlets
from accreditation.outlets.domain.crews import require_invited
from accreditation.outlets.domain.places import (
    PlaceRules,
    PlaceUse,
    is_of_delegation,
    require_places,
    require_unblocked,
)
from accreditation.outlets.ports import CrewMembers, OutletLists
from conference.clock import Clock
from conference.transactions import Transaction


async def read_use(
    lists: OutletLists, transaction: Transaction, outlet: Outlet, now: datetime, *, without_form: str = ""
) -> PlaceUse:
    """Return how many places are taken: of the outlet, and of the official media of its country."""
    ids = {outlet.id}
    if is_of_delegation(outlet):
        ids |= set(await lists.list_delegation(transaction, outlet.country))
    used = await lists.count_used(transaction, ids, now, without_form=without_form)
    return PlaceUse(used[outlet.id], sum(used.values()) if is_of_delegation(outlet) else 0)


class CrewPlaces(Struct, frozen=True, kw_only=True):
    """Quotas and crews, as the form for applications asks for them."""

    outlets: Outlets
    lists: OutletLists
    members: CrewMembers
    rules: PlaceRules
    clock: Clock

    async def take(self, transaction: Transaction, outlet_id: str | None, *, form_hash: str) -> str | None:
        """Return the outlet of a form that is handed in: that of the crew whose list has the person, or the typed one.

        Raises RuleError: `outlet.full`, `outlet.delegation_full`, `outlet.blocked`, `crew.ended`.
        """
        member = await self.members.find_by_form(transaction, form_hash) if form_hash else None
        if member is not None:
            require_invited(member)
            require_unblocked(await self.outlets.get(transaction, member.outlet_id))
            return None if member.is_freelancer else member.outlet_id
        outlet = await self.outlets.find(transaction, outlet_id, lock=True) if outlet_id else None
        if outlet is not None:
            now = self.clock.now()
            use = await read_use(self.lists, transaction, outlet, now, without_form=form_hash)
            require_places(outlet, use, self.rules)
        return outlet_id

    async def find_late_end(self, transaction: Transaction, form_hash: str) -> datetime | None:
        """Return until when the form is accepted after the closing, None when it is not."""
        member = await self.members.find_by_form(transaction, form_hash)
        return member.apply_until if member else None

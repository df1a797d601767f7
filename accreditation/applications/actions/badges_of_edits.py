"""What becomes of a badge when the application that it was issued for changes."""

from datetime import datetime

from accreditation.applications.domain.applications import Application, State
from accreditation.applications.domain.corrections import PRINTED_FIELDS, changed_fields, keeps_badge
from accreditation.applications.services import ApplicationServices
from conference.transactions import Transaction


async def renew_badge(
    services: ApplicationServices, transaction: Transaction, before: Application, after: Application,
    *, actor: str, at: datetime,
) -> None:  # fmt: skip
    """Supersede the badge of an edited application, or have it printed again, or leave it as it is.

    Raises ConflictError `badge.print_awaiting` for a badge to print again that is in an open print run.
    """
    if not keeps_badge(after):
        await services.credentials.supersede(transaction, after.id, actor=actor, at=at)
    elif changed_fields(before, after) & PRINTED_FIELDS:
        await services.credentials.print_again(transaction, after.id, actor=actor, at=at)


async def end_lost_badge(
    services: ApplicationServices, transaction: Transaction, before: Application, after: Application,
    *, actor: str, at: datetime, reason: str = "",
) -> None:  # fmt: skip
    """End the badge when the application no longer keeps it: revoked by a refusal for its reason, else superseded."""
    if not keeps_badge(before) or keeps_badge(after):
        return
    if after.state is State.REFUSED:
        await services.credentials.end(transaction, after.id, reason=reason, actor=actor, at=at)
    else:
        await services.credentials.supersede(transaction, after.id, actor=actor, at=at)

"""The follow-up forms of an applicant, as a section of the applicant's page."""

from aiohttp import web
from msgspec import Struct

from accreditation.annexes.actions.filling import OwnAnnex, list_own_annexes
from accreditation.annexes.web.context import STATE_CHIPS, STATES, annex_services_of
from accreditation.applications.domain.applications import Application
from accreditation.applications.web.context import OwnSection


class OwnRow(Struct, frozen=True):
    """A form with the key of its state's text, and colour and shape of its chip."""

    own: OwnAnnex
    state_key: str
    chip: tuple[str, str]


async def make_own_section(request: web.Request, application: Application) -> OwnSection | None:
    """Return the section with the forms of an applicant, None without any."""
    rows = [_show_row(own) for own in await list_own_annexes(annex_services_of(request), application)]
    return OwnSection("annexes/own_list.html", {"rows": rows}) if rows else None


def _show_row(own: OwnAnnex) -> OwnRow:
    state = own.answers.state.value if own.answers else "none"
    return OwnRow(own, STATES[state], STATE_CHIPS[state])

"""Dependencies of the pages of imports, stored on the application by a typed key; headings and choices of tables."""

from collections.abc import Mapping

from aiohttp import web
from msgspec import Struct, field

from accreditation.access.roles import Permission
from accreditation.exports.content import HEADINGS, OUTLET_KINDS
from accreditation.imports.domain import COLUMNS, ImportChoices, ImportKind
from accreditation.imports.services import ImportServices
from accreditation.outlets.web.context import crew_choices
from accreditation.outlets.web.crew_tables import known_headings
from conference.auth.roles import may
from conference.errors import ForbiddenError
from conference.event import Event
from conference.languages import LANGUAGES
from conference.rate_limits import Limit, Limits
from conference.texts.catalogues import Catalogues
from conference.texts.folding import fold_to_key
from conference.web import client_address, signed_in_staff, site_of

PATH = "/staff/imports"
IMPORT_FILES = Limit("imports", burst=20, every_s=60)
"""Posts of files by one person."""

PASSPORT_HEADING = "apply.label.passport_line"


class ImportPages(Struct, frozen=True):
    """Services, event and limits of the pages."""

    services: ImportServices
    event: Event
    limits: Limits = field(default_factory=Limits)


IMPORT_PAGES: web.AppKey[ImportPages] = web.AppKey("imports", ImportPages)


def import_pages_of(request: web.Request) -> ImportPages:
    """Return the dependencies of the pages."""
    return request.config_dict[IMPORT_PAGES]


def charge_importer(request: web.Request) -> None:
    """Count a post before its body is read. Raises ForbiddenError for staff without the permission, ThrottledError.

    Posts after the end of a login are counted by network address: their form is shown again after the sign-in.
    """
    staff = signed_in_staff(request)
    if staff is not None and not may(staff, Permission.VET_ACCREDITATION):
        raise ForbiddenError("role.missing")
    person = staff.id if staff else client_address(request)
    import_pages_of(request).limits.charge(IMPORT_FILES, person, site_of(request).clock.now())


def heading_key(column: str) -> str:
    """Return the key of the heading of a column."""
    return PASSPORT_HEADING if column == "passport_line" else HEADINGS[column]


def headings_of(kind: ImportKind, catalogues: Catalogues) -> Mapping[str, tuple[str, ...]]:
    """Return the headings of each column in every language, those of lists of crews included."""
    usual = known_headings(catalogues)
    return {
        name: (*(str(catalogues.text(code, heading_key(name))) for code in LANGUAGES), *usual.get(name, ()))
        for name in COLUMNS[kind]
    }


def choices_of(event: Event, catalogues: Catalogues, code: str) -> ImportChoices:
    """Return the codes by the names that tables may use: codes, and names in each language. `code` is the reader's."""
    usual = crew_choices(event, code)
    kinds = {
        fold_to_key(text): value
        for value, key in OUTLET_KINDS.items()
        for text in (value, *(str(catalogues.text(one, key)) for one in LANGUAGES))
    }
    categories = {fold_to_key(name): one.code for one in event.categories for name in (*one.name.values(), one.code)}
    return ImportChoices(usual.countries, usual.functions, categories, usual.languages, kinds, code)

"""Dependencies of imports, built once by the composition root."""

from msgspec import Struct

from accreditation.applications.services import ApplicationServices


class ImportServices(Struct, frozen=True, kw_only=True):
    """Services of applications whose acts are announced by letters, and the same without letters."""

    announcing: ApplicationServices
    silent: ApplicationServices

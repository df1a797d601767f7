"""Dependencies of imports, built once by the composition root."""

from dataclasses import dataclass

from accreditation.applications.services import ApplicationServices


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportServices:
    """Services of applications whose acts are announced by letters, and the same without letters."""

    announcing: ApplicationServices
    silent: ApplicationServices

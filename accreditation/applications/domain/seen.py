"""What an officer saw of an application or outlet when opening the page: acts refuse an outdated state. Pure."""

from __future__ import annotations

from msgspec import Struct

from accreditation.applications.domain.applications import OPEN, Agency, Application, require_unchanged
from accreditation.applications.domain.outlets import Outlet
from conference.errors import ConflictError


class SeenVersion(Struct, frozen=True):
    """Id and version of an application as shown on the officer's page."""

    application_id: str
    version: int

    @classmethod
    def of(cls, application: Application) -> SeenVersion:
        """Return the version that the application has now."""
        return cls(application.id, application.version)


class SeenOutlet(Struct, frozen=True):
    """Id of an outlet, with its name and whether it was confirmed, as shown on the officer's page."""

    id: str
    name: str
    verified: bool


def require_seen(application: Application, agency: Agency | None, seen_version: int) -> None:
    """Raise ConflictError `application.changed` when the version that the officer saw is outdated.

    It is outdated when the applicant's data or this agency's own finding changed since `seen_version`, or the
    application changed and is no longer open. A finding of the other agency alone is no conflict. For an act that is no
    part of the vetting, `agency` is None: then every change is a conflict.
    """
    check = application.checks.get(agency) if agency else None
    newest = max(application.data_version, check.version if check else 0)
    if agency is None or newest > seen_version or application.state not in OPEN:
        require_unchanged(application, seen_version)


def require_seen_outlet(outlet: Outlet | None, seen: SeenOutlet) -> None:
    """Raise ConflictError `outlet.changed` when the outlet was confirmed, renamed or merged since it was shown."""
    if outlet is None:
        raise ConflictError("outlet.merged", name=seen.name)
    if (outlet.name, outlet.verified) != (seen.name, seen.verified):
        raise ConflictError("outlet.changed", name=outlet.name)

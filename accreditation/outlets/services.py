"""Dependencies of the actions on outlets and crews, built once by the composition root."""

from dataclasses import dataclass
from datetime import datetime

from accreditation.applications.domain.intake import Intake, intake_at
from accreditation.applications.services import ApplicationServices
from accreditation.documents.ports import DocumentStudio
from accreditation.outlets.domain.links import CrewLinks
from accreditation.outlets.domain.places import PlaceRules
from accreditation.outlets.ports import AssignmentLetters, CrewMembers, FocalPoints, OutletLists, OutletMerges
from conference.event import Event
from conference.transactions import RecordingTransactions


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletServices:
    """Stores, links and rules of outlets. `applications` has the stores of outlets and applications, clock and ids.
    `studio` makes pictures of letters of assignment.

    People may be added to lists for `opens_at` ≤ t < `closes_at`, later only on late places.
    """

    transactions: RecordingTransactions
    applications: ApplicationServices
    lists: OutletLists
    focal_points: FocalPoints
    members: CrewMembers
    letters: AssignmentLetters
    studio: DocumentStudio
    merges: OutletMerges
    links: CrewLinks
    rules: PlaceRules
    opens_at: datetime
    closes_at: datetime

    def intake_at(self, now: datetime) -> Intake:
        """Return whether applications are accepted at a moment."""
        return intake_at(now, opens_at=self.opens_at, closes_at=self.closes_at)


def place_rules(event: Event) -> PlaceRules:
    """Return the rules of places that the event declares."""
    return PlaceRules(event.outlets.quota, event.outlets.delegation_cap)

"""Change of an applicant's mail address, which both addresses confirm. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from accreditation.applications.domain.applications import Application

CHANGE_LIFE = timedelta(days=7)
"""How long a change waits for its confirmations."""


class Side(StrEnum):
    """Address that confirms a change."""

    EARLIER = "earlier"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChange:
    """Requested change. The hashes are those of the secrets in the letters to each address.

    For an earlier address that receives no letters an officer confirms, after checking the applicant's identity.
    """

    application_id: str
    address: str
    expires_at: datetime
    earlier_hash: str
    new_hash: str
    earlier_confirmed: bool = False
    new_confirmed: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Whether both addresses have confirmed."""
        return self.earlier_confirmed and self.new_confirmed

    def side_of(self, secret_hash: str) -> Side:
        """Return the address to which the letter with this secret went."""
        return Side.NEW if secret_hash == self.new_hash else Side.EARLIER

    def is_confirmed_by(self, side: Side) -> bool:
        """Whether this address has confirmed."""
        return self.new_confirmed if side is Side.NEW else self.earlier_confirmed

    def confirm(self, side: Side) -> "AddressChange":
        """Return the change with the confirmation of this address."""
        return replace(self, new_confirmed=True) if side is Side.NEW else replace(self, earlier_confirmed=True)


def apply_address_change(application: Application, address: str) -> Application:
    """Return the application with its new address, in any state."""
    version = application.version + 1
    applicant = replace(application.applicant, email=address)
    return replace(application, applicant=applicant, version=version, data_version=version)

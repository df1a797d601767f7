"""Values of the press corps: outlets and applications."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct

from rostrum.demo.press_corps.lists import Kind, Order


class Outcome(StrEnum):
    """Intended outcome of an application of the corps."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    IN_REVIEW = "in_review"


class BadgeStep(StrEnum):
    """How far the badge of an approved person is on the morning of the conference."""

    ISSUED = "issued"
    PRINTED = "printed"
    HANDED_OVER = "handed_over"


class CorpsOutlet(Struct, frozen=True):
    """A fictional medium. `aliases` are its other names, an English one first where there is one."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: Kind
    country: str
    domestic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpsApplication:
    """Fictional journalist and the course of their application.

    `native_name` is as typed, in the script named by `script` and the order `order`. `family_name` and
    `given_name` are the passport's; one of them may be empty. `outlet_ids` has the main outlet first and is
    empty for a freelancer. `reason` goes with a refusal; `revoked` and `reissued` are the reason codes of
    what happens to an approved one later, `badge_step` is how far their badge is; `approved_by` is the one agency
    that has approved one in review.
    `case` names the special case that the person tests.
    """

    key: str
    native_name: str
    family_name: str
    given_name: str
    script: str
    order: Order
    email: str
    phone: str
    country: str
    language: str
    function: str
    category: str
    outcome: Outcome
    outlet_ids: tuple[str, ...] = ()
    pool: str | None = None
    reason: str | None = None
    revoked: str | None = None
    reissued: str | None = None
    badge_step: BadgeStep = BadgeStep.HANDED_OVER
    approved_by: str | None = None
    case: str | None = None

    @property
    def is_freelance(self) -> bool:
        """Whether the person works for no outlet."""
        return not self.outlet_ids


@dataclass(frozen=True, slots=True)
class PressCorps:
    """All outlets and all applications, in the order in which they arrive."""

    seed: int
    outlets: tuple[CorpsOutlet, ...]
    applications: tuple[CorpsApplication, ...]

    @property
    def approved(self) -> tuple[CorpsApplication, ...]:
        """The approved applications, including those whose approval is revoked later."""
        return tuple(a for a in self.applications if a.outcome is Outcome.APPROVED)

    def outlet(self, outlet_id: str) -> CorpsOutlet:
        """Return the outlet with this id. Raises KeyError."""
        for outlet in self.outlets:
            if outlet.id == outlet_id:
                return outlet
        raise KeyError(outlet_id)

"""What a device sends of its scans and what it is told, as typed JSON: docs/doors.md."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import asdict

from accreditation.access.plan import AccessPlan
from accreditation.access.rules import Direction
from accreditation.doors.actions.scan_services import Answer
from accreditation.doors.domain.doors import Ruling, Verdict
from accreditation.doors.domain.scans import Item, Method, OverrideItem, OverrideReason, ScanItem, UndoItem, UndoReason
from accreditation.doors.ports.devices import Entry
from accreditation.doors.web.device_json import Int32, Moment, exact, in_utc
from accreditation.doors.web.roster_json import line_json

MAX_ITEMS = 200

Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{0,64}$")]


class ToldIn(Struct, forbid_unknown_fields=True):
    """The ruling that the guard was shown."""

    verdict: Verdict
    direction: Literal["entry", "exit"]
    grant: Name | None = None

    def ruling(self) -> Ruling:
        """The ruling as the action takes it."""
        return Ruling(self.verdict, Direction(self.direction), self.grant)


class ItemIn(Struct, tag_field="kind", forbid_unknown_fields=True):
    """What every item says; the fields are named as those of the action's items."""

    key: Key
    door: Name
    scanned_at: Moment
    skew_ms: Int32

    def values(self) -> dict[str, Any]:
        """All fields by name, its time in UTC."""
        return asdict(self) | {"scanned_at": in_utc(self.scanned_at)}


class ScanIn(ItemIn, tag="scan"):
    """A reading: one that asks (`decided` null) or one that tells."""

    text: str
    method: Method
    direction: Direction
    decided: ToldIn | None = None

    def item(self) -> ScanItem:
        """The reading as the action takes it."""
        values = self.values()
        device_ruling: ToldIn | None = values.pop("decided")
        return ScanItem(**values, device_ruling=None if device_ruling is None else device_ruling.ruling())


class OverrideIn(ItemIn, tag="override"):
    """A supervisor's word that sets a refusal aside."""

    of: Key
    reason: OverrideReason
    supervisor: Name
    proof: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]

    def item(self) -> OverrideItem:
        """The override as the action takes it."""
        return OverrideItem(**self.values())


class UndoIn(ItemIn, tag="undo"):
    """A scan that is taken back."""

    of: Key
    reason: UndoReason

    def item(self) -> UndoItem:
        """The undoing as the action takes it."""
        return UndoItem(**self.values())


class ScansIn(Struct, forbid_unknown_fields=True):
    """What happened, in the order in which it did."""

    items: Annotated[list[ScanIn | OverrideIn | UndoIn], Meta(max_length=MAX_ITEMS)]

    def taken(self) -> list[Item]:
        """The items as the action takes them."""
        return [one.item() for one in self.items]


class PriorOut(Struct):
    """The scan that another one met or contradicts."""

    at: str
    door: str
    key: str


class AnswerOut(Struct):
    """What became of an item."""

    key: str
    scan: str | None = None
    verdict: str | None = None
    direction: str | None = None
    at: str | None = None
    badge_id: str | None = None
    grant: str | None = None
    prior: PriorOut | None = None
    person: dict[str, Any] | None = None
    conflict: str | None = None
    problem: str | None = None


class ScansOut(Struct):
    """The server's time, and an answer for each item."""

    at: str
    answers: list[AnswerOut]


def answers_out(plan: AccessPlan, answers: Sequence[Answer], items: Sequence[Item], *, at: datetime) -> ScansOut:
    """What a device is told of the items that it sent."""
    return ScansOut(exact(at), [_answer(plan, answer, item) for answer, item in zip(answers, items, strict=True)])


def _answer(plan: AccessPlan, answer: Answer, item: Item) -> AnswerOut:
    scan = answer.scan
    if scan is None:
        return AnswerOut(answer.key, problem=answer.problem)
    asked = isinstance(item, ScanItem) and item.device_ruling is None
    return AnswerOut(
        key=answer.key,
        scan=scan.id,
        verdict=scan.verdict.value,
        direction=scan.direction.value,
        at=exact(scan.occurred_at),
        badge_id=scan.badge_id,
        grant=scan.grant_id,
        prior=_prior(answer.prior),
        person=line_json(plan, answer.roster_entry) if asked and answer.roster_entry is not None else None,
        conflict=scan.conflict,
    )


def _prior(prior: Entry | None) -> PriorOut | None:
    return None if prior is None else PriorOut(exact(prior.at), prior.door, prior.key)

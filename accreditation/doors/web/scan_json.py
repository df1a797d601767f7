"""JSON of scans: what a device sends, and what it is answered (docs/doors.md)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import asdict

from accreditation.access.plan import AccessPlan
from accreditation.access.rules import Direction
from accreditation.doors.actions.scan_services import Answer
from accreditation.doors.domain.doors import Ruling, Verdict
from accreditation.doors.domain.openings import Opening
from accreditation.doors.domain.scans import Item, Method, OverrideItem, OverrideReason, ScanItem, UndoItem, UndoReason
from accreditation.doors.web.device_values import Int32, Moment, format_exact_moment, in_utc
from accreditation.doors.web.roster_json import EntryOut, PersonOut, entry_out, person_out

MAX_ITEMS = 200

Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{0,64}$")]


class RulingIn(Struct, forbid_unknown_fields=True):
    """The ruling that the device has shown."""

    verdict: Verdict
    direction: Literal["entry", "exit"]
    grant: Name | None = None

    def ruling(self) -> Ruling:
        """Return the ruling for the action."""
        return Ruling(self.verdict, Direction(self.direction), self.grant)


class ItemIn(Struct, tag_field="kind", forbid_unknown_fields=True):
    """Fields of every item, named as those of the action's items."""

    key: Key
    door: Name
    scanned_at: Moment
    skew_ms: Int32

    def values(self) -> dict[str, Any]:
        """Return all fields by name, the moment in UTC."""
        return asdict(self) | {"scanned_at": in_utc(self.scanned_at)}


class ScanIn(ItemIn, tag="scan"):
    """A scan: an online scan (`decided` null) or an offline scan."""

    text: str
    method: Method
    direction: Direction
    decided: RulingIn | None = None

    def item(self) -> ScanItem:
        """Return the scan for the action."""
        values = self.values()
        device_ruling: RulingIn | None = values.pop("decided")
        return ScanItem(**values, device_ruling=None if device_ruling is None else device_ruling.ruling())


class OverrideIn(ItemIn, tag="override"):
    """A supervisor's override of a refusal."""

    of: Key
    reason: OverrideReason
    supervisor: Name
    proof: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]

    def item(self) -> OverrideItem:
        """Return the override for the action."""
        return OverrideItem(**self.values())


class UndoIn(ItemIn, tag="undo"):
    """The undo of a scan."""

    of: Key
    reason: UndoReason

    def item(self) -> UndoItem:
        """Return the undo for the action."""
        return UndoItem(**self.values())


class ScansIn(Struct, forbid_unknown_fields=True):
    """The items in the order in which they happened."""

    items: Annotated[list[ScanIn | OverrideIn | UndoIn], Meta(max_length=MAX_ITEMS)]

    def all_items(self) -> list[Item]:
        """Return the items for the action."""
        return [one.item() for one in self.items]


class OpeningOut(Struct):
    """When the badge opens the door's zone (null: no more), and which other zones it opens."""

    at: str | None
    zones: tuple[str, ...]


class AnswerOut(Struct):
    """Result of one item. `prior`: the entry that the scan found or contradicts. `problem`: why it was not recorded."""

    key: str
    scan: str | None = None
    verdict: str | None = None
    direction: str | None = None
    at: str | None = None
    badge_id: str | None = None
    grant: str | None = None
    prior: EntryOut | None = None
    person: PersonOut | None = None
    opening: OpeningOut | None = None
    conflict: str | None = None
    problem: str | None = None


class ScansOut(Struct):
    """The server's time, and the result of each item."""

    at: str
    answers: list[AnswerOut]


def answers_out(plan: AccessPlan, answers: Sequence[Answer], items: Sequence[Item], *, at: datetime) -> ScansOut:
    """Return the answer to the items that a device sent."""
    return ScansOut(
        format_exact_moment(at), [_answer_out(plan, answer, item) for answer, item in zip(answers, items, strict=True)]
    )


def _answer_out(plan: AccessPlan, answer: Answer, item: Item) -> AnswerOut:
    scan = answer.scan
    if scan is None:
        return AnswerOut(answer.key, problem=answer.problem)
    is_online = isinstance(item, ScanItem) and item.device_ruling is None
    return AnswerOut(
        key=answer.key,
        scan=scan.id,
        verdict=scan.verdict.value,
        direction=scan.direction.value,
        at=format_exact_moment(scan.occurred_at),
        badge_id=scan.badge_id,
        grant=scan.grant_id,
        prior=None if answer.prior is None else entry_out(answer.prior),
        person=person_out(plan, answer.roster_entry) if is_online and answer.roster_entry is not None else None,
        opening=_opening_out(answer.opening) if is_online and answer.opening is not None else None,
        conflict=scan.conflict,
    )


def _opening_out(opening: Opening) -> OpeningOut:
    return OpeningOut(None if opening.at is None else format_exact_moment(opening.at), opening.zones)

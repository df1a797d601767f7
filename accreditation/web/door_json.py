"""What a door's device and the server tell each other, as typed JSON."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from accreditation.actions.doors import Answer
from accreditation.domain.doors import TONES
from accreditation.domain.scans import Method, Presented, UndoReason
from accreditation.ports_badges import Known, Scan
from conference.event import Event
from conference.languages import pick

Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Device = Annotated[str, Meta(max_length=64, pattern=r"^[ -~]*$")]


class ScanIn(Struct, forbid_unknown_fields=True):
    """One reading. `key` is the device's own and makes a repeated message the same scan; `scanned_at` is the
    device's time with its offset."""

    key: Key
    text: str
    method: Method
    scanned_at: Annotated[datetime, Meta(tz=True)]
    direction: Literal["entry", "exit"] = "entry"
    device: Device | None = None

    def presented(self) -> Presented:
        """The reading as the action takes it."""
        return Presented(self.key, self.text, self.method, self.scanned_at.astimezone(UTC), self.device)


class UndoIn(Struct, forbid_unknown_fields=True):
    """Why a scan is taken back."""

    reason: UndoReason


class ZoneOut(Struct):
    """A zone that the badge opens; `here` says that this door guards it."""

    mark: str
    name: str
    here: bool


class PersonOut(Struct):
    """Whom the badge is of. `photo` is the address of their photo, for this scan and this door's staff only."""

    native_name: str
    latin_name: str
    outlet: str
    function: str
    number: str
    category: str
    letter: str
    colour: str
    zones: list[ZoneOut]
    photo: str | None


class PriorOut(Struct):
    """The scan that this one met: when, at which door."""

    at: datetime
    door: str


class ScanOut(Struct):
    """The verdict on a scan. `tone` is `admit`, `stop` or `look`; `undoable` says that it may be taken back."""

    scan: str
    verdict: str
    tone: str
    direction: str
    at: datetime
    undoable: bool
    person: PersonOut | None
    prior: PriorOut | None


class StateOut(Struct):
    """How a door stands."""

    admitted_today: int
    at: datetime


def scan_out(answer: Answer, event: Event, language: str, *, root: str = "") -> ScanOut:
    """What the door is told of a scan, in the language of its staff. Addresses of ours begin with `root`."""
    scan, prior = answer.scan, answer.prior
    photo = f"{root}/staff/doors/{scan.door}/scans/{scan.id}/photo.jpg"
    return ScanOut(
        scan=scan.id,
        verdict=scan.verdict.value,
        tone=TONES[scan.verdict].value,
        direction=scan.direction.value,
        at=scan.received_at,
        undoable=is_undoable(scan),
        person=_person(answer.known, scan, event, language, photo=photo) if answer.known else None,
        prior=PriorOut(prior.received_at, door_name(event, prior.door, language)) if prior else None,
    )


def is_undoable(scan: Scan) -> bool:
    """Whether there is something to take back."""
    return scan.undone_at is None and scan.verdict.value in ("admitted", "exit_recorded")


def door_name(event: Event, door: str, language: str) -> str:
    """The door's name; its id when the event no longer has it."""
    names = {one.id: one.name for one in event.doors}
    return pick(names[door], language)[0] if door in names else door


def _person(known: Known, scan: Scan, event: Event, language: str, *, photo: str) -> PersonOut:
    holder, category = known.holder, event.category(known.entitlement.category)
    return PersonOut(
        native_name=holder.native_name,
        latin_name=holder.latin_name,
        outlet=holder.outlet,
        function=pick(event.function(holder.function).name, language)[0],
        number=known.number,
        category=pick(category.name, language)[0],
        letter=known.entitlement.letter,
        colour=category.colour,
        zones=[_zone(code, scan, event, language) for code in known.entitlement.zones],
        photo=photo if holder.photo_id else None,
    )


def _zone(code: str, scan: Scan, event: Event, language: str) -> ZoneOut:
    zone = event.zone(code)
    return ZoneOut(zone.mark, pick(zone.name, language)[0], code == scan.zone)

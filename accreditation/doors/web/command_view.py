"""The content of the command post's page, computed from the overview of its action. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

from accreditation.doors.actions.command_post import Overview
from accreditation.doors.domain.devices import SILENT_AFTER, DeviceState
from accreditation.doors.domain.doors import TONES, Tone, Verdict
from accreditation.doors.ports.command_post import WatchedDevice
from conference.event import Door, Event, Zone
from conference.languages import pick

LOW_BATTERY = 0.2
"""Battery level at which a phone may fail before its shift ends."""

SKEWED = timedelta(seconds=30)
"""Clock error from which times on the device look wrong, though verdicts are right."""

MAX_SKEW = timedelta(milliseconds=2**31 - 1)
"""Largest clock error that devices report, whatever the date of a rehearsal."""

LONG_QUEUE = 20


class DoorRow(Struct, frozen=True):
    """A door: devices at it, scans a minute, admitted and refused today."""

    door: Door
    zone: Zone
    devices: int
    rate: float
    admitted: int
    refused: int

    @property
    def is_busy(self) -> bool:
        """Whether the door has a device or had a scan today."""
        return bool(self.devices or self.admitted or self.refused)


class DeviceRow(Struct, frozen=True):
    """A device and its worries: `silent`, `stale`, `battery`, `clock`, `queue`, `old_build`."""

    watched: WatchedDevice
    door: str
    list_age_s: float | None
    worries: tuple[str, ...]


class ZoneRow(Struct, frozen=True):
    """A zone: people inside, and their share of its capacity in percent (None without a capacity)."""

    zone: Zone
    inside: int
    percent: int | None


class CommandView(Struct, frozen=True):
    """The parts of the page, each in the order of display."""

    doors: Sequence[DoorRow]
    devices: Sequence[DeviceRow]
    zones: Sequence[ZoneRow]
    refusals: Sequence[tuple[Verdict, int]]
    rate: float
    refused: int
    silent: int


def command_view(overview: Overview, event: Event, language: str, *, build: str) -> CommandView:
    """Return the page of an overview, in the reader's language."""
    doors = {door.id: pick(door.name, language)[0] for door in event.doors}
    stale_s = event.list_stale_after_s
    devices = [_device_row(one, overview, doors, stale_s=stale_s, build=build) for one in overview.devices]
    refusals = _count_refusals(overview)
    return CommandView(
        doors=sorted((_door_row(door, overview, event) for door in event.doors), key=_busiest_first),
        devices=sorted(devices, key=lambda line: (not line.worries, line.watched.device.name)),
        zones=[_zone_row(zone, overview.occupancy.get(zone.code, 0)) for zone in event.zones],
        refusals=refusals,
        rate=_rate_per_minute(sum(count.lately for count in overview.scans), overview.lately_s),
        refused=sum(count for _, count in refusals),
        silent=sum("silent" in line.worries for line in devices),
    )


def _busiest_first(row: DoorRow) -> tuple[float, int, int]:
    return -row.rate, -(row.admitted + row.refused), -row.devices


def _door_row(door: Door, overview: Overview, event: Event) -> DoorRow:
    counts = [count for count in overview.scans if count.door == door.id]
    heard = [one.report for one in overview.devices if one.report and _is_heard(one, overview)]
    return DoorRow(
        door=door,
        zone=event.zone(door.zone),
        devices=sum(report.door == door.id for report in heard),
        rate=_rate_per_minute(sum(count.lately for count in counts), overview.lately_s),
        admitted=sum(count.today for count in counts if TONES[count.verdict] is Tone.ADMIT),
        refused=sum(count.today for count in counts if TONES[count.verdict] is Tone.STOP),
    )


def _is_heard(one: WatchedDevice, overview: Overview) -> bool:
    is_used = one.device.state in (DeviceState.ACTIVE, DeviceState.LOCKED)
    return is_used and one.report is not None and overview.at - one.report.at < SILENT_AFTER


def _device_row(
    one: WatchedDevice, overview: Overview, doors: Mapping[str, str], *, stale_s: float, build: str
) -> DeviceRow:
    report, at, shift = one.report, overview.at, max(-MAX_SKEW, min(overview.shift, MAX_SKEW))
    if report is None:
        return DeviceRow(one, " · ".join(doors.get(door, door) for door in one.device.scope.doors), None, ())
    age = None if report.list_at is None else max((at - report.list_at).total_seconds(), 0.0)
    worries = {
        "silent": at - report.at >= SILENT_AFTER,
        "stale": age is None or age >= stale_s,
        "battery": report.battery is not None and report.battery <= LOW_BATTERY and not report.charging,
        "clock": abs(timedelta(milliseconds=report.skew_ms) + shift) >= SKEWED,
        "queue": report.queue >= LONG_QUEUE,
        "old_build": report.build != build,
    }
    is_used = one.device.state is DeviceState.ACTIVE
    named = tuple(worry for worry, holds in worries.items() if holds and is_used)
    return DeviceRow(one, doors.get(report.door, report.door), age, named)


def _zone_row(zone: Zone, inside: int) -> ZoneRow:
    return ZoneRow(zone, inside, None if zone.capacity is None else round(100 * inside / zone.capacity))


def _count_refusals(overview: Overview) -> list[tuple[Verdict, int]]:
    totals: dict[Verdict, int] = {}
    for count in overview.scans:
        if TONES[count.verdict] is Tone.STOP:
            totals[count.verdict] = totals.get(count.verdict, 0) + count.today
    return sorted(totals.items(), key=lambda item: (-item[1], item[0].value))


def _rate_per_minute(count: int, seconds: float) -> float:
    return count * 60 / seconds

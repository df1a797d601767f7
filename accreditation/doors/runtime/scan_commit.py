"""Commit the items that devices send, in groups."""

from collections.abc import Sequence

from accreditation.doors.actions.scan_services import Answer, ReceivedItem, ScanServices
from accreditation.doors.actions.scanning import record_items
from accreditation.doors.domain.devices import Device
from accreditation.doors.domain.scans import Item
from accreditation.doors.runtime.group_commit import GroupCommit
from conference.errors import ConflictError

ScanCommit = GroupCommit[ReceivedItem, Answer]


def make_scan_commit(services: ScanServices) -> ScanCommit:
    """Make the group commit of this process, which records the items of devices."""

    async def write(batch: Sequence[ReceivedItem]) -> list[Answer]:
        """Assume that online scans are new, which saves a query; a key that is taken raises, and the batch repeats."""
        try:
            return await record_items(services, batch, online_are_new=True)
        except ConflictError:
            return await record_items(services, batch)

    return GroupCommit(write)


async def take_items(group_commit: ScanCommit, items: Sequence[Item], *, device: Device) -> list[Answer]:
    """Record the items of a device; return an answer for each once it is durable. Raises UnavailableError."""
    answers = await group_commit.take([ReceivedItem(item, device) for item in items], sender=device.id)
    return [
        Answer(key=item.key, problem="scan.failed") if isinstance(answer, BaseException) else answer
        for item, answer in zip(items, answers, strict=True)
    ]

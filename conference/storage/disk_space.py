"""Free space on the disk of the database, of which a reserve is left for the conference itself."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import structlog

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class DiskReserve:
    """A number of free bytes below which what can wait is not saved. No `folder`: the disk is another machine's."""

    folder: Path | None
    least_bytes: int
    _was_reached: bool = False

    def is_reached(self) -> bool:
        """Whether less than the reserve is free. The log says when this begins and ends."""
        if self.folder is None:
            return False
        free = shutil.disk_usage(self.folder).free
        is_reached = free < self.least_bytes
        if is_reached is not self._was_reached:
            log = _log.error if is_reached else _log.info
            log(
                "disk_reserve.reached" if is_reached else "disk_reserve.left", free_bytes=free, reserve=self.least_bytes
            )
            self._was_reached = is_reached
        return is_reached

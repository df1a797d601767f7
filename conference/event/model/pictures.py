"""Pictures that the press may download."""

from __future__ import annotations

from datetime import datetime

from conference.event.model.fields import Code, Entry, PictureFile
from conference.languages import Text


class PressPicture(Entry, frozen=True, kw_only=True):
    """Picture in a JPEG or PNG `file` of the event's folder; `credit` names who took it, `rights` limits its use."""

    id: Code
    file: PictureFile
    caption: Text
    credit: str
    taken_at: datetime | None = None
    rights: Text | None = None
